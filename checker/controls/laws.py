"""Controls of laws."""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Control

_DORA = "Regulation (EU) 2022/2554 (DORA)"
_ITS = "Implementing Regulation (EU) 2024/2956 (register of information)"
_AI_ACT = "Regulation (EU) 2024/1689 (AI Act) as amended by Regulation (EU) 2026/1744"
_GDPR = "Regulation (EU) 2016/679 (GDPR)"

LAWS: Mapping[str, Control] = {
    "dora/8-5": Control(
        _DORA,
        "Art. 8(5)",
        "know what depends on ICT providers, and the links to those behind critical or important functions",
        "reported",
        "that services declare what they depend on; not the links between providers",
        "2026-11-28",
    ),
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
    "dora/28-7": Control(
        _DORA,
        "Art. 28(7)",
        "contracts can be ended on breach, on changes that matter, on weak security, and where supervision fails",
        "reported",
        read="2026-11-28",
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
    "dora/30-2": Control(
        _DORA,
        "Art. 30(2)",
        "nine things that every contract holds, from a description of all services to terms of training",
        "reported",
        "what the rules on (b) and (h) show",
        "2026-11-28",
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
    "dora/30-3": Control(
        _DORA,
        "Art. 30(3)",
        "what contracts for critical or important functions hold besides: targets, notice, tests, audit, exit",
        "reported",
        "what the rule on (e) shows",
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
    "eu-ai-act/26": Control(
        _AI_ACT,
        "Art. 26",
        "who deploys a high-risk system uses it as instructed, with oversight by people, monitoring and logs",
        "reported",
        read="2026-11-28",
    ),
    "eu-ai-act/27": Control(
        _AI_ACT,
        "Art. 27",
        "public bodies, and who serves the public, rates credit or insures, first assess fundamental rights",
        "reported",
        read="2026-11-28",
    ),
    "eu-ai-act/50": Control(
        _AI_ACT,
        "Art. 50",
        "people are told that they meet an AI system, and what it made is marked",
        "reported",
        read="2026-11-28",
    ),
    "eu-ai-act/53-1": Control(
        _AI_ACT,
        "Art. 53(1)",
        "who provides a general-purpose model documents it, informs who builds on it, and sums up its training",
        "reported",
        read="2026-11-28",
    ),
    "eu-ai-act/53-1-b": Control(
        _AI_ACT, "Art. 53(1)(b)", "documentation of a general-purpose model for those who build on it", "confirmed"
    ),
    "eu-ai-act/53-1-d": Control(
        _AI_ACT, "Art. 53(1)(d)", "a public summary of what a general-purpose model was trained on", "confirmed"
    ),
    "hipaa/164.308-b-1": Control(
        "45 CFR (HIPAA)",
        "164.308(b)(1)",
        "health data at a business associate only under satisfactory assurances",
        "confirmed",
    ),
    "gdpr/28": Control(_GDPR, "Art. 28", "processors only under a contract with sufficient guarantees", "from memory"),
    "gdpr/44": Control(_GDPR, "Art. 44", "transfers to third countries only under its conditions", "from memory"),
}
