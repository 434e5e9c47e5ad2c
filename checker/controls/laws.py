"""Controls of laws.

The Official Journal could not be opened on 2026-11-28; what was read then are copies: of DORA in a public
repository (zby/answerbot, which took it from digital-operational-resilience-act.com), of the GDPR at gdprhub.eu and
gdprlearninghub.com, of the AI Act at mishcon.com and springlex. Regulation (EU) 2026/1744, which amends the AI Act,
was not opened: law firms write that it moves days of application and says more of the value chain (Art. 25).
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Control

_DORA = "Regulation (EU) 2022/2554 (DORA)"
_ITS = "Implementing Regulation (EU) 2024/2956 (register of information)"
_AI_ACT = "Regulation (EU) 2024/1689 (AI Act) as published in 2024"
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
        "reported",
        "that suppliers of confidential data have a recorded contract; not the diligence before it",
        "2026-11-28",
    ),
    "dora/28-7": Control(
        _DORA,
        "Art. 28(7)",
        "contracts can be ended on breach, on changes that matter, on weak security, and where supervision fails",
        "reported",
        read="2026-11-28",
    ),
    "dora/28-8": Control(
        _DORA,
        "Art. 28(8)",
        "exit strategies for critical or important functions: documented and tested plans, alternatives identified",
        "confirmed",
        "that exit plans are declared and fallbacks were tested, as declared; not that a plan would work",
    ),
    "dora/29-1-a": Control(
        _DORA,
        "Art. 29(1)",
        "weigh contracts with a provider that is not easily substituted",
        "confirmed",
        "which services no second vendor stands ready for; not the weighing of costs and benefits",
    ),
    "dora/29-1-b": Control(
        _DORA,
        "Art. 29(1)",
        "weigh several contracts with one provider, or with closely connected ones",
        "confirmed",
        "how much of production stands behind one vendor or host; not the weighing of each contract",
    ),
    "dora/29-2": Control(
        _DORA,
        "Art. 29(2)",
        "weigh subcontracting chains, above all those that reach third countries",
        "reported",
        "that the seat of vendors is known; not the chain of their subcontractors",
        "2026-11-28",
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
        _ITS,
        "B_07.01",
        "register how substitutable a service is, its exit plan and its alternatives",
        "confirmed",
        "that an exit plan is declared; the template is written by report --output dora, as far as it is declared",
    ),
    "eu-ai-act/25-1": Control(
        _AI_ACT,
        "Art. 25(1)",
        "who puts a name on a high-risk system, or changes it or its purpose enough, becomes its provider",
        "confirmed",
    ),
    "eu-ai-act/25-4": Control(
        _AI_ACT,
        "Art. 25(4)",
        "a written agreement of the provider of a high-risk system with whoever supplies its model",
        "confirmed",
        "that an agreement is recorded; not what it specifies",
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
        "that an agreement is recorded; not its terms, nor that they are kept",
    ),
    "gdpr/28": Control(
        _GDPR,
        "Art. 28",
        "only processors with sufficient guarantees, under a contract that binds them to instructions",
        "reported",
        "that an agreement is recorded; not its terms, nor the guarantees",
        "2026-11-28",
    ),
    "gdpr/44": Control(
        _GDPR,
        "Art. 44",
        "transfers to third countries, and onward from there, only under the chapter's conditions",
        "reported",
        "that inference is declared to run where the service's residency allows; not the conditions of a transfer",
        "2026-11-28",
    ),
}
