"""The policy register: what an organization demands, rule by rule, and which control each rule serves.

It is made from policies, their tests and the table of controls, and so changes only
when one of them does. Verdicts are in it only where they were asked for.

Its words are plain text, which each format it is written in escapes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from checker.diagnostic import many
from checker.record import dataclass
from checker.report import Verdict
from checker.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a policy as it counts here. ``own`` is the policy's where a configuration sets another one."""

    name: str
    value: str
    bounds: tuple[str, ...]
    """``at most 60%``; none: no configuration may set it."""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of a rule that its kind gives meaning; ``parameter`` is what it refers to, if it does."""

    key: str
    value: str
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Proven:
    """Names of the cases that hold, by what they expect, and of those that do not hold."""

    failing: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Cases that hold and prove neither: each with its verdict, unknown or not-applicable, before its name."""
    carried: bool = False
    """Whether some are in the tests of a built-in policy, which are run when this program is built."""

    @property
    def lacking(self) -> str:
        """Why the rule is unproven; empty if it is proven."""
        words = (("failing", self.failing), ("passing", self.passing))
        return " and ".join(f"no {word} case" for word, cases in words if not cases)


@dataclass(frozen=True, slots=True)
class RuleEntry:
    id: str
    title: str
    sentence: str
    why: str
    fix: str
    level: Level
    advisory_until: dt.date | None
    since: dt.date | None
    kind: str
    selection: str
    """The name of the selection, and what it asks, in words."""
    settings: tuple[Setting, ...]
    controls: tuple[str, ...]
    file: str
    """Where the rule stands, which may be a policy that this one is built on."""
    anew: tuple[tuple[str, str], ...]
    """Keys that were tightened after that, each with the file that did it."""
    proven: Proven
    verdict: Verdict | None
    """None where no verdicts were asked for."""


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A policy with all that it inherits."""

    id: str
    version: str
    owner: str
    file: str
    bases: tuple[str, ...]
    """The files it is built on, the nearest first."""
    approvers: tuple[str, ...]
    max_days: int | None
    parameters: tuple[Parameter, ...]
    selections: tuple[tuple[str, str], ...]
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class ControlEntry:
    """A control that rules name. Of one that is not in the table of controls only the id is known."""

    id: str
    where: str
    asks: str
    certainty: str
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class Register:
    organization: str
    policies: tuple[PolicyPage, ...]
    controls: tuple[ControlEntry, ...]
    judged: str = ""
    """When verdicts were reached, and over how many services; empty: they were not asked for."""

    @property
    def rules(self) -> tuple[RuleEntry, ...]:
        return tuple(rule for policy in self.policies for rule in policy.rules)

    @property
    def without_control(self) -> tuple[str, ...]:
        """Ids of rules that name no control."""
        return tuple(rule.id for rule in self.rules if not rule.controls)


Said = tuple[str, tuple[str, ...]]
"""A label, and what is said under it: one text, or several."""

MADE = "made by modelbylaws docs from policies and their tests; do not edit it: docs --check fails when it is stale"
CARRIED = "cases of a built-in policy are run when modelbylaws is built, all others when this page is made"


def heading(register: Register) -> str:
    return f"Policy register{f' of {register.organization}' if register.organization else ''}"


def opening(register: Register) -> Iterator[str]:
    """What the page covers, counted."""
    rules = register.rules
    proven = sum(not rule.proven.lacking for rule in rules)
    policies = f"{len(register.policies)} polic{'y' if len(register.policies) == 1 else 'ies'}"
    yield f"{many(len(rules), 'rule')} of {policies}; {proven} proven by a failing and a passing case."
    if register.judged:
        yield f"Verdicts {register.judged}."
    if any(rule.proven.carried for rule in rules):
        yield f"{CARRIED[0].upper()}{CARRIED[1:]}."


def policy_said(policy: PolicyPage) -> Iterator[Said]:
    yield "Owner", (policy.owner or "not named",)
    yield "Version", (policy.version or "not given",)
    yield "File", (policy.file,)
    yield "Built on", policy.bases
    days = f", for at most {policy.max_days} days" if policy.max_days is not None else ""
    who = f"{', '.join(policy.approvers)}{days}" if policy.approvers else "nobody, so there are no waivers"
    yield "Waivers are approved by", (who,)
    yield "Parameters", tuple(map(parameter, policy.parameters))
    yield "Selections", tuple(f"{name}: {words}" for name, words in policy.selections)


def rule_said(policy: PolicyPage, rule: RuleEntry) -> Iterator[Said]:
    """Everything about a rule but its sentence and its controls; empty where nothing is said."""
    yield "Title", (rule.title,)
    yield "Why", (rule.why or "not given",)
    yield "Fix", (rule.fix,) if rule.fix else ()
    yield "Owner", (policy.owner or "not named",)
    yield "Level", (level(rule),)
    yield "In force since", (str(rule.since),) if rule.since else ()
    yield "Kind", (rule.kind,)
    yield "Selection", (rule.selection,)
    yield "Parameters", tuple(map(_setting, rule.settings))
    yield "Stands in", (_stands(rule),)
    yield "Tests", tuple(tests(rule))
    yield "Waivers", (_waivers(policy, rule),)
    yield "Verdict", (rule.verdict.value,) if rule.verdict else ()


def level(rule: RuleEntry) -> str:
    announced = f", only advisory until {rule.advisory_until} inclusive" if rule.advisory_until else ""
    return f"{rule.level}{announced}"


def parameter(found: Parameter) -> str:
    return f"{found.name} = {found.value} ({_bounds(found)})"


def _bounds(found: Parameter) -> str:
    own = f"set by the configuration; the policy says {found.own}; " if found.own else ""
    return f"{own}may be set {', '.join(found.bounds)}" if found.bounds else "fixed"


def _setting(setting: Setting) -> str:
    known = setting.parameter
    return f"{setting.key}: {setting.value}{f' (${known.name}, {_bounds(known)})' if known else ''}"


def _stands(rule: RuleEntry) -> str:
    tightened = "".join(f"; {key} tightened in {file}" for key, file in rule.anew)
    return f"{rule.file}{tightened}"


def tests(rule: RuleEntry) -> Iterator[str]:
    proven = rule.proven
    if proven.lacking:
        yield f"unproven: {proven.lacking}"
    yield from (f"fails: {name}" for name in proven.failing)
    yield from (f"passes: {name}" for name in proven.passing)
    yield from proven.others
    yield from (f"does not hold: {name}" for name in proven.missed)


def _waivers(policy: PolicyPage, rule: RuleEntry) -> str:
    if rule.level == "hard":
        return "none: a hard rule accepts no waiver"
    return f"approved by {', '.join(policy.approvers)}" if policy.approvers else "none: the policy names no approver"


def control_said(control: ControlEntry) -> str:
    """Where it stands and what it asks, in our words, and how sure we are of it."""
    if control.where:
        return f"{control.where}: {control.asks} ({control.certainty})"
    return "a control of the organization" if control.id.startswith("x-") else "not in the table of controls"


def controls_said(register: Register, rule: RuleEntry) -> tuple[str, ...]:
    """The controls that a rule names, each with what it asks."""
    known = {control.id: control_said(control) for control in register.controls}
    return tuple(f"{name}: {known[name]}" for name in rule.controls)


def serving(control: ControlEntry) -> Iterator[tuple[str, str]]:
    """The rules that serve a control, each with its level and, where asked for, its verdict."""
    for rule in control.rules:
        yield rule.id, f"{rule.level}{f': {rule.verdict}' if rule.verdict else ''}"


def drop_empty(said: Iterable[Said]) -> Iterator[Said]:
    """Without labels under which nothing is said."""
    return ((label, texts) for label, texts in said if texts)
