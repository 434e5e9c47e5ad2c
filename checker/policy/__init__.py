"""What an organization demands: a policy file, its parameters, and what all rules share.

A rule's kind gives it meaning and adds parameters of its own; kinds are in a
layer above and come in as an argument. ``$name`` in a rule stands for a parameter.
A policy may be built on another one: ``inherit`` says what it may change there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, pairwise
from typing import Generic, TypeVar

from checker.condition import Condition
from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.policy.inherit import Entry, Merged, alone, find_loosened, is_any_looser, merge
from checker.policy.params import Override, declared_values, fill, refuse_overrides
from checker.policy.rule import EVERYTHING, Header, Limits, Origin, Rule, holding
from checker.record import dataclass
from checker.shape import Fault, diagnose, faults_of, not_listed, read
from checker.shape.marks import ValidationError
from checker.source import Document

__all__ = ["EVERYTHING", "Header", "Limits", "Origin", "Override", "Policy", "Rule", "load"]

K = TypeVar("K", bound=Rule)


@dataclass(frozen=True, slots=True)
class Policy(Generic[K]):
    """A policy that was read: parameters are filled in, conditions are checked, inherited rules are there.

    ``entries`` are the rules as they are written; ``bases`` are the documents of the
    policies it is built on, the nearest first.
    """

    document: Document
    header: Header
    rules: tuple[K, ...]
    entries: tuple[Entry, ...]
    bases: tuple[Document, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        return (self.document, *self.bases)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where each rule stands."""
        return tuple(entry.origin for entry in self.entries)

    def selection(self, name: str) -> Condition | None:
        """The condition of a selection; None for ``all``."""
        return self.header.selections.get(name)

    def locate(self, place: Place) -> Location:
        """Where a place is, in whichever of the documents it is: what is inherited is in another file."""
        return next(document for document in self.documents if document.file == place.file).locate(place)

    def holding(self, path: Path) -> Document:
        """The document that has a path: a selection, a parameter."""
        return holding(self.documents, path)

    def only(self, rule: str) -> Policy[K]:
        """The same policy with one rule."""
        kept = [(r, entry) for r, entry in zip(self.rules, self.entries, strict=True) if r.id == rule]
        return replace(self, rules=tuple(r for r, _ in kept), entries=tuple(entry for _, entry in kept))


def load(
    document: Document,
    kinds: Mapping[str, type[K]],
    overrides: Mapping[str, Override],
    base: Policy[K] | None = None,
) -> Policy[K] | list[Diagnostic]:
    """Read a policy with the kinds of rules there are, the configuration's parameters, and what it is built on."""
    inherited = {name: param.value for name, param in base.header.params.items()} if base is not None else {}
    values = inherited | declared_values(document.data) | {name: o.value for name, o in overrides.items()}
    unfilled: list[Fault] = []
    filled = document.data | {"selections": _selections(document, base, values, unfilled)}
    own = read(document, Header, {"rules": [], **filled} if "extends" in filled else filled)
    if isinstance(own, list):
        return own
    if unfilled:
        return _sort([diagnose(document, fault) for fault in unfilled])
    documents = (document, *(base.documents if base is not None else ()))
    repeated = [diagnose(document, fault) for fault in _find_repeated_ids(own.rules)]
    merged = alone(document, own) if base is None else merge(documents, own, base.header, base.entries)
    if isinstance(merged, list):
        return _sort([*repeated, *merged])
    refused = list(refuse_overrides(documents, own.policy, merged.header.params, overrides))
    if refused:
        return refused
    values = {name: param.value for name, param in merged.header.params.items()}
    values |= {name: override.value for name, override in overrides.items()}
    rules, faults = _rules(merged, documents, kinds, values, base)
    if faults or repeated:
        return _sort([*repeated, *faults])
    return Policy(document, merged.header, tuple(rules), merged.entries, documents[1:])


def _selections(document: Document, base: Policy[K] | None, values: Mapping[str, str], faults: list[Fault]) -> object:
    """The policy's own selections and the inherited ones, whose parameters may have another value here."""
    own = document.data.get("selections", {})
    there = [found.data.get("selections") for found in reversed(base.documents)] if base is not None else []
    inherited = {name: raw for found in there if isinstance(found, dict) for name, raw in found.items()}
    return fill({**inherited, **own} if isinstance(own, dict) else own, values, ("selections",), faults)


def _sort(found: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(found, key=lambda diagnostic: diagnostic.sort_key)


def _rules(
    merged: Merged,
    documents: tuple[Document, ...],
    kinds: Mapping[str, type[K]],
    values: Mapping[str, str],
    base: Policy[K] | None,
) -> tuple[list[K], list[Diagnostic]]:
    rules: list[K] = []
    faults: list[Diagnostic] = []
    for entry in merged.entries:
        rule = _rule(entry.raw, kinds, values, merged.header)
        if isinstance(rule, list):
            faults += [_diagnose(documents, entry, fault) for fault in rule]
            continue
        rules.append(rule)
        for step, inherited in _steps(entry, rule, base):
            before, after = (_rule(held.raw, kinds, values, merged.header) for held in (inherited, step))
            if not isinstance(before, list) and not isinstance(after, list):
                faults += find_loosened(documents, step, before, after, values)
    return rules, faults


def _steps(entry: Entry, rule: K, base: Policy[K] | None) -> Iterator[tuple[Entry, Entry]]:
    """What a rule came through, as far as it may be loosened here: by this policy's own words, or by a parameter.

    A parameter that an earlier policy put in place of a limit does not lift that limit;
    whatever its value here, the rule is in order if it is no looser than it was there.
    """
    found = pairwise(entry.steps)
    there = zip(base.entries, base.rules, strict=True) if base is not None else ()
    was = next(((known, before) for known, before in there if before.id == rule.id), None)
    if was is None or is_any_looser(was[1], rule):
        yield from found
    elif entry is not was[0]:
        yield from islice(found, 1)


def _diagnose(documents: tuple[Document, ...], entry: Entry, fault: Fault) -> Diagnostic:
    """A fault of a rule, in the file where the key stands that has it."""
    place = entry.origin.below(*fault.path)
    document = next(document for document in documents if document.file == place.file)
    return diagnose(document, replace(fault, path=place.path))


def _rule(
    raw: Mapping[str, object], kinds: Mapping[str, type[K]], values: Mapping[str, str], header: Header
) -> K | list[Fault]:
    kind = raw.get("kind")
    if not isinstance(kind, str):
        return [Fault((), "missing key 'kind'", f"one of: {', '.join(kinds)}", "missing-key", "key")]
    if kind not in kinds:
        return [not_listed(kind, ("kind",), kinds)]
    faults: list[Fault] = []
    filled = fill(raw, values, (), faults)
    try:
        rule = kinds[kind].model_validate(filled)
    except ValidationError as error:
        told = {fault.path for fault in faults}
        return [*faults, *(fault for fault in faults_of(error, kinds[kind]) if fault.path not in told)]
    if rule.of != EVERYTHING and rule.of not in header.selections:
        help_ = did_you_mean(rule.of, [EVERYTHING, *header.selections])
        faults.append(Fault(("of",), f"unknown selection {rule.of!r}", help_, "unknown-selection"))
    return faults or rule


def _find_repeated_ids(rules: tuple[dict[str, object], ...]) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for index, raw in enumerate(rules):
        name = raw.get("id")
        if isinstance(name, str) and name in first:
            other = ("rules", first[name], "id")
            yield Fault(("rules", index, "id"), f"rule id {name!r} appears twice", "", "duplicate-id", other=other)
        if isinstance(name, str):
            first.setdefault(name, index)
