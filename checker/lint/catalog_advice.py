"""What in sound catalogs is worth a look: disputes, old readings, gaps, names that mislead. Advice fails nothing.

Each check takes the whole stack and speaks about the layers in question only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from checker.browse.ledger import Entry, endpoint_entries, fact_entries
from checker.catalog import Catalog, KnownModel
from checker.catalog.claims import Fact, contenders, differ, resolve, show_fact
from checker.catalog.layered import Layered
from checker.catalog.readings import LIFE, seen_on
from checker.catalog.standing import ClaimState
from checker.diagnostic import Diagnostic, Location, Place
from checker.files.catalog import Vendor
from checker.files.facts import FACTS, JUDGED, Claim
from checker.lint.license_advice import find_unlisted_licenses
from checker.lint.stage_advice import find_retired_yet_active, find_retired_yet_offered
from checker.record import dataclass


@dataclass(frozen=True)
class Look:
    """What is looked at. Layers below ``lowest`` are read but not checked."""

    catalog: Catalog
    as_of: dt.date
    stale: int
    """Days after which a reading is old."""
    lowest: int

    @cached_property
    def entries(self) -> Sequence[tuple[str, str, tuple[Entry, ...]]]:
        """What is claimed about each fact of each model in question, with the model's id and the fact's name."""
        return tuple(self._entries())

    def _asked(self, places: Sequence[tuple[int, Layered, int]]) -> bool:
        """Whether a layer in question says anything: a small catalog need not wait for all that ships."""
        return any(layer >= self.lowest for layer, _, _ in places)

    def _entries(self) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
        for model in sorted(model for model, places in self.catalog.places.items() if self._asked(places)):
            for fact in FACTS.values():
                yield model, fact.name, fact_entries(self.catalog, model, fact, self.as_of, None)
        for model, host in sorted(pair for pair, places in self.catalog.endpoint_places.items() if self._asked(places)):
            for snapshot in {endpoint.snapshot: None for endpoint in self.catalog.endpoints[model, host]}:
                about = f" of snapshot {snapshot}" if snapshot else ""
                entries = endpoint_entries(self.catalog, (model, host, snapshot), self.as_of, None)
                yield model, f"retirement at {host}{about}", entries

    def about(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(entry for entry in entries if entry.layer >= self.lowest)

    def models(self) -> Iterator[tuple[KnownModel, Location]]:
        """The models that a layer in question describes, and where it does."""
        for name in sorted(self.catalog.models):
            places = [place for place in self.catalog.places[name] if place[0] >= self.lowest]
            for _, layered, index in places[-1:]:
                at = layered.document.locate(Place(layered.document.file, ("models", index, "id")))
                yield self.catalog.models[name], at


def advice(look: Look) -> list[Diagnostic]:
    return sorted((hint for check in _CHECKS for hint in check(look)), key=lambda hint: hint.sort_key)


def _find_disputes(look: Look) -> Iterator[Diagnostic]:
    for model, name, entries in look.entries:
        parts = [entry for entry in entries if entry.standing is ClaimState.DISPUTED]
        if parts and look.about(tuple(parts)):
            message = f"{name} of {model} is disputed on {look.as_of}, so it is unknown"
            help_ = "add a better source, close an interval, or say with decided who settles it and why"
            yield Diagnostic("disputed", message, tuple(_says(entry) for entry in parts), help_)


def _says(entry: Entry) -> Location:
    return replace(entry.at, label=f"says {show_fact(entry.value)}")


def _stale(look: Look) -> Iterator[Diagnostic]:
    for model, name, entries in look.entries:
        for entry in look.about(entries):
            ages = name not in FACTS or FACTS[name].ages
            stood = max(seen_on(source, ages=ages) for source in entry.basis.sources)
            age = (look.as_of - stood).days
            if entry.standing is ClaimState.COUNTS and age > look.stale:
                message = f"{name} of {model} rests on a reading of {stood}, {age} days ago; the limit is {look.stale}"
                yield Diagnostic("old-reading", message, (entry.at,), "read the source again, and update `read`")
            elif entry.standing is ClaimState.EXPIRED:
                message = f"{name} of {model} rests on a source of {stood}, and is good for {LIFE.days} days"
                yield Diagnostic("expired", message, (entry.at,), "read the source again as it is now")


def _not_recorded(look: Look) -> Iterator[Diagnostic]:
    """One hint a file: it is mended in one place."""
    missing: dict[str, list[Entry]] = {}
    for _, _, entries in look.entries:
        for entry in look.about(entries):
            if entry.basis.recorded is None:
                missing.setdefault(entry.at.file, []).append(entry)
    for found in missing.values():
        count = f"{len(found)} claim{' does' if len(found) == 1 else 's do'}"
        first = min(found, key=lambda entry: entry.at.sort_key)
        message = f"{count} not say when recorded, so no run with --known-by counts them"
        yield Diagnostic("not-recorded", message, (first.at,), "write recorded: DATE at the top of the file")


def _intervals(look: Look) -> Iterator[Diagnostic]:
    """Days between two claims that none covers, and other days on which two of one rank differ."""
    for model, name, entries in look.entries:
        own = look.about(entries)
        for layer in sorted({entry.layer for entry in own}):
            held = [(e, e.basis) for e in own if e.layer == layer and e.standing is not ClaimState.REPLACED]
            claims = [(e, b) for e, b in held if isinstance(b, Claim) and b.held(None) and b.status in JUDGED]
            claims.sort(key=lambda claim: claim[1].from_)
            yield from _gaps(f"{name} of {model}", claims)
            yield from _overlaps(f"{name} of {model}", claims, look.as_of)


_Held = list[tuple[Entry, Claim[object]]]


def _gaps(what: str, claims: _Held) -> Iterator[Diagnostic]:
    covered: dt.date | None = claims[0][1].until if claims else None
    for entry, claim in claims[1:]:
        if covered is None:
            return
        if claim.from_ > covered:
            message = f"no claim covers {what} from {covered} until {claim.from_}"
            yield Diagnostic("gap", message, (entry.at,), "if nothing is known of these days, leave it so")
        covered = None if claim.until is None else max(covered, claim.until)


def _overlaps(what: str, claims: _Held, as_of: dt.date) -> Iterator[Diagnostic]:
    """Disputes on other days than the one that is looked at."""
    for (one, first), (two, second) in combinations(claims, 2):
        day = max(first.from_, second.from_)
        if not (first.covers(day) and second.covers(day)) or (first.covers(as_of) and second.covers(as_of)):
            continue
        best = contenders([(claim.value, claim) for _, claim in claims if claim.covers(day)], None)
        if all(any(claim is other for _, other in best) for claim in (first, second)) and differ(
            [(first.value, first), (second.value, second)]
        ):
            message = f"two claims of one rank differ about {what} from {day} on"
            yield Diagnostic("overlap", message, (_says(two), _says(one)), "close the earlier interval")


def _stages(look: Look) -> Iterator[Diagnostic]:
    yield from find_retired_yet_active(look.catalog, look.models(), look.as_of)
    yield from find_retired_yet_offered(look.models(), look.as_of)


def _missing(look: Look) -> Iterator[Diagnostic]:
    """Models without the facts that most policies need. Closed weights need no license."""
    for model, at in look.models():
        weights = resolve(model.facts.weights, look.as_of, "reported")
        closed = isinstance(weights, Fact) and weights.value == "none"
        expected = sorted((fact for fact in FACTS.values() if fact.expected), key=lambda fact: fact.widens)
        missing = [
            fact.name for fact in expected if not any(model.claims(fact)) and not (closed and fact.name == "license")
        ]
        if missing:
            message = f"nothing is claimed about {', '.join(missing)} of {model.id}"
            yield Diagnostic("no-claim", message, (at,), "unknown facts pass no rule; add what you can source")


def _misleading_names(look: Look) -> Iterator[Diagnostic]:
    """Aliases that spell another model's name but for case, dots and hyphens."""
    owners = {_spelt(model): model for model in sorted(look.catalog.models)}
    for model, at in look.models():
        for alias in model.aliases:
            other = owners.get(_spelt(alias))
            if other is not None and other != model.id and _spelt(model.id) != _spelt(other):
                message = f"alias {alias!r} of {model.id} looks like {other}"
                yield Diagnostic("misleading-alias", message, (at,), "move it there, or note why it is right")


def _spelt(name: str) -> str:
    """The last part of a name without case and punctuation."""
    return re.sub("[^a-z0-9]", "", re.split("[/:]", name)[-1].lower())


def _worse(look: Look) -> Iterator[Diagnostic]:
    """Upper layers whose best claim is of a lower rank than the best that it replaced."""
    for model, name, entries in look.entries:
        own = [entry for entry in look.about(entries) if entry.standing is not ClaimState.REPLACED]
        below = [entry for entry in entries if entry.standing is ClaimState.REPLACED and _judged(entry)]
        best = min((_rank(entry) for entry in own if _judged(entry)), default=None)
        lost = [entry for entry in below if best is not None and _rank(entry) < best]
        if lost:
            first = min(lost, key=_rank)
            message = f"{name} of {model} replaces a claim with a better status or source below"
            places = (own[0].at, replace(first.at, label=f"says {show_fact(first.value)}"))
            yield Diagnostic("better-replaced", message, places, "say why in a note, or add that claim as well")


def _find_redefined(look: Look) -> Iterator[Diagnostic]:
    """Vendors and hosts that an upper layer puts into another group or country: of these no claims are kept."""
    for what in ("vendors", "hosts"):
        first: dict[str, tuple[str, Location]] = {}
        for number, layered in ((n, layered) for n, layer in enumerate(look.catalog.layers) for layered in layer):
            for index, entry in enumerate(getattr(layered.catalog, what)):
                at = layered.document.locate(Place(layered.document.file, (what, index)))
                seat = f", jurisdiction {entry.jurisdiction or 'unknown'}" if isinstance(entry, Vendor) else ""
                says = f"group {entry.group}{seat}"
                below, place = first.setdefault(entry.id, (says, at))
                if number >= look.lowest and says != below:
                    message = f"{what[:-1]} {entry.id} is another one than below, for every day: {says}"
                    places = (at, replace(place, label=f"says {below}"))
                    yield Diagnostic("redefined", message, places, "leave it out, unless the catalog below is wrong")


def _judged(entry: Entry) -> bool:
    return entry.basis.held(None) and entry.basis.status in JUDGED


def _rank(entry: Entry) -> tuple[int, int]:
    return JUDGED.index(entry.basis.status), entry.basis.source_rank


def _licenses(look: Look) -> Iterator[Diagnostic]:
    claims = ((model, look.about(found)) for model, name, found in look.entries if name == "license")
    return find_unlisted_licenses(claims)


_CHECKS: tuple[Callable[[Look], Iterator[Diagnostic]], ...] = (
    _find_disputes,
    _stale,
    _not_recorded,
    _intervals,
    _stages,
    _missing,
    _misleading_names,
    _worse,
    _find_redefined,
    _licenses,
)
