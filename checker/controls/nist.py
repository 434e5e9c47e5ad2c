"""Controls of NIST, but for the Cybersecurity Framework.

The text of SP 800-53 was read in NIST's own OSCAL catalog (usnistgov/oscal-content), but for SA-9(5), which is in no
baseline and was read in copies of that catalog.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Control

_RMF = "NIST AI RMF 1.0"
_600 = "NIST AI 600-1"
_800 = "NIST SP 800-53 revision 5"

NIST: Mapping[str, Control] = {
    "nist-ai-rmf/govern-1.6": Control(
        _RMF,
        "GOVERN 1.6",
        "mechanisms to inventory AI systems, with resources by risk",
        "reported",
        "that what services declare is reviewed",
        "2026-11-28",
    ),
    "nist-ai-rmf/govern-6.1": Control(
        _RMF, "GOVERN 6.1", "policies for the AI risks that come with third parties", "confirmed"
    ),
    "nist-ai-rmf/govern-6.2": Control(
        _RMF,
        "GOVERN 6.2",
        "contingency for failures of third-party data and AI systems of high risk",
        "confirmed",
        "what one loss would stop, and that fallbacks were tested, as declared; not how incidents are handled",
    ),
    "nist-ai-rmf/map-4.1": Control(
        _RMF,
        "MAP 4.1",
        "map the technology and legal risks of components, third-party ones included",
        "confirmed",
        "that ancestors and licenses of models are known, and licenses hold; no other risk",
    ),
    "nist-ai-rmf/map-4.2": Control(
        _RMF, "MAP 4.2", "identify and document internal risk controls for AI components", "confirmed"
    ),
    "nist-ai-rmf/manage-3.1": Control(
        _RMF,
        "MANAGE 3.1",
        "monitor risks and benefits of third-party resources, and document what is done about them",
        "reported",
        "that facts about models in production were read of late; not what is done about them",
        "2026-11-28",
    ),
    "nist-ai-600-1/gv-6.1-007": Control(
        _600,
        "GV-6.1-007",
        "inventory third parties, and keep lists of approved technologies",
        "confirmed",
        "that models' ancestors are known; not who has access to content, nor who is approved",
    ),
    "nist-ai-600-1/gv-6.2-001": Control(
        _600,
        "GV-6.2-001",
        "document risks of the value chain: over-reliance on data of third parties, and fallbacks",
        "confirmed",
        "how much of production stands behind one vendor; not the data of third parties",
    ),
    "nist-ai-600-1/gv-6.2-005": Control(
        _600,
        "GV-6.2-005",
        "redundancy of data, model weights included",
        "confirmed",
        "that critical services could run on weights that are at hand, with a digest; no other artifact",
    ),
    "nist-ai-600-1/gv-6.2-006": Control(
        _600,
        "GV-6.2-006",
        "test rollover and fallback technologies",
        "confirmed",
        "that fallbacks were tested, as declared",
    ),
    "nist-ai-600-1/gv-6.2-007": Control(
        _600, "GV-6.2-007", "contract terms against arbitrary termination of what is critical", "confirmed"
    ),
    "nist-800-53r5/ac-20": Control(
        _800,
        "AC-20",
        "terms for the use of external systems",
        "confirmed",
        "that services without a dependable network run their models themselves",
        "2026-11-28",
    ),
    "nist-800-53r5/au-10": Control(
        _800, "AU-10", "evidence that an action cannot be denied", "confirmed", read="2026-11-28"
    ),
    "nist-800-53r5/ca-7": Control(
        _800,
        "CA-7",
        "continuous monitoring",
        "confirmed",
        "that facts about models are read again in time; no other metric",
        "2026-11-28",
    ),
    "nist-800-53r5/cm-2": Control(
        _800,
        "CM-2",
        "a baseline configuration, kept under control, reviewed and updated",
        "confirmed",
        "that versions of models are pinned; nothing else of a configuration",
        "2026-11-28",
    ),
    "nist-800-53r5/cm-7.5": Control(
        _800,
        "CM-7(5)",
        "run only software on a list of the allowed, and review the list",
        "confirmed",
        read="2026-11-28",
    ),
    "nist-800-53r5/cm-8": Control(
        _800,
        "CM-8",
        "an inventory of system components",
        "confirmed",
        "that weights have a digest and manifests are reviewed; no other component",
        "2026-11-28",
    ),
    "nist-800-53r5/cm-10": Control(
        _800,
        "CM-10",
        "use software only as its license allows",
        "confirmed",
        "that licenses of models are known, and hold; not how copies are counted",
        "2026-11-28",
    ),
    "nist-800-53r5/cp-2": Control(
        _800,
        "CP-2",
        "a contingency plan",
        "confirmed",
        "what the loss of a host or a gateway would stop; not the plan itself",
        "2026-11-28",
    ),
    "nist-800-53r5/ra-9": Control(
        _800,
        "RA-9",
        "know which components and functions are critical",
        "confirmed",
        "how much of each tier stands behind one vendor; tiers are taken as declared",
        "2026-11-28",
    ),
    "nist-800-53r5/sa-4": Control(
        _800,
        "SA-4",
        "requirements stated when services are acquired",
        "confirmed",
        "that agreements are recorded, and contracts last; not what they ask",
        "2026-11-28",
    ),
    "nist-800-53r5/sa-9": Control(
        _800,
        "SA-9",
        "requirements for external system services",
        "confirmed",
        "through which channels models are used; not what their providers comply with",
        "2026-11-28",
    ),
    "nist-800-53r5/sa-9.5": Control(
        _800,
        "SA-9(5)",
        "limits to where processing, data or services of external providers are located",
        "reported",
        "that inference is declared to run where the service's residency allows; not where data is stored",
        "2026-11-28",
    ),
    "nist-800-53r5/sa-22": Control(
        _800,
        "SA-22",
        "replace what its maker no longer supports, or support it otherwise",
        "confirmed",
        "that nothing ends before it can be replaced, as far as its end is known",
        "2026-11-28",
    ),
    "nist-800-53r5/sr-2": Control(_800, "SR-2", "a plan for supply chain risk", "confirmed", read="2026-11-28"),
    "nist-800-53r5/sr-3.1": Control(
        _800,
        "SR-3(1)",
        "diverse sources for components and services",
        "confirmed",
        "how diverse vendors, hosts and gateways of models are; no other component",
    ),
    "nist-800-53r5/sr-5": Control(
        _800,
        "SR-5",
        "acquisition strategies that lower supply chain risk",
        "confirmed",
        "that suppliers of confidential data have a recorded contract; no other strategy",
        "2026-11-28",
    ),
    "nist-800-53r5/sr-6": Control(
        _800,
        "SR-6",
        "assess and review suppliers",
        "confirmed",
        "that the seat of vendors is known; not that a vendor was assessed",
        "2026-11-28",
    ),
    "nist-800-53r5/sr-8": Control(
        _800, "SR-8", "agreements that suppliers notify of incidents", "confirmed", read="2026-11-28"
    ),
}
