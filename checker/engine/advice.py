"""What is worth a look in policies that are sound: for ``lint``, which shows it and does not fail for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from checker.condition import Condition
from checker.condition.contradiction import contradictions
from checker.diagnostic import Diagnostic, Path, Place
from checker.engine import AnyPolicy, select
from checker.fleet import Fleet
from checker.kinds.max_share import MaxShare
from checker.report import limit_text
from checker.resources import BUILTIN

Proven = Collection[tuple[str, str]]
"""Policy file and rule id of every rule that has a failing case."""


def advice(policies: Sequence[AnyPolicy], fleet: Fleet | None, proven: Proven) -> Iterator[Diagnostic]:
    """Advice on each policy; without a fleet that could be read whole, none about the fleet."""
    for policy in policies:
        yield from _impossible(policy)
        yield from _unproven(policy, proven)
        if fleet is not None and fleet.services:
            yield from _empty(policy, fleet)
            yield from _unreachable(policy, fleet)


def _at(policy: AnyPolicy, index: int, path: Path, code: str, message: str, help_: str) -> Diagnostic:
    place = policy.origins[index].below(*path)
    document = next(document for document in policy.documents if document.file == place.file)
    return Diagnostic(code, message, (document.locate(place),), help_)


def _impossible(policy: AnyPolicy) -> Iterator[Diagnostic]:
    """Conditions that can never hold."""
    for name, condition in policy.header.selections.items():
        for message in _pairs(condition):
            yield _in_selection(policy, name, "never-holds", message, "then nothing is selected")
    for index, rule in enumerate(policy.rules):
        for key, condition in rule.conditions():
            for message in _pairs(condition):
                help_ = "then nothing is in question" if key == "where" else "then every subject fails"
                yield _at(policy, index, (key,), "never-holds", message, help_)


def _pairs(condition: Condition) -> Iterator[str]:
    for one, two in contradictions(condition):
        yield f"this can never hold: {one} and {two}"


def _in_selection(policy: AnyPolicy, name: str, code: str, message: str, help_: str) -> Diagnostic:
    document = policy.holding(("selections", name))
    return Diagnostic(code, message, (document.locate(Place(document.file, ("selections", name), part="key")),), help_)


def _unproven(policy: AnyPolicy, proven: Proven) -> Iterator[Diagnostic]:
    """Rules without a failing case; built-in ones have theirs."""
    for index, rule in enumerate(policy.rules):
        file = policy.origins[index].at.file
        if not file.startswith(BUILTIN) and (file, rule.id) not in proven:
            message = f"no failing case proves rule {rule.id!r}"
            yield _at(policy, index, ("id",), "unproven", message, "write one; modelbylaws test runs it")


def _empty(policy: AnyPolicy, fleet: Fleet) -> Iterator[Diagnostic]:
    for name in policy.header.selections:
        if not select(policy, name, fleet).members:
            message = f"selection {name!r} selects none of {len(fleet.services)} services"
            yield _in_selection(policy, name, "selects-nothing", message, "is a word in it misspelt?")


def _unreachable(policy: AnyPolicy, fleet: Fleet) -> Iterator[Diagnostic]:
    """Caps that no arrangement of so few services meets."""
    for index, rule in enumerate(policy.rules):
        if not isinstance(rule, MaxShare) or rule.count != "exposure" or rule.weight != "service" or not rule.max:
            continue
        count = len(select(policy, rule.of, fleet).members)
        if count >= max(1, rule.min_population) and Fraction(1, count) > rule.max:
            message = f"no arrangement of {count} services meets {limit_text(rule.max)}: one alone is more"
            yield _at(policy, index, ("max",), "cannot-be-met", message, "set min-population")
