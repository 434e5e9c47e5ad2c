"""What a verdict rests on, reading by reading: each value, and where it stands. Made only where an output shows it.

What follows from several declarations shows these too, and a term of a contract shows the catalog that states it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.catalog.layered import locate
from checker.condition import Reading
from checker.condition.attribute import Attribute
from checker.condition.truth import Known, Unknown, Value, gap, show, show_value
from checker.diagnostic import Spot, many
from checker.fleet.attributes import TABLE
from checker.fleet.view import View
from checker.report import Decision, Ground

_CONTRACT = "contract."


def with_grounds(decision: Decision, view: View, readings: Iterable[Reading] = ()) -> Decision:
    """The decision with these readings; without any, its reason stands where its subject is declared."""
    if not view.world.grounds:
        return decision
    found = dict.fromkeys(ground for reading in readings for ground in find_grounds(view, reading))
    return replace(decision, grounds=tuple(found) or (Ground(decision.reason, view.own_place),))


def on_notes(decision: Decision, reason: str, notes: Iterable[str], places: Iterable[Spot]) -> Decision:
    """The decision with its reason and what that rests on, at the first of these places; and what the others say."""
    first, *others = places
    said = dict.fromkeys((reason, *(note for note in notes if note not in reason)))
    more = tuple(Ground(place.label, place) for place in others if place.label)
    return replace(decision, grounds=(*(Ground(text, first) for text in said if text), *more))


def find_grounds(view: View, reading: Reading) -> Iterator[Ground]:
    """What one reading rests on. Of a subject above the attribute's own depth, what stands at each route or use."""
    attribute = reading.attribute
    for below in view.down_to(attribute.depth):
        about = "" if below is view else f"{below.subject}: "
        value = reading.value if below is view else below.read(attribute)
        yield Ground(f"{about}{tell(attribute.name, value, view.as_of)}", below.place_of(attribute))
        yield from _made_of(below, attribute, about)


def _made_of(view: View, attribute: Attribute, about: str) -> Iterator[Ground]:
    for name in attribute.made_of:
        part = TABLE.find(name)
        if part is None:
            raise TypeError(f"{attribute.name} is made of {name}, which is no attribute")
        value = view.read(part)
        if not isinstance(value, Unknown):
            yield Ground(f"{about}{tell(name, value, view.as_of)}", view.place_of(part))
    if attribute.name.startswith(_CONTRACT) and view.route is not None:
        yield from _term(view, attribute, view.route.declared.contract)


def _term(view: View, attribute: Attribute, named: str | None) -> Iterator[Ground]:
    """What the catalog that holds the contract says there."""
    at = view.world.catalog.contract_places.get(named or "")
    value = view.read(attribute)
    if at is not None and isinstance(value, Known):
        term = attribute.name.removeprefix(_CONTRACT)
        layered, index = at
        yield Ground(f"{named}: {term} {show(value.value)}", locate(layered, ("contracts", index, term)))


def tell(name: str, value: Value, as_of: dt.date) -> str:
    """A value in words: ``reviewed 2026-09-22 (61 days ago)``."""
    missing = gap(value)
    if isinstance(value, Unknown):
        return f"{name} is unknown: {value.reason}"
    why = missing.reason if missing is not None else value.because
    return f"{name} {show_value(value)}{distance(value, as_of)}{f': {why}' if why else ''}"


def distance(value: Value, as_of: dt.date) -> str:
    """How far a date lies from the as-of date."""
    if not isinstance(value, Known) or not isinstance(value.value, dt.date):
        return ""
    days = (value.value - as_of).days
    return f" ({many(days, 'day')} ahead)" if days > 0 else f" ({many(-days, 'day')} ago)"
