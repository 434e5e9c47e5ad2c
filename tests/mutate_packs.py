"""Changes one thing in a built-in policy, and asks its own tests whether they notice.

Limits and bounds of time move by a step, flags flip, list entries come and go,
operators turn into their opposites, conditions are dropped, and every parameter
takes its other values. A change that no test notices is a survivor, and a gap.
Run ``python -m tests.mutate_packs`` to list them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from checker import source
from checker.fleet.attributes import ATTRIBUTES
from checker.judging import AnyPolicy
from checker.kinds import KINDS
from checker.kinds.parts.shares import Count
from checker.kinds.parts.weights import Weight
from checker.policy import load
from checker.proof.reading import Suite, Trial, read_tests
from checker.proof.trial import try_rule
from checker.run.files import open_sources
from checker.run.reader import Reader
from checker.run.request import Request
from checker.vocabulary import ROLES, Dimension
from tests.fleets import AS_OF

ROOT = Path(__file__).parent.parent
PACKS = sorted(path.stem for path in (ROOT / "policies").glob("*.yaml") if not path.stem.endswith(".tests"))

STEPS = {"%": 5, "d": 1, "": 1}
"""How far a limit moves, by its unit: percent, days, a plain number."""
OPPOSITES = {
    "any-of": "none-of", "none-of": "any-of", "all-of": "any-of", "only": "any-of", "at-least": "at-most",
    "at-most": "at-least", "within": "ahead", "ahead": "within",
}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {
    "by": get_args(Dimension), "losing": get_args(Dimension), "count": get_args(Count), "weight": get_args(Weight),
    "each": ("service", "use", "route"),
}  # fmt: skip
DEFAULTS = {"count": "exposure", "weight": "service"}
LISTS: dict[str, tuple[str, ...]] = {
    "differs-in": get_args(Dimension),
    "roles": tuple(r for r in ROLES if r != "planned"),
}
WORDS = {"id", "title", "kind", "level", "why", "fix", "controls", "since", "advisory-until"}
"""What says nothing about the verdict."""
OPTIONAL = {"where", "no-match", "except", "roles", "min-population", "tested-within", "or-migration-time"}
"""What a rule may leave out."""

FLAGS = ("true", "false")
EQUIVALENT = {
    "tested-fallback: differs-in: + model": "two routes of one model have one lineage, which is asked for already",
    "tested-fallback: tested-within dropped": "the parameter's value is the kind's default",
    "open-to-customers: must.access.not-in: + self-hosted": "the rule's where leaves self-hosted out",
    "open-to-customers: must.access.not-in: + on-device": "the rule's where leaves on-device out",
}
"""Changes that mean the same, and why."""

Data = Any  # a document's plain data, which is walked and changed by paths
Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    about: str
    data: Data


def mutants(data: Data) -> Iterator[Mutant]:
    for name, param in data.get("params", {}).items():
        yield from _set(data, ("params", name, "value"), _moved(param["value"]))
    for name in data["selections"]:
        yield from _condition(data, ("selections", name))
    for index, rule in enumerate(data["rules"]):
        yield from _rule(data, ("rules", index), rule)


def _rule(data: Data, at: Where, rule: Data) -> Iterator[Mutant]:
    for key, value in rule.items():
        if key not in WORDS:
            yield from _parameter(data, (*at, key), value)
        if key in OPTIONAL:
            yield _drop(data, (*at, key))
    known = KINDS[rule["kind"]].model_fields
    for key, choices in CHOICES.items():
        now = rule.get(key, DEFAULTS.get(key))
        yield from _set(data, (*at, key), [choice for choice in choices if key in known and choice != now])
    if "no-match" not in rule:
        yield from _set(data, (*at, "no-match"), ["ok"])


def _parameter(data: Data, at: Where, value: Data) -> Iterator[Mutant]:
    key = str(at[-1])
    if key in {"where", "must"}:
        yield from _condition(data, at)
    elif key == "of":
        yield from _set(data, at, [name for name in ("all", *data["selections"]) if name != value])
    elif key in LISTS:
        yield from _list(data, at, LISTS[key])
    elif key not in CHOICES and isinstance(value, str) and not value.startswith("$"):
        yield from _set(data, at, [_flipped(value)] if value in FLAGS else _moved(value))


def _condition(data: Data, at: Where) -> Iterator[Mutant]:
    """Every change inside a condition; one that is whole is dropped by its owner."""
    parts = _get(data, at)
    for key, value in parts.items():
        here = (*at, key)
        if len(parts) > 1:
            yield _drop(data, here)
        if key in {"any", "all"}:
            yield _renamed(data, here, "all" if key == "any" else "any")
            for index in range(len(value)):
                yield _drop(data, (*here, index))
                yield from _condition(data, (*here, index))
        elif key == "not":
            yield from _condition(data, here)
        else:
            yield from _expectation(data, here, key)


def _expectation(data: Data, at: Where, attribute: str) -> Iterator[Mutant]:
    asked, known = _get(data, at), ATTRIBUTES[attribute]
    choices = tuple(choice for choice in known.choices if not choice.endswith("-"))
    if isinstance(asked, list):
        yield from _list(data, at, choices)
        yield Mutant(f"{_text(at)}: is -> not-in", _with(data, at, {"not-in": asked}))
    elif isinstance(asked, str):
        yield from _set(data, at, [_flipped(asked)] if asked in FLAGS else [c for c in choices if c != asked])
    else:
        for operator, operand in asked.items():
            yield from _operator(data, (*at, operator), operand, choices)


def _operator(data: Data, at: Where, operand: Data, choices: Sequence[str]) -> Iterator[Mutant]:
    operator = str(at[-1])
    if operator in OPPOSITES:
        yield _renamed(data, at, OPPOSITES[operator])
    if operator == "not-in":
        yield Mutant(f"{_text(at)}: -> is", _with(data, at[:-1], operand))
    if isinstance(operand, list) and set(operand) <= set(FLAGS):
        yield from _set(data, at, [[_flipped(entry) for entry in operand]])
    elif isinstance(operand, list):
        yield from _list(data, at, choices)
    elif operand in FLAGS:
        yield from _set(data, at, [_flipped(operand)])
    elif not operand.startswith("$"):
        yield from _set(data, at, _moved(operand))


def _list(data: Data, at: Where, choices: Sequence[str]) -> Iterator[Mutant]:
    entries = _get(data, at)
    for index in range(len(entries)) if len(entries) > 1 else ():
        yield _drop(data, (*at, index))
    for choice in choices:
        if choice not in entries:
            yield Mutant(f"{_text(at)}: + {choice}", _with(data, at, [*entries, choice]))


def _moved(written: str) -> list[str]:
    unit = written[-1] if written[-1] in "%d" else ""
    if not written.removesuffix(unit).isdigit():
        return []
    number = int(written.removesuffix(unit))
    return [f"{changed}{unit}" for changed in (number - STEPS[unit], number + STEPS[unit]) if changed >= 0]


def _flipped(flag: str) -> str:
    return "false" if flag == "true" else "true"


def _set(data: Data, at: Where, values: Sequence[Data]) -> Iterator[Mutant]:
    for value in values:
        yield Mutant(f"{_text(at)} = {value}", _with(data, at, value))


def _drop(data: Data, at: Where) -> Mutant:
    changed = copy.deepcopy(data)
    del _get(changed, at[:-1])[at[-1]]
    return Mutant(f"{_text(at)} dropped", changed)


def _renamed(data: Data, at: Where, key: str) -> Mutant:
    changed = copy.deepcopy(data)
    parent = _get(changed, at[:-1])
    parent[key] = parent.pop(at[-1])
    return Mutant(f"{_text(at)} -> {key}", changed)


def _with(data: Data, at: Where, value: Data) -> Data:
    changed = copy.deepcopy(data)
    _get(changed, at[:-1])[at[-1]] = value
    return changed


def _get(data: Data, at: Where) -> Data:
    for step in at:
        data = data[step]
    return data


def _text(at: Where) -> str:
    return ".".join(map(str, at))


def suite_of(pack: str) -> Suite:
    request = Request(None, (), AS_OF, root=str(ROOT))
    suite = Suite(Reader(open_sources(request)), ())
    document = suite.document(f"policies/{pack}.tests.yaml")
    if document is not None:
        read_tests(suite, document)
    return suite


def survivors(pack: str) -> tuple[list[str], int]:
    """The changes that no test of the pack notices, and how many were tried."""
    suite = suite_of(pack)
    document = suite.reader.documents[f"policies/{pack}.yaml"]
    tried = list(mutants(document.data))
    alive = [_named(document.data, mutant) for mutant in tried if _survives(mutant, suite)]
    return [about for about in alive if about not in EQUIVALENT], len(tried)


def _survives(mutant: Mutant, suite: Suite) -> bool:
    parsed = source.parse("mutant.json", json.dumps(mutant.data).encode())
    policy = load(parsed, KINDS, {}) if isinstance(parsed, source.Document) else []
    if isinstance(policy, list):
        return False
    return all(_holds(policy, trial) for trial in suite.trials)


def _holds(policy: AnyPolicy, trial: Trial) -> bool:
    return try_rule(policy, trial.case.rule, trial.fleet, trial.case.expect).held


def _named(data: Data, mutant: Mutant) -> str:
    """With the rule's id instead of its index."""
    parts = mutant.about.split(".", 2)
    return f"{data['rules'][int(parts[1])]['id']}: {parts[2]}" if parts[0] == "rules" else mutant.about


if __name__ == "__main__":
    for name in PACKS:
        alive, tried = survivors(name)
        print(f"{name}: {tried} changes, {len(alive)} survive", *alive, sep="\n  ")  # noqa: T201 - a script
