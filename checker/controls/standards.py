"""Controls of standards and frameworks.

The text of NIST's Cybersecurity Framework was read in NIST's own OSCAL catalog (usnistgov/oscal-content). ISO sells its
standards and AICPA its criteria, so of these only copies by others were read, which agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Control

_RMF = "NIST AI RMF 1.0"
_600 = "NIST AI 600-1"
_800 = "NIST SP 800-53 revision 5"
_CSF = "NIST Cybersecurity Framework 2.0"
_ISO = "ISO/IEC 42001:2023"
_ISO27 = "ISO/IEC 27001:2022"
_SOC = "AICPA trust services criteria (SOC 2)"

STANDARDS: Mapping[str, Control] = {
    "nist-ai-rmf/govern-1.6": Control(
        _RMF,
        "GOVERN 1.6",
        "mechanisms to inventory AI systems, with resources by risk",
        "reported",
        "that what services declare is reviewed",
        read="2026-11-28",
    ),
    "nist-ai-rmf/govern-6.1": Control(
        _RMF, "GOVERN 6.1", "policies for the AI risks that come with third parties", "confirmed"
    ),
    "nist-ai-rmf/govern-6.2": Control(
        _RMF, "GOVERN 6.2", "contingency for failures of third-party data and AI systems of high risk", "confirmed"
    ),
    "nist-ai-rmf/map-4.1": Control(
        _RMF, "MAP 4.1", "map the technology and legal risks of components, third-party ones included", "confirmed"
    ),
    "nist-ai-rmf/map-4.2": Control(
        _RMF, "MAP 4.2", "identify and document internal risk controls for AI components", "confirmed"
    ),
    "nist-ai-rmf/manage-3.1": Control(
        _RMF,
        "MANAGE 3.1",
        "monitor risks and benefits of third-party resources, and document what is done about them",
        "reported",
        read="2026-11-28",
    ),
    "nist-ai-600-1/gv-6.1-007": Control(
        _600, "GV-6.1-007", "inventory third parties, and keep lists of approved technologies", "confirmed"
    ),
    "nist-ai-600-1/gv-6.2-001": Control(
        _600, "GV-6.2-001", "find over-reliance on third parties, and name fallbacks", "confirmed"
    ),
    "nist-ai-600-1/gv-6.2-005": Control(_600, "GV-6.2-005", "redundancy of data, model weights included", "confirmed"),
    "nist-ai-600-1/gv-6.2-006": Control(_600, "GV-6.2-006", "test rollover and fallback technologies", "confirmed"),
    "nist-ai-600-1/gv-6.2-007": Control(
        _600, "GV-6.2-007", "contract terms against arbitrary termination of what is critical", "confirmed"
    ),
    "nist-800-53r5/ac-20": Control(_800, "AC-20", "terms for the use of external systems", "confirmed"),
    "nist-800-53r5/au-10": Control(_800, "AU-10", "evidence that an action cannot be denied", "confirmed"),
    "nist-800-53r5/ca-7": Control(_800, "CA-7", "continuous monitoring", "confirmed"),
    "nist-800-53r5/cm-2": Control(_800, "CM-2", "a baseline configuration under control", "from memory"),
    "nist-800-53r5/cm-7.5": Control(_800, "CM-7(5)", "run only what is on a list of the allowed", "confirmed"),
    "nist-800-53r5/cm-8": Control(_800, "CM-8", "an inventory of system components", "confirmed"),
    "nist-800-53r5/cm-10": Control(_800, "CM-10", "use software only as its license allows", "confirmed"),
    "nist-800-53r5/cp-2": Control(_800, "CP-2", "a contingency plan", "confirmed"),
    "nist-800-53r5/ra-9": Control(_800, "RA-9", "know which components and functions are critical", "confirmed"),
    "nist-800-53r5/sa-4": Control(_800, "SA-4", "requirements stated when services are acquired", "confirmed"),
    "nist-800-53r5/sa-9": Control(_800, "SA-9", "requirements for external system services", "confirmed"),
    "nist-800-53r5/sa-9.5": Control(
        _800, "SA-9(5)", "limits to where external services process and store data", "from memory"
    ),
    "nist-800-53r5/sa-22": Control(
        _800, "SA-22", "replace what its maker no longer supports, or support it otherwise", "confirmed"
    ),
    "nist-800-53r5/sr-2": Control(_800, "SR-2", "a plan for supply chain risk", "confirmed"),
    "nist-800-53r5/sr-3.1": Control(_800, "SR-3(1)", "diverse sources for components and services", "confirmed"),
    "nist-800-53r5/sr-5": Control(_800, "SR-5", "acquisition strategies that lower supply chain risk", "confirmed"),
    "nist-800-53r5/sr-6": Control(_800, "SR-6", "assess and review suppliers", "confirmed"),
    "nist-800-53r5/sr-8": Control(_800, "SR-8", "agreements that suppliers notify of incidents", "confirmed"),
    "iso-42001/a.4": Control(_ISO, "A.4", "resources for AI systems are documented", "from memory"),
    "iso-42001/a.6": Control(_ISO, "A.6", "the life cycle of AI systems is managed", "from memory"),
    "iso-42001/a.10.2": Control(_ISO, "A.10.2", "responsibilities are allocated with third parties", "from memory"),
    "iso-42001/a.10.3": Control(_ISO, "A.10.3", "suppliers are used responsibly", "from memory"),
    "iso-42001/a.10.4": Control(_ISO, "A.10.4", "expectations of customers are considered", "from memory"),
    "nist-csf-2.0/gv.sc-01": Control(
        _CSF,
        "GV.SC-01",
        "a program for supply chain risk: strategy, objectives, policies and processes",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-csf-2.0/gv.sc-02": Control(
        _CSF,
        "GV.SC-02",
        "roles and responsibilities for suppliers, customers and partners",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-csf-2.0/gv.sc-03": Control(
        _CSF, "GV.SC-03", "supply chain risk is a part of risk management as a whole", "confirmed", read="2026-11-28"
    ),
    "nist-csf-2.0/gv.sc-04": Control(
        _CSF, "GV.SC-04", "suppliers are known, the critical ones first", "confirmed", read="2026-11-28"
    ),
    "nist-csf-2.0/gv.sc-05": Control(
        _CSF, "GV.SC-05", "what is asked of suppliers stands in contracts", "confirmed", read="2026-11-28"
    ),
    "nist-csf-2.0/gv.sc-06": Control(
        _CSF,
        "GV.SC-06",
        "plan and look closely before a relation with a third party begins",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-csf-2.0/gv.sc-07": Control(
        _CSF,
        "GV.SC-07",
        "the risks of a supplier are recorded, assessed, answered and monitored as long as the relation lasts",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-csf-2.0/gv.sc-08": Control(
        _CSF,
        "GV.SC-08",
        "suppliers have a part in planning for incidents, response and recovery",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-csf-2.0/gv.sc-09": Control(
        _CSF,
        "GV.SC-09",
        "supply chain security is monitored through the life of a product or service",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-csf-2.0/gv.sc-10": Control(
        _CSF, "GV.SC-10", "plans cover what comes after a partnership or agreement ends", "confirmed", read="2026-11-28"
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
        _ISO27, "A.5.23", "processes to acquire, use, manage and leave cloud services", "reported", read="2026-11-28"
    ),
    "iso-27001/a.5.30": Control(
        _ISO27,
        "A.5.30",
        "ICT readiness is planned, kept up and tested by what continuity asks for",
        "reported",
        read="2026-11-28",
    ),
    "soc-2/cc9.2": Control(
        _SOC, "CC9.2", "assess and manage the risks of vendors and business partners", "reported", read="2026-11-28"
    ),
}
