"""Controls of standards that are sold.

ISO sells its standards and AICPA its criteria, so their texts cannot be opened: of these only what others copied was
read, and the copies agree. That of ISO/IEC 42001 was read in several public repositories; its A.4 and A.6 are groups
of controls.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Control

_ISO = "ISO/IEC 42001:2023"
_ISO27 = "ISO/IEC 27001:2022"
_SOC = "AICPA trust services criteria (SOC 2)"

STANDARDS: Mapping[str, Control] = {
    "iso-42001/a.4": Control(
        _ISO,
        "A.4",
        "resources that the activities of an AI system need are identified and documented",
        "reported",
        read="2026-11-28",
    ),
    "iso-42001/a.6": Control(
        _ISO,
        "A.6",
        "the life cycle of AI systems is managed, from requirements to operation and logs",
        "reported",
        read="2026-11-28",
    ),
    "iso-42001/a.10.2": Control(
        _ISO,
        "A.10.2",
        "responsibilities are allocated between the organization, its partners, suppliers, customers and others",
        "reported",
        read="2026-11-28",
    ),
    "iso-42001/a.10.3": Control(
        _ISO,
        "A.10.3",
        "a process so that what suppliers offer is used in line with the organization's approach to AI",
        "reported",
        read="2026-11-28",
    ),
    "iso-42001/a.10.4": Control(
        _ISO,
        "A.10.4",
        "the organization's approach to AI considers what its customers expect and need",
        "reported",
        read="2026-11-28",
    ),
    "iso-27001/a.5.19": Control(
        _ISO27, "A.5.19", "manage the risks of using what suppliers offer", "reported", read="2026-11-28"
    ),
    "iso-27001/a.5.20": Control(
        _ISO27, "A.5.20", "agree on security with each supplier", "reported", read="2026-11-28"
    ),
    "iso-27001/a.5.21": Control(
        _ISO27, "A.5.21", "manage the risks of the supply chain of ICT", "reported", read="2026-11-28"
    ),
    "iso-27001/a.5.22": Control(
        _ISO27, "A.5.22", "monitor and review what suppliers do, and manage changes", "reported", read="2026-11-28"
    ),
    "iso-27001/a.5.23": Control(
        _ISO27,
        "A.5.23",
        "processes to acquire, use, manage and leave cloud services",
        "reported",
        "that an exit plan is declared; not how services are acquired, used and managed",
        "2026-11-28",
    ),
    "iso-27001/a.5.30": Control(
        _ISO27,
        "A.5.30",
        "ICT readiness is planned, kept up and tested by what continuity asks for",
        "reported",
        "that fallbacks were tested, as declared; not the plans",
        "2026-11-28",
    ),
    "soc-2/cc9.2": Control(
        _SOC, "CC9.2", "assess and manage the risks of vendors and business partners", "reported", read="2026-11-28"
    ),
}
