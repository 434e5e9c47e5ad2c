"""Every claim about a model, where it stands, and what it counts for on a day.

``claims`` says which value holds; here nothing is left out: also what lost, what
is not judged, and what a catalog above replaced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import ClassVar, Literal

from checker.catalog import Catalog
from checker.catalog.claims import Json, as_json, join_lines
from checker.catalog.layered import Layered
from checker.catalog.standing import Asked, ClaimState, standings
from checker.diagnostic import START_KEYS, Location, Path, Place
from checker.files.catalog import Endpoint
from checker.files.facts import Claim, Decided, FactRow, Sourced
from checker.form import Form
from checker.record import dataclass

Known_ = Literal["confirmed", "reported", "inherited", "disputed", "unknown"]


PLACE = Form("PlaceEntry", *START_KEYS)
FAULT = Form("FaultEntry", "code message help place", {"place": ("primary", PLACE)})
_SOURCE = Form("SourceEntry", "class what where read stood published digest")
_DECIDED = Form("DecidedEntry", "by on why")


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim in its place. ``layer`` counts from the built-in catalog, which is 0."""

    FORM: ClassVar = Form(
        "ClaimEntry",
        "value from until status standing counts layer sources note recorded superseded decided place",
        {
            **{name: f"basis.{name}" for name in ("status", "recorded", "superseded")},
            "value": "data",
            "standing": "standing.word",
            "sources": ("basis.sources", _SOURCE),
            "decided": ("basis.decided", _DECIDED),
            "place": ("at", PLACE),
        },
    )

    value: object
    basis: Sourced
    layered: Layered
    path: Path
    layer: int
    standing: ClaimState

    @property
    def at(self) -> Location:
        """Where it stands. To look that up in each file of the built-in catalog takes as long as to list its models."""
        return self.layered.document.locate(Place(self.layered.document.file, self.path))

    @property
    def data(self) -> Json:
        return as_json(self.value)

    @property
    def from_(self) -> dt.date | None:
        """The first day on which it holds; None for an endpoint, of which the value is a day."""
        return self.basis.from_ if isinstance(self.basis, Claim) else None

    @property
    def until(self) -> dt.date | None:
        return self.basis.until if isinstance(self.basis, Claim) else None

    @property
    def counts(self) -> bool:
        return self.standing is ClaimState.COUNTS

    @property
    def note(self) -> str:
        return self.basis.note or ""


_Placed = tuple[int, Layered, Path, object, Sourced]
_Groups = list[list[_Placed]]
"""Statements that are judged together, lowest layer first."""


def fact_entries(
    catalog: Catalog, model: str, fact: FactRow, as_of: dt.date, known_by: dt.date | None
) -> tuple[Entry, ...]:
    """All claims for a fact of a model, lowest layer first."""
    given = list(_group_by_file(catalog, model, fact))
    if not given:  # of most facts nobody says anything
        return ()
    asked = Asked(as_of, known_by, fact.ages)
    if fact.widens:
        return tuple(_widening(given, asked))
    groups: _Groups = []
    for layered, placed in given:
        _add(groups, layered, placed)
    return _uppermost(groups, asked)


def endpoint_entries(
    catalog: Catalog, endpoint: tuple[str, str, dt.date | None], as_of: dt.date, known_by: dt.date | None
) -> tuple[Entry, ...]:
    """All statements about when a host stops serving a model, or one snapshot of it: model, host and snapshot."""
    # NOTE: a layer replaces the pair of model and host, whatever the snapshot.
    about = _uppermost(_endpoint_groups(catalog, endpoint[:2]), Asked(as_of, known_by, ages=True), endpoint[2])
    return tuple(entry for entry in about if _snapshot(entry.basis) == endpoint[2])


def _group_by_file(catalog: Catalog, model: str, fact: FactRow) -> Iterator[tuple[Layered, list[_Placed]]]:
    """The claims of each file that gives the fact, also with an empty list, in the order in which they are stacked."""
    places: Sequence[tuple[int, Layered, int]] = catalog.places[model]
    if len(places) > 1:
        places = sorted(places, key=lambda place: (place[0], place[1].catalog.imported is not None))
    for number, layered, index in places:
        claims = layered.catalog.models[index].facts.of(fact)
        if claims is not None:
            path: Path = ("models", index, "facts", fact.name)
            yield (
                layered,
                [(number, layered, (*path, n), claim.value, claim) for n, claim in enumerate(claims)],
            )


def _widening(given: Sequence[tuple[Layered, list[_Placed]]], asked: Asked) -> Iterator[Entry]:
    """Each file's claims as they add to a lineage: imported ones with those below, which count all the same."""
    group: list[_Placed] = []
    for layered, placed in given:
        group = [*group, *placed] if layered.catalog.imported else placed
        yield from [*_judge_group(group, asked)][len(group) - len(placed) :]


def _endpoint_groups(catalog: Catalog, pair: tuple[str, str]) -> _Groups:
    groups: _Groups = []
    for number, layer in groupby(catalog.endpoint_places.get(pair, ()), key=itemgetter(0)):
        written: list[_Placed] = []
        imported: list[_Placed] = []
        for _, layered, index in layer:
            endpoint = layered.catalog.endpoints[index]
            to = imported if layered.catalog.imported else written
            to.append((number, layered, ("endpoints", index), endpoint.retires, endpoint))
        if written:
            groups.append(written)
        if imported:
            groups[-1:] = [[*(groups[-1] if groups else []), *imported]]
    return groups


def _add(groups: _Groups, layered: Layered, placed: list[_Placed]) -> None:
    """What was imported replaces nothing."""
    if layered.catalog.imported and groups:
        groups[-1] += placed
    else:
        groups.append(placed)


def _snapshot(basis: Sourced) -> dt.date | None:
    return basis.snapshot if isinstance(basis, Endpoint) else None


def _uppermost(groups: _Groups, asked: Asked, snapshot: dt.date | None = None) -> tuple[Entry, ...]:
    replaced = [
        Entry(value, basis, layered, path, layer, ClaimState.REPLACED)
        for group in groups[:-1]
        for layer, layered, path, value, basis in group
    ]
    top = [placed for group in groups[-1:] for placed in group if _snapshot(placed[-1]) == snapshot]
    return (*replaced, *_judge_group(top, asked))


def _judge_group(group: Sequence[_Placed], asked: Asked) -> Iterator[Entry]:
    found = standings([(value, basis) for *_, value, basis in group], asked)
    for (layer, layered, path, value, basis), standing in zip(group, found, strict=True):
        yield Entry(value, basis, layered, path, layer, standing)


def status_of(entries: Sequence[Entry]) -> Known_:
    """The weakest status of the claims that count."""
    counting = {entry.basis.status for entry in entries if entry.standing is ClaimState.COUNTS}
    return "reported" if "reported" in counting else "confirmed"


def gap_of(entries: Sequence[Entry]) -> Known_:
    return "disputed" if any(entry.standing is ClaimState.DISPUTED for entry in entries) else "unknown"


def settled_by(entries: Sequence[Entry]) -> str:
    """Who settled the fact, where somebody did."""
    counting = [entry.basis.decided for entry in entries if entry.standing is ClaimState.COUNTS]
    decided = next((decision for decision in counting if decision is not None), None)
    return show_decision(decided) if decided else ""


def show_decision(decided: Decided) -> str:
    return f"decided by {decided.by} on {decided.on}: {join_lines(decided.why)}"
