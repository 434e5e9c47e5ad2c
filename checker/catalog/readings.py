"""Which reading of a source counts, and for how long.

A source that is read again says what it says now: the later reading supersedes the earlier one. A file is
the same source at every commit, and a package at every release; a dataset is, whoever imported it.

What changes without telling us (stage, access, retirement) is good for ``LIFE`` after the day of the content that
was read. What has ended by then stays ended.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from checker.files.catalog import CatalogFile, Endpoint, Floor, Model
from checker.files.facts import CONFIRMING, Source, Sourced

V = TypeVar("V")
S = TypeVar("S", bound=Sourced)

LIFE = dt.timedelta(days=90)
"""A quarter. The notice that large vendors promise is 45 days to 6 months (Anthropic 60 days): what is read less often
than once a quarter can miss an announcement and the end that it announced."""

ENDED = frozenset({"retired", "frozen"})
"""Stages that nothing follows."""

_VERSION = re.compile(r"(?<=^PyPI )(\S+) \d[^\s,]*|\s*@[0-9a-f]{6,40}\b")
"""A package's release behind its name, or a commit."""


def is_alive(value: object, basis: Sourced, day: dt.date) -> bool:
    """Whether a claim of the kind that ages is still good on a day.

    NOTE: a day that an old copy announces, and that fell in the time for which it was good, counts for ever; another
    one may have been moved since. A vendor's or host's "not before" is a promise, which is good until its day.
    """
    last = basis.as_of + LIFE
    if day <= last:
        return True
    if isinstance(value, Floor):
        return day < value.not_before and bool(CONFIRMING.intersection(source.class_ for source in basis.sources))
    ended = value if isinstance(value, dt.date) else getattr(basis, "from_", None) if value in ENDED else None
    return ended is not None and ended <= last


@lru_cache(maxsize=4096)
def place_of(where: str) -> str:
    """The place of a source without the commit or release that was read."""
    return _VERSION.sub(lambda found: found[1] or "", where).strip()


def seen_on(source: Source, *, ages: bool) -> dt.date:
    """The day that a reading is of, for a fact that ages or does not.

    What does not change by itself, and stands in a commit, a release or a file with a digest, is there for ever:
    whoever opens it again reads the same, so the day on which somebody did is what counts.
    """
    pinned = source.digest is not None or place_of(source.where) != source.where
    return source.read if pinned and not ages else source.as_of


def keep_latest_readings(stated: Sequence[tuple[V, Sourced]]) -> list[tuple[V, Sourced]]:
    """Without the statements of which every source was read again, as it stood later, and then said something else."""
    if len(stated) < 2:  # noqa: PLR2004 - one has no rival
        return list(stated)
    newest: dict[str, dt.date] = {}
    for _, basis in stated:
        for place, stood in _dated_places(basis.sources):
            newest[place] = max(stood, newest.get(place, stood))
    return [(value, basis) for value, basis in stated if not _is_read_again(basis.sources, newest)]


def _dated_places(sources: Iterable[Source]) -> Iterator[tuple[str, dt.date]]:
    for source in sources:
        if source.stood is not None:
            yield place_of(source.where), source.stood


def _is_read_again(sources: Sequence[Source], newest: Mapping[str, dt.date]) -> bool:
    dated = list(_dated_places(sources))
    return len(dated) == len(sources) and all(stood < newest[place] for place, stood in dated)


def keep_newest(stated: Sequence[tuple[V, Sourced]]) -> list[tuple[V, Sourced]]:
    """Of statements of one rank, without those that are known to be older than another one."""
    days = [_stood(basis) for _, basis in stated]
    newest = max((day for day in days if day is not None), default=None)
    return [entry for entry, day in zip(stated, days, strict=True) if newest is None or day is None or day == newest]


def _stood(basis: Sourced) -> dt.date | None:
    """The day of the newest content behind a statement; None where a source does not say."""
    days = [source.stood for source in basis.sources]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


Key = tuple[str, str, str]
"""What a statement is about: model, host and snapshot of an endpoint; model, ``fact`` and its name of a claim."""

FACT = "fact"


def statements(models: Iterable[Model], endpoints: Iterable[Endpoint]) -> dict[Key, list[Sourced]]:
    """Every claim and endpoint, by what it is about."""
    found: dict[Key, list[Sourced]] = {}
    for model in models:
        for fact, claims in model.facts.given():
            for claim in claims:
                found.setdefault((model.id, FACT, fact.name), []).append(claim)
    for endpoint in endpoints:
        found.setdefault(_about(endpoint), []).append(endpoint)
    return found


def _about(endpoint: Endpoint) -> Key:
    return (endpoint.model, endpoint.host, endpoint.snapshot.isoformat() if endpoint.snapshot else "")


def latest(files: Sequence[CatalogFile]) -> Iterator[CatalogFile]:
    """The files, lowest layer first, where a later import of the same dataset supersedes what an earlier one says."""
    said = [statements(file.models, file.endpoints) if file.imported else {} for file in files]
    for index, file in enumerate(files):
        others = [
            (said[n], n > index) for n, other in enumerate(files) if n != index and other.imported == file.imported
        ]
        yield _supersede(file, others) if file.imported and others else file


def _supersede(file: CatalogFile, others: Sequence[tuple[Mapping[Key, list[Sourced]], bool]]) -> CatalogFile:
    """``others`` holds what each other import says, and whether it stands above this one."""

    def checked(entry: S, key: Key) -> S:
        if entry.superseded is not None or entry.recorded is None:
            return entry
        later = [
            other.recorded
            for said, is_above in others
            for other in said.get(key, ())
            if other.recorded is not None
            if other.recorded > entry.recorded or (is_above and other.recorded == entry.recorded)
        ]
        return entry.model_copy(update={"superseded": min(later)}) if later else entry

    models = []
    for model in file.models:
        facts = {
            name: tuple(checked(claim, (model.id, FACT, name)) for claim in claims)
            for name, claims in model.facts
            if claims
        }
        models.append(model.model_copy(update={"facts": model.facts.model_copy(update=facts)}))
    endpoints = tuple(checked(endpoint, _about(endpoint)) for endpoint in file.endpoints)
    return file.model_copy(update={"models": tuple(models), "endpoints": endpoints})
