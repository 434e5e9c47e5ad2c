"""``collect``: reads every repository that is listed, and writes the snapshot whole or not at all.

Nothing that was known is lost silently: a repository that cannot be read stays with the services it is known to hold,
and one that is not listed any more is named. Two repositories that claim one service end the run, because nobody can
say which of them is right; the earlier snapshot stays as it is.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from checker import __version__
from checker.collecting.asked import CollectOptions, NotRead
from checker.collecting.collected import Collected, CollectedRepository, made_of
from checker.collecting.keeping import find_key, keep, read_earlier, refuse_place, tell_stale
from checker.collecting.own import SHOWN, place, read_own
from checker.collecting.reading import Found, read_source
from checker.collecting.summed import with_sums
from checker.diagnostic import Location, Place, many
from checker.files.repositories import RepositoriesFile, Repository
from checker.progress import follow
from checker.record import dataclass
from checker.resources import builtin_release
from checker.run.faults import Fault
from checker.run.fleet_file import FleetFile, Gathered, Record
from checker.source import Document, parse


@dataclass(frozen=True, slots=True)
class _Gone:
    """A source that could not be read."""

    gathered: Gathered
    detail: str


def collect(asked: CollectOptions) -> Collected:
    """Write the snapshot, and tell what is in it.

    Raises:
        Fault: the list of repositories has faults, two of them claim one service, or something cannot be written;
            nothing was changed.
    """
    refuse_place(asked.out)
    _, listed = read_own(asked.listed, RepositoriesFile)
    key = find_key(asked.key_file)
    earlier, notes = read_earlier(asked.out, key)
    every = list(_read_all(asked, listed, earlier))
    repositories = [entry for found in every for entry in _gathered(found)]
    records = [record for found in every if isinstance(found, Found) for record in found.records]
    _refuse_same_name(repositories)
    claims = _find_claims(records)
    _refuse_two_claims(claims)
    fleet = FleetFile(asked.day, __version__, builtin_release() or "", tuple(repositories), tuple(records))
    fleet, said = with_sums(asked, fleet)
    notes += said
    signed_by = keep(asked.out, fleet, key)
    gone = tuple(_find_gone(fleet, earlier))
    notes += [_tell_gone(name, fleet, earlier) for name in gone if earlier is not None]
    notes += [_tell_twice(name, of_one) for name, of_one in claims.items()]
    notes += [] if key else tell_stale(asked.out)
    told = sorted(_told(every), key=lambda entry: entry.name)
    return Collected(asked.out, asked.day, len(records), tuple(told), gone, tuple(notes), signed_by)


def _read_all(asked: CollectOptions, listed: RepositoriesFile, earlier: FleetFile | None) -> Iterator[Found | _Gone]:
    """In the order of the list, several at a time; the time goes by in git."""
    root = os.path.dirname(os.path.abspath(asked.listed))

    def one(entry: Repository) -> Found | _Gone:
        patterns = entry.manifests or listed.manifests
        try:
            return read_source(entry, root, asked.cache, patterns, earlier)
        except NotRead as why:
            return _Gone(_not_read(entry, patterns, why, earlier), why.detail)

    with ThreadPoolExecutor(asked.jobs) as pool:
        sources = listed.repositories
        yield from follow(pool.map(one, sources), "reading repositories", len(sources))


def _not_read(entry: Repository, patterns: Sequence[str], why: NotRead, earlier: FleetFile | None) -> Gathered:
    if entry.name is None:
        raise Fault(f"the snapshot {entry.where}: {why.reason}")
    known = {*(entry.services or ())}
    if earlier is not None and entry.name in earlier.by_name:
        known |= {*earlier.by_name[entry.name].services}
        known |= {record.service for record in earlier.by_repository.get(entry.name, ()) if record.service}
    return Gathered(
        entry.name, "not-read", entry.ref or "", "", why.reason, tuple(sorted(known)), tuple(patterns), entry.web or ""
    )


def _gathered(found: Found | _Gone) -> Sequence[Gathered]:
    return found.repositories if isinstance(found, Found) else (found.gathered,)


def _refuse_same_name(repositories: Iterable[Gathered]) -> None:
    names = Counter(entry.name for entry in repositories)
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is not None:
        raise Fault(f"two sources bring a repository that is called {twice!r}: give one of them another name")


def _find_claims(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The services that more than one manifest declares."""
    claims: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.service:
            claims[record.service].append(record)
    return {name: of_one for name, of_one in sorted(claims.items()) if len(of_one) > 1}


def _tell_twice(name: str, of_one: Sequence[Record]) -> str:
    """Two manifests in one repository: that is for its team to mend, and stops nobody from collecting."""
    return (
        f"{name!r} has {len(of_one)} manifests: {' and '.join(_place(one) for one in of_one)}; nobody can judge it so"
    )


def _refuse_two_claims(claims: Mapping[str, Sequence[Record]]) -> None:
    """Raise a Fault for the first services that two repositories declare."""
    twice = [(name, of_one) for name, of_one in claims.items() if len({one.repository for one in of_one}) > 1]
    if not twice:
        return
    said = [f"{name!r} by {' and by '.join(_place(one) for one in of_one)}" for name, of_one in twice[:SHOWN]]
    more = f"; and {many(len(twice) - SHOWN, 'more service')}" if twice[SHOWN:] else ""
    raise Fault(f"two repositories claim one service: {'; '.join(said)}{more}; nothing was written")


def _place(record: Record) -> str:
    document = parse(record.place, record.raw) if isinstance(record.raw, bytes) else None
    at = document.locate(Place(record.place, ("service",))) if isinstance(document, Document) else None
    return place(at or Location(record.place))


def _find_gone(fleet: FleetFile, earlier: FleetFile | None) -> Iterator[str]:
    listed = fleet.by_name
    yield from (entry.name for entry in (earlier.repositories if earlier else ()) if entry.name not in listed)


def _tell_gone(name: str, fleet: FleetFile, earlier: FleetFile) -> str:
    """What became of the services of a repository that is not listed any more."""
    mine = {record.service for record in earlier.by_repository.get(name, ()) if record.service}
    mine |= {*earlier.by_name[name].services}
    now = _holders(fleet)
    lost = sorted(mine - now.keys())
    moved = sorted({now[service] for service in mine if service in now})
    said = [f"{name} is not listed any more"]
    said += [f"what it held is in {', '.join(moved)} now"] if moved else []
    said += [f"gone with it: {', '.join(lost)}"] if lost else []
    return "; ".join(said)


def _holders(fleet: FleetFile) -> Mapping[str, str]:
    return {record.service: record.repository for record in fleet.records if record.service}


def _told(every: Iterable[Found | _Gone]) -> Iterator[CollectedRepository]:
    for found in every:
        if isinstance(found, _Gone):
            yield made_of(found.gathered, 0, 0, again=False, detail=found.detail)
            continue
        counts = Counter(record.repository for record in found.records)
        for entry in found.repositories:
            yield made_of(entry, counts[entry.name], found.left_out, again=not found.kept, detail="")
