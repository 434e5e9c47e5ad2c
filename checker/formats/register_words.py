"""The policy register in words, for the formats it is written in: plain text, which each of them escapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.formats.summary import many
from checker.report.register import ControlEntry, Parameter, PolicyPage, Register, RuleEntry, Setting

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
        return f"{control.where}: {control.asks} ({control.standing})"
    return "a control of the organization" if control.id.startswith("x-") else "not in the table of controls"


def serving(control: ControlEntry) -> Iterator[tuple[str, str]]:
    """The rules that serve a control, each with its level and, where asked for, its verdict."""
    for rule in control.rules:
        yield rule.id, f"{rule.level}{f': {rule.verdict}' if rule.verdict else ''}"


def shown(said: Iterable[Said]) -> Iterator[Said]:
    """Without labels under which nothing is said."""
    return ((label, texts) for label, texts in said if texts)
