"""Claims of the built-in catalog drawn at random, to be opened at their sources by somebody who did not write them.

The draw depends on the seed and on the claims alone: each claim has a rank, the digest of the seed and of what it says,
so that whoever draws again with the seed gets the same ones, and one that was added moves no other. What was found
is a file that people fill in, and its score is counted from it, never typed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from checker import source
from checker.catalog.claims import show_fact, when_read
from checker.catalog.layered import Layered
from checker.files.catalog import Endpoint
from checker.files.facts import JUDGED, Claim, Sourced
from checker.record import dataclass
from checker.run.faults import Fault
from checker.shape import Shape, read
from checker.shape.scalars import Day, Identifier, Prose, Text

Result = Literal["right", "wrong", "cannot-be-checked"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim, and what it is about."""

    about: str
    says: str
    basis: Sourced
    file: str


class Checked(Shape):
    """What came of one claim."""

    claim: Text
    """What it is about: model, fact or host, and first day."""
    says: Text
    """The value that was claimed when it was drawn."""
    result: Result
    """right, wrong, or cannot-be-checked."""
    found: Prose
    """What was opened, and what it says."""


class Recheck(Shape):
    """A record of claims that were drawn and opened at their sources."""

    format: Literal["modelbylaws/recheck/v1"]
    """Name and version of this file format."""
    on: Day
    """Day of the check."""
    by: Text
    """Who checked; nobody who wrote the claims."""
    seed: Identifier
    """What the claims were drawn with."""
    claims: tuple[Checked, ...]
    """One entry each, in the order of the draw."""


def draw(layers: Sequence[Layered], seed: str, count: int) -> list[Drawn]:
    """So many of the claims that count today, by the seed; all of them where there are fewer."""
    found = {(drawn.about, drawn.says): drawn for drawn in _claims(layers)}
    ranked = sorted(found, key=lambda key: hashlib.sha256(json.dumps([seed, *key]).encode()).hexdigest())
    return [found[key] for key in ranked[:count]]


def _claims(layers: Sequence[Layered]) -> Iterator[Drawn]:
    for layered in layers:
        file = layered.document.file
        for model in layered.catalog.models:
            for fact, claims in model.facts.given():
                yield from (
                    Drawn(f"{model.id} {fact.name} from {claim.from_}", _says(claim), claim, file)
                    for claim in claims
                    if _counts(claim)
                )
        for entry in layered.catalog.endpoints:
            if _counts(entry):
                yield Drawn(f"{_pair(entry)} retires", show_fact(entry.retires), entry, file)


def _says(claim: Claim[object]) -> str:
    until = f" until {claim.until}" if claim.until else ""
    return f"{show_fact(claim.value)}{until}"


def _pair(entry: Endpoint) -> str:
    return f"{entry.model} at {entry.host}{f' (snapshot {entry.snapshot})' if entry.snapshot else ''}"


def _counts(basis: Sourced) -> bool:
    return basis.superseded is None and basis.status in JUDGED


def to_be_filled(drawn: Sequence[Drawn], seed: str) -> str:
    """The record as YAML, with what is claimed and where to open it; ``result`` and ``found`` are questions."""
    lines = [
        "# Open each source, and write right, wrong or cannot-be-checked; say what was opened, and what it says.",
        "format: modelbylaws/recheck/v1", "on: TODO", "by: TODO", f"seed: {seed}", "claims:",
    ]  # fmt: skip
    for one in drawn:
        lines += [
            f"  - claim: {json.dumps(one.about)}",
            f"    says: {json.dumps(one.says, ensure_ascii=False)}",
            f"    # {one.basis.status}, in {one.file}",
        ]
        lines += [
            f"    # {read_.class_}: {read_.what}, {_address(read_.where)}, {when_read(read_)}"
            for read_ in one.basis.sources
        ]
        lines += [f"    # note: {' '.join(one.basis.note.split())}"] if one.basis.note else []
        lines += [f"    result: TODO  # {' | '.join(get_args(Result))}", "    found: TODO"]
    return "".join(f"{line}\n" for line in lines)


def _address(where: str) -> str:
    """With a scheme, where it is an address, so that a terminal opens it."""
    host = where.partition("/")[0]
    return f"https://{where}" if "." in host and " " not in host and not where.startswith("PyPI") else where


def read_record(path: str) -> Recheck:
    """A record that was filled in.

    Raises:
        Fault: it cannot be read, or has faults; the first is told with its place.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise Fault(f"{path}: {error.strerror}") from None
    document = source.parse(path, raw)
    found = list(document.diagnostics) if isinstance(document, source.Unreadable) else read(document, Recheck)
    if isinstance(found, Recheck):
        return found
    at = found[0].locations[0]
    line = at.span.line if at.span else 1
    raise Fault(f"{path}:{line}: {found[0].message}")


def score(record: Recheck) -> str:
    """One line; the share is of what could be checked."""
    counted = Counter(entry.result for entry in record.claims)
    right, wrong, open_ = (counted[result] for result in get_args(Result))
    share = f", {100 * right // (right + wrong)}% of what could be checked" if right + wrong else ""
    return (
        f"{right} right, {wrong} wrong, {open_} cannot be checked of {len(record.claims)} claims{share} "
        f"({record.on}, seed {record.seed}, by {record.by})"
    )
