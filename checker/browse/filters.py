"""What a list of models is narrowed to. Each question has several answers, of which one is enough.

A model of which it is not known whether it fits is neither in the list nor left out in silence: it is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from checker import licenses
from checker.browse.sheets import EndpointSheet, FactSheet
from checker.condition.truth import Members, Truth, every, some
from checker.files.catalog import Floor
from checker.files.conditions import Conditions
from checker.files.facts import Modalities
from checker.licenses.osi import APPROVED
from checker.record import dataclass
from checker.vocabulary import UNKNOWN

OSI, NON_COMMERCIAL, CUSTOM = "osi", "nc", "custom"
LICENSE_CLASSES = (OSI, NON_COMMERCIAL, CUSTOM)
"""Approved by the Open Source Initiative; no commercial use; a text of its own, and no id of SPDX."""
_SIDES = ("input", "output")
_OWN = "licenseref-"
_NC = "-nc-"
"""In the ids of Creative Commons' licenses without commercial use."""


class Filed(Protocol):
    """Where a catalog has a model."""

    @property
    def vendor(self) -> str: ...
    @property
    def family(self) -> str | None: ...


class Described(Filed, Protocol):
    """A model as far as it is filtered."""

    @property
    def jurisdiction(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, FactSheet]: ...
    @property
    def vendors(self) -> Members: ...
    @property
    def endpoints(self) -> tuple[EndpointSheet, ...]: ...
    @property
    def disputes(self) -> tuple[str, ...]: ...
    @property
    def services(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """``unknown`` stands for facts that are not known, disputed ones too."""

    words: tuple[str, ...] = ()
    """Parts of its names, of which each must be there."""
    vendor: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    license: tuple[str, ...] = ()
    """Ids, or ``osi``, ``nc``, ``custom``."""
    stage: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    """Of the vendor's seat."""
    modality: tuple[str, ...] = ()
    """What goes in or comes out; with ``input:`` or ``output:`` before it only there."""
    lineage: tuple[str, ...] = ()
    """Vendors of the model, or of what it was made from."""
    retires_before: dt.date | None = None
    """At any host, or at those that are asked for."""
    released_after: dt.date | None = None
    used: bool = False
    disputed: bool = False

    def takes(self, model: Described) -> Truth:
        """Whether the model fits, apart from its names."""
        return every(self._answers(model))

    def might_take(self, model: Filed) -> bool:
        """Whether it fits by what is had without its facts, which take most of the time of a list."""
        return _is_among(model.vendor, self.vendor) and _is_among(model.family or UNKNOWN, self.family)

    def _answers(self, model: Described) -> Iterator[Truth]:
        hosts = {sheet.host for sheet in model.endpoints}
        yield Truth.of(self.might_take(model))
        yield Truth.of(not self.host or not hosts.isdisjoint(self.host))
        yield Truth.of(not self.used or bool(model.services))
        yield Truth.of(not self.disputed or bool(model.disputes))
        yield _known(model.jurisdiction, self.jurisdiction, lambda seat, asked: Truth.of(seat == asked))
        yield _known(model.facts["weights"].value, self.weights, lambda value, asked: Truth.of(value == asked))
        yield _known(model.facts["stage"].value, self.stage, lambda value, asked: Truth.of(value == asked))
        yield _known(model.facts["license"].value, self.license, lambda value, asked: _is_license(model, value, asked))
        yield _known(model.facts["modalities"].value, self.modality, _has_modality)
        yield _descends(model.vendors, self.lineage)
        yield _retires(model, self.host, self.retires_before)
        yield _released(model, self.released_after)


def _is_among(value: str, asked: tuple[str, ...]) -> bool:
    return not asked or value in asked


def _known(value: object | None, asked: tuple[str, ...], fits: Callable[[object, str], Truth]) -> Truth:
    """Whether one of the answers is the value; of one that is not known only whether that was asked for."""
    if not asked:
        return Truth.TRUE
    if value is None:
        return Truth.TRUE if UNKNOWN in asked else Truth.UNKNOWN
    return some(fits(value, one) for one in asked if one != UNKNOWN)


def _is_license(model: Described, value: object, asked: str) -> Truth:
    written = str(value)
    if asked not in LICENSE_CLASSES:
        return Truth.of(licenses.same(written, asked))
    found = licenses.parse(written)
    if asked == CUSTOM:
        return Truth.of(any(term.base.startswith(_OWN) for term in found.terms()))
    if isinstance(found, licenses.Several):
        return Truth.UNKNOWN  # which of them counts depends on the reader
    is_approved = found.base in APPROVED or f"{found.base}-only" in APPROVED
    return Truth.of(is_approved) if asked == OSI else _is_non_commercial(model, found.base, is_approved=is_approved)


def license_class(model: Described, value: object) -> str:
    """The strictest class that a license is certainly of, or that it is of none."""
    classes = (NON_COMMERCIAL, CUSTOM, OSI)
    return next((name for name in classes if _is_license(model, value, name) is Truth.TRUE), "other")


def _is_non_commercial(model: Described, base: str, *, is_approved: bool) -> Truth:
    """By the conditions that a catalog gives; else by an id that says it, and by approval, which rules it out."""
    conditions = model.facts["conditions"].value
    if isinstance(conditions, Conditions):
        return Truth.of(bool(conditions.non_commercial))
    if _NC in f"{base}-":
        return Truth.TRUE
    return Truth.FALSE if is_approved else Truth.UNKNOWN


def _has_modality(value: object, asked: str) -> Truth:
    if not isinstance(value, Modalities):
        return Truth.UNKNOWN
    side, sign, kind = asked.rpartition(":")
    sides = (side,) if sign else _SIDES
    return Truth.of(any(kind in getattr(value, one) for one in sides))


def modalities_asked(asked: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Side and kind of what is asked, for whoever checks that there is such a thing; the side may be empty."""
    for one in asked:
        side, _, kind = one.rpartition(":")
        yield side, kind


def _descends(vendors: Members, asked: tuple[str, ...]) -> Truth:
    if not asked or not vendors.certain.isdisjoint(asked):
        return Truth.TRUE
    return Truth.UNKNOWN if vendors.open else Truth.FALSE


def _retires(model: Described, hosts: tuple[str, ...], before: dt.date | None) -> Truth:
    if before is None:
        return Truth.TRUE
    looked = [sheet for sheet in model.endpoints if not hosts or sheet.host in hosts]
    return some(_ends(sheet, before) for sheet in looked) if looked else Truth.UNKNOWN


def _ends(sheet: EndpointSheet, before: dt.date) -> Truth:
    if isinstance(sheet.retires, dt.date):
        return Truth.of(sheet.retires < before)
    if isinstance(sheet.retires, Floor):  # it may end on any day from then on
        return Truth.FALSE if sheet.retires.not_before >= before else Truth.UNKNOWN
    return Truth.UNKNOWN if sheet.retires is None else Truth.FALSE


def _released(model: Described, after: dt.date | None) -> Truth:
    if after is None:
        return Truth.TRUE
    day = model.facts["released"].value
    return Truth.of(day > after) if isinstance(day, dt.date) else Truth.UNKNOWN
