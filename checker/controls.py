"""Controls that rules may name, in our own words: what each asks, where it is written, and how sure we are.

``confirmed``: the text was seen; ``reported``: a second-hand copy was; ``from
memory``: to be verified before anyone relies on it. Words are ours, never a
quotation. SR 11-7 was rescinded on 2026-04-17 and is not listed: the guidance
that replaced it excludes generative AI. Sources were last read on 2026-11-22, or on the day that a control gives.

A control covers many things, and a rule a part of one: ``covers`` is ``whole`` only where a rule that names the
control shows all that it asks, which none does now, and ``part`` says what the rules of the built-in policies show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Certainty = Literal["confirmed", "reported", "from memory"]

_DORA = "Regulation (EU) 2022/2554 (DORA)"
_ITS = "Implementing Regulation (EU) 2024/2956 (register of information)"
_AI_ACT = "Regulation (EU) 2024/1689 (AI Act) as amended by Regulation (EU) 2026/1744"
_RMF = "NIST AI RMF 1.0"
_600 = "NIST AI 600-1"
_800 = "NIST SP 800-53 revision 5"
_ISO = "ISO/IEC 42001:2023"
_GDPR = "Regulation (EU) 2016/679 (GDPR)"


class Control(NamedTuple):
    source: str
    place: str
    asks: str
    certainty: Certainty
    part: str = ""
    """What rules show of it; empty: what the rules that name it say, and no more."""
    read: str = "2026-11-22"
    """The day on which its text, or what tells of it, was last opened; of what is from memory, none could be."""
    covers: Literal["whole", "part"] = "part"

    @property
    def how_sure(self) -> str:
        """Whether its text was opened, and how much of it rules show."""
        opened = "the text was not opened" if self.certainty == "from memory" else f"read {self.read}"
        named = f": {self.part}" if self.part else ""
        return f"{self.certainty}, {opened}; covered in {self.covers}{named}"


CONTROLS: Mapping[str, Control] = {
    "dora/28-3": Control(
        _DORA,
        "Art. 28(3)",
        "a register of all contracts on the use of ICT services",
        "reported",
        "that what services declare is reviewed, and used as declared",
        "2026-11-28",
    ),
    "dora/28-4": Control(
        _DORA,
        "Art. 28(4)-(5)",
        "due diligence on a provider before a contract, and only providers with fit security",
        "from memory",
        "that suppliers are among those that were approved; not how they were",
    ),
    "dora/28-8": Control(
        _DORA, "Art. 28(8)", "tested and documented exit plans, with alternatives identified", "confirmed"
    ),
    "dora/29-1-a": Control(
        _DORA, "Art. 29(1)", "weigh contracts with a provider that is not easily substituted", "confirmed"
    ),
    "dora/29-1-b": Control(
        _DORA, "Art. 29(1)", "weigh several contracts with one provider, or with closely connected ones", "confirmed"
    ),
    "dora/29-2": Control(
        _DORA, "Art. 29(2)", "weigh subcontracting chains, above all those that reach third countries", "reported"
    ),
    "dora/30-2-b": Control(
        _DORA,
        "Art. 30(2)(b)",
        "contracts name the regions or countries of the service and of the data, and changes are told in advance",
        "confirmed",
        "that inference is declared to run where the service's residency allows; not what the contract says",
        "2026-11-28",
    ),
    "dora/30-2-h": Control(
        _DORA,
        "Art. 30(2)(h)",
        "contracts hold rights to terminate, with least periods of notice",
        "reported",
        "that the contract does not end too soon; not its rights to terminate",
        "2026-11-28",
    ),
    "dora/30-3-e": Control(
        _DORA,
        "Art. 30(3)(e)",
        "contracts for critical or important functions give rights of access, inspection and audit",
        "reported",
        "that the contract is recorded with a right to audit, or the weights can be had",
        "2026-11-28",
    ),
    "dora-its-2024-2956/b_07.01": Control(
        _ITS, "B_07.01", "register how substitutable a service is, its exit plan and its alternatives", "confirmed"
    ),
    "eu-ai-act/25-1": Control(
        _AI_ACT, "Art. 25(1)", "who changes a system substantially, or its purpose, becomes its provider", "confirmed"
    ),
    "eu-ai-act/25-4": Control(
        _AI_ACT, "Art. 25(4)", "a written agreement with whoever supplies the model of a high-risk system", "confirmed"
    ),
    "eu-ai-act/53-1-b": Control(
        _AI_ACT, "Art. 53(1)(b)", "documentation of a general-purpose model for those who build on it", "confirmed"
    ),
    "eu-ai-act/53-1-d": Control(
        _AI_ACT, "Art. 53(1)(d)", "a public summary of what a general-purpose model was trained on", "confirmed"
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
    "hipaa/164.308-b-1": Control(
        "45 CFR (HIPAA)",
        "164.308(b)(1)",
        "health data at a business associate only under satisfactory assurances",
        "confirmed",
    ),
    "gdpr/28": Control(_GDPR, "Art. 28", "processors only under a contract with sufficient guarantees", "from memory"),
    "gdpr/44": Control(_GDPR, "Art. 44", "transfers to third countries only under its conditions", "from memory"),
    "iso-42001/a.4": Control(_ISO, "A.4", "resources for AI systems are documented", "from memory"),
    "iso-42001/a.6": Control(_ISO, "A.6", "the life cycle of AI systems is managed", "from memory"),
    "iso-42001/a.10.2": Control(_ISO, "A.10.2", "responsibilities are allocated with third parties", "from memory"),
    "iso-42001/a.10.3": Control(_ISO, "A.10.3", "suppliers are used responsibly", "from memory"),
    "iso-42001/a.10.4": Control(_ISO, "A.10.4", "expectations of customers are considered", "from memory"),
}
