"""NIST's Cybersecurity Framework: its category on the supply chain.

Its text was read in NIST's own OSCAL catalog (usnistgov/oscal-content).
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Control

_CSF = "NIST Cybersecurity Framework 2.0"

CSF: Mapping[str, Control] = {
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
        _CSF,
        "GV.SC-10",
        "plans cover what comes after a partnership or agreement ends",
        "confirmed",
        "that an exit plan is declared",
        "2026-11-28",
    ),
}
