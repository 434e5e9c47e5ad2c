"""What ``lint`` says of policies that can be judged; it changes no verdict.

Faults (an unknown control, a rule that a tighter one covers) fail ``lint``. Hints, which the code calls advice, are
shown and fail nothing: conditions that never hold, rules without a failing case, caps that cannot be met.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from checker.condition import Ask, Condition, Node, Several
from checker.condition.expectation import Expectation
from checker.controls import OWN
from checker.diagnostic import Diagnostic, Path, Place, did_you_mean
from checker.files.controls import NO_LISTS, ControlLists
from checker.fleet import Fleet
from checker.judging import AnyPolicy
from checker.judging.selection import select
from checker.kinds import AnyKind
from checker.kinds.max_share import MaxShare
from checker.report import limit_text
from checker.resources import BUILTIN
from checker.vocabulary import hardness

_PERCENTAGE = re.compile(r"[0-9]+(?:\.[0-9]+)? ?%")
_ABOUT = {"id", "title", "level", "why", "fix", "controls", "since"}
"""What a rule says about itself."""


def faults(policies: Sequence[AnyPolicy], lists: ControlLists | None = None) -> Iterator[Diagnostic]:
    """Faults of every rule of the policies; ``lists`` are the organization's own controls."""
    known = (lists or NO_LISTS).known()
    for policy in policies:
        for index, rule in enumerate(policy.rules):
            yield from _controls(policy, index, rule, known)
            yield from _find_shadowed(policy, index, rule)


def _of_rule(policy: AnyPolicy, index: int, path: Path, code: str, message: str, help_: str) -> Diagnostic:
    return Diagnostic(code, message, (policy.locate(policy.origins[index].below(*path)),), help_)


def _controls(policy: AnyPolicy, index: int, rule: AnyKind, known: Collection[str]) -> Iterator[Diagnostic]:
    for number, control in enumerate(rule.controls):
        if control not in known and not control.startswith(OWN):
            help_ = did_you_mean(control, known) or f"a control of your own starts with {OWN}"
            message = f"no list of controls knows {control!r}"
            yield _of_rule(policy, index, ("controls", number), "unknown-control", message, help_)


def _find_shadowed(policy: AnyPolicy, index: int, rule: AnyKind) -> Iterator[Diagnostic]:
    """A rule where another one asks the same, more strictly, and no milder."""
    for other in policy.rules:
        if other is not rule and hardness(other.level) >= hardness(rule.level) and _covers(other, rule):
            limits = ", ".join(f"{key} {policy.header.rules[index].get(key)}" for key in rule.limits)
            message = f"rule {rule.id!r} ({limits}) never says more than rule {other.id!r}, which is tighter"
            yield _of_rule(policy, index, ("id",), "shadowed", message, "remove it, or give it a higher level")


def _covers(strict: AnyKind, loose: AnyKind) -> bool:
    """Whether both ask the same but for a limit, and ``strict`` asks more."""
    if strict.kind != loose.kind or not loose.limits or _asks(strict) != _asks(loose):
        return False
    was, is_ = _limits(loose), _limits(strict)
    tighter = [is_[k] <= was[k] if loose.limits[k] == "smaller" else is_[k] >= was[k] for k in was]
    return all(tighter) and is_ != was


def _asks(rule: AnyKind) -> dict[str, object]:
    leave = {*_ABOUT, *(key.replace("-", "_") for key in rule.limits)}
    return {name: getattr(rule, name) for name in type(rule).model_fields if name not in leave}


def _limits(rule: AnyKind) -> Mapping[str, int]:
    return {key: getattr(rule, key.replace("-", "_")) for key in rule.limits}


ProvenRules = Collection[tuple[str, str]]
"""Policy file and rule id of every rule that has a failing case."""


def advice(policies: Sequence[AnyPolicy], fleet: Fleet | None, proven: ProvenRules) -> Iterator[Diagnostic]:
    """Advice on each policy; without a fleet that could be read whole, none about the fleet."""
    for policy in policies:
        yield from _impossible(policy)
        yield from _literal_limits(policy)
        yield from _unproven(policy, proven)
        if fleet is not None and fleet.services:
            yield from _empty(policy, fleet)
            yield from _unreachable(policy, fleet)


def _impossible(policy: AnyPolicy) -> Iterator[Diagnostic]:
    """Conditions that can never hold."""
    for name, condition in policy.header.selections.items():
        for message in _pairs(condition):
            yield _in_selection(policy, name, "never-holds", message, "then nothing is selected")
    for index, rule in enumerate(policy.rules):
        for key, condition in rule.conditions():
            for message in _pairs(condition):
                help_ = "then nothing is in question" if key == "where" else "then every subject fails"
                yield _of_rule(policy, index, (key,), "never-holds", message, help_)


def _pairs(condition: Condition) -> Iterator[str]:
    for one, two in contradictions(condition):
        yield f"this can never hold: {one} and {two}"


def _in_selection(policy: AnyPolicy, name: str, code: str, message: str, help_: str) -> Diagnostic:
    document = policy.holding(("selections", name))
    return Diagnostic(code, message, (document.locate(Place(document.file, ("selections", name), part="key")),), help_)


def _literal_limits(policy: AnyPolicy) -> Iterator[Diagnostic]:
    """A number in a title stays when the limit moves."""
    for index, rule in enumerate(policy.rules):
        found = _PERCENTAGE.search(str(policy.header.rules[index].get("title")))
        if found and rule.limits and not policy.origins[index].anew:
            help_ = "make the limit a parameter, and write {its-name} in the title"
            message = f"the title says {found[0]}, whatever the limit becomes"
            yield _of_rule(policy, index, ("title",), "literal-limit", message, help_)


def _unproven(policy: AnyPolicy, proven: ProvenRules) -> Iterator[Diagnostic]:
    """Rules without a failing case; built-in ones have theirs."""
    for index, rule in enumerate(policy.rules):
        file = policy.origins[index].at.file
        if not file.startswith(BUILTIN) and (file, rule.id) not in proven:
            message = f"no failing case proves rule {rule.id!r}"
            yield _of_rule(policy, index, ("id",), "unproven", message, "write one; modelbylaws test runs it")


def _empty(policy: AnyPolicy, fleet: Fleet) -> Iterator[Diagnostic]:
    for name in policy.header.selections:
        if not select(policy, name, fleet).looked_at:
            message = f"selection {name!r} selects none of {len(fleet.services)} services"
            yield _in_selection(policy, name, "selects-nothing", message, "is a word in it misspelt?")


def _unreachable(policy: AnyPolicy, fleet: Fleet) -> Iterator[Diagnostic]:
    """Caps that no arrangement of so few services meets."""
    for index, rule in enumerate(policy.rules):
        if not isinstance(rule, MaxShare) or rule.count != "exposure" or rule.weight != "service" or not rule.max:
            continue
        selected = select(policy, rule.of, fleet)
        count = len(selected.certain) + len(selected.possible)
        if count >= max(1, rule.min_population) and Fraction(1, count) > rule.max:
            message = f"no arrangement of {count} services meets {limit_text(rule.max)}: one alone is more"
            yield _of_rule(policy, index, ("max",), "cannot-be-met", message, "set min-population")


def contradictions(condition: Condition) -> Iterator[tuple[Ask, Ask]]:
    """Pairs of expectations that must both hold and cannot, as far as that can be seen without any service.

    Only what one attribute is asked in the same breath is compared: ``tier: 1`` and
    ``tier: {at-least: 2}`` can never both hold.
    """
    yield from _below(condition.root)


def _below(node: Node) -> Iterator[tuple[Ask, Ask]]:
    """What must all hold at a node, pair by pair; then each choice of an ``any`` by itself. A ``not`` asks for less."""
    if isinstance(node, Several) and node.any:
        for part in node.parts:
            yield from _below(part)
    elif isinstance(node, Several):
        asks = list(_together(node))
        for index, one in enumerate(asks):
            yield from (
                (one, two) for two in asks[index + 1 :] if one.attribute == two.attribute and _exclude(one, two)
            )
        for part in node.parts:
            if isinstance(part, Several) and part.any:
                yield from _below(part)


def _together(node: Several) -> Iterator[Ask]:
    """The leaves that must all hold: not those below an ``any`` or a ``not``."""
    for part in node.parts:
        if isinstance(part, Ask):
            yield part
        elif isinstance(part, Several) and not part.any:
            yield from _together(part)


def _exclude(one: Ask, two: Ask) -> bool:
    """NOTE: one license may well meet two lists of licenses, as ``MIT OR Apache-2.0`` does."""
    if one.attribute.names == "license":
        return False
    return any(_rules_out(first.asked, second.asked) for first, second in ((one, two), (two, one)))


def _rules_out(one: Expectation, two: Expectation) -> bool:
    test = one.operator.clashes.get(two.operator.name)
    return test is not None and test(one.values, two.values)
