"""What an organization demands: a policy file, its parameters, and what all rules share.

A rule's kind gives it meaning and adds parameters of its own; kinds stand in a
layer above and come in as an argument. ``$name`` in a rule stands for a parameter.
A policy may be built on another one: ``inherit`` says what it may change there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pydantic import ValidationError

from checker.condition import Condition
from checker.diagnostic import Diagnostic, Path, did_you_mean
from checker.policy.inherit import Entry, Merged, alone, holding, loosened, merge
from checker.policy.params import Override, declared_values, fill, refused_overrides
from checker.policy.rule import EVERYTHING, Header, Level, Limits, Origin, Rule
from checker.shape import Fault, diagnose, faults_of, not_listed, read
from checker.source import Document

__all__ = ["EVERYTHING", "Header", "Level", "Limits", "Origin", "Override", "Policy", "Rule", "load"]

K = TypeVar("K", bound=Rule)


@dataclass(frozen=True, slots=True)
class Policy(Generic[K]):
    """A policy that was read: parameters are filled in, conditions are checked, inherited rules are there.

    ``origins`` says of each rule where it stands; ``bases`` are the documents of
    the policies it is built on, the nearest first.
    """

    document: Document
    header: Header
    rules: tuple[K, ...]
    origins: tuple[Origin, ...]
    bases: tuple[Document, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        return (self.document, *self.bases)

    def selection(self, name: str) -> Condition | None:
        """The condition of a selection; None for ``all``."""
        return self.header.selections.get(name)

    def holding(self, path: Path) -> Document:
        """The document that has a path: a selection, a parameter."""
        return holding(self.documents, path)

    def only(self, rule: str) -> Policy[K]:
        """The same policy with one rule."""
        kept = [(r, origin) for r, origin in zip(self.rules, self.origins, strict=True) if r.id == rule]
        return replace(self, rules=tuple(r for r, _ in kept), origins=tuple(origin for _, origin in kept))


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
    selections = fill(document.data.get("selections", {}), values, ("selections",), unfilled)
    filled = document.data | {"selections": selections}
    own = read(document, Header, {"rules": [], **filled} if "extends" in filled else filled)
    if isinstance(own, list):
        return own
    if unfilled:
        return _sorted([diagnose(document, fault) for fault in unfilled])
    documents = (document, *(base.documents if base is not None else ()))
    repeated = [diagnose(document, fault) for fault in _repeated_ids(own.rules)]
    merged = alone(document, own) if base is None else merge(documents, own, base.header, base.origins)
    if isinstance(merged, list):
        return _sorted([*repeated, *merged])
    refused = list(refused_overrides(documents, own.policy, merged.header.params, overrides))
    if refused:
        return refused
    values = {name: param.value for name, param in merged.header.params.items()}
    values |= {name: override.value for name, override in overrides.items()}
    rules, faults = _rules(merged, documents, kinds, values)
    if faults or repeated:
        return _sorted([*repeated, *faults])
    origins = tuple(entry.origin for entry in merged.entries)
    return Policy(document, merged.header, tuple(rules), origins, documents[1:])


def _sorted(found: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(found, key=lambda diagnostic: diagnostic.sort_key)


def _rules(
    merged: Merged, documents: tuple[Document, ...], kinds: Mapping[str, type[K]], values: Mapping[str, str]
) -> tuple[list[K], list[Diagnostic]]:
    rules: list[K] = []
    faults: list[Diagnostic] = []
    for entry in merged.entries:
        rule = _rule(entry.raw, kinds, values, merged.header)
        if isinstance(rule, list):
            faults += [_diagnose(documents, entry, fault) for fault in rule]
            continue
        rules.append(rule)
        before = _rule(entry.inherited.raw, kinds, values, merged.header) if entry.inherited is not None else None
        if before is not None and not isinstance(before, list):
            faults += loosened(documents, entry, before, rule)
    return rules, faults


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


def _repeated_ids(rules: tuple[dict[str, object], ...]) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for index, raw in enumerate(rules):
        name = raw.get("id")
        if isinstance(name, str) and name in first:
            other = ("rules", first[name], "id")
            yield Fault(("rules", index, "id"), f"rule id {name!r} appears twice", "", "duplicate-id", other=other)
        if isinstance(name, str):
            first.setdefault(name, index)
