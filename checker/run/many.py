"""The manifests of other repositories beside this one's, as a snapshot of ``collect`` holds them.

Two sides: what the fleet is *now*, with this repository's own manifests in the place of the records that the snapshot
has of it; and what it was when it was *collected*, all of it from the snapshot. A record of another repository is never
replaced: who declares a service of theirs gets the fault of two manifests, with both places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from checker.diagnostic import ELSEWHERE, Diagnostic, Location, did_you_mean, many
from checker.fleet import Unread
from checker.judging.names import FLEET_TOO_OLD
from checker.record import dataclass
from checker.report import Decision, Finding, Input, Report, Ruling, Subject, Verdict
from checker.run.files import Files
from checker.run.fleet_file import FleetFile, Gathered, Record, digest_of
from checker.run.fleet_reading import read_beside, read_fleet
from checker.run.fleets import Listing
from checker.run.opened import Opened, open_snapshot
from checker.run.partials import Made, Partials, find_partials
from checker.run.request import Asked
from checker.run.tree import IsInput, Tree
from checker.source.characters import MAX_BYTES

_TITLE = "The snapshot of the fleet is no older than the configuration allows"

UNREAD = "unread-repository"

Raw = bytes | Diagnostic


@dataclass(frozen=True, slots=True)
class ManyFiles:
    """The files of this repository, and records of others beside them."""

    own: Files
    held: Mapping[str, Raw]

    def find(self, is_input: IsInput) -> Tree:
        return self.own.find(is_input)

    def read(self, path: str, limit: int = MAX_BYTES) -> Raw:
        return self.held[path] if path in self.held else self.own.read(path, limit)

    def real(self, path: str) -> str | None:
        return self.own.real(path)

    def names(self, folder: str) -> list[str]:
        return self.own.names(folder)

    def written_otherwise(self, paths: Sequence[str]) -> Iterable[Diagnostic]:
        return self.own.written_otherwise([path for path in paths if path not in self.held])


@dataclass(frozen=True, slots=True)
class Many:
    """A snapshot, as this run sees it."""

    name: str
    """What the file is called."""
    digest: str
    fleet: FleetFile
    repository: str
    """Which of its repositories this one is; empty: none of them."""
    held: Mapping[str, Raw]
    """Records that are judged, by the place that reports name."""
    aged: Finding | None
    """That it is too old."""
    note: str
    opened: Opened
    """Its bytes, and whose signature they have."""
    prefix: str
    """Where the root lies in this repository."""
    partials: Partials | None
    """Sums that stand for the records of others, which are not read then."""

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Services of repositories that could not be read; of one that names none, whatever it may hold."""
        found: list[Unread] = []
        for entry in self._gone:
            at = Location(f"{entry.name}{ELSEWHERE}")
            reason = f"repository {entry.name} could not be read on {self.fleet.day} ({entry.reason})"
            known = [Unread(replace(at, label=name), reason, name, named=True) for name in entry.services]
            found += known or [Unread(at, reason)]
        return tuple(found)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Of each repository that could not be read; beside a repository's own change only what leaves shares open."""
        told = [entry for entry in self._gone if not (self.repository and entry.services)]
        return tuple(self._fault(entry) for entry in told)

    @property
    def _gone(self) -> tuple[Gathered, ...]:
        own = self.repository
        return tuple(entry for entry in self.fleet.repositories if entry.state != "read" and entry.name != own)

    def _fault(self, entry: Gathered) -> Diagnostic:
        known = f"{many(len(entry.services), 'service')} unknown" if entry.services else "what it holds is unknown"
        message = f"repository {entry.name} could not be read on {self.fleet.day}: {entry.reason}; {known}"
        return Diagnostic(UNREAD, message, (Location(f"{entry.name}{ELSEWHERE}"),), "collect it again")

    def place_of(self, record: Record) -> str:
        """What reports call a record: what lies below the root by its path there."""
        return _place(record, self.repository, self.prefix)

    def as_before(self) -> Many:
        """The same for the state that another is compared with: how old it is counts against that other one alone."""
        return replace(self, aged=None)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All that was read of it."""
        return (Input(self.name, "fleet", self.digest), *self.opened.beside)

    def links(self) -> dict[str, str]:
        """For each repository that says how, the address of a place in it, with its commit."""
        return {
            entry.name: entry.web.replace("{commit}", entry.commit)
            for entry in self.fleet.repositories
            if entry.web and (entry.commit or "{commit}" not in entry.web)
        }


def open_many(listing: Listing, asked: Asked, read: Made) -> Many:
    """The snapshot that is asked for, by the command line or else by the configuration.

    Args:
        listing: the configuration, and where files are.
        asked: the day, and whether partial sums may count.
        read: the policies, and all that was read before it.

    Raises:
        Fault: it cannot be read, or is not what was collected.
    """
    configured, given = listing.config.fleet, asked.fleet
    repository = (given.repository if given else "") or (configured.repository if configured else "") or ""
    # NOTE: where the snapshot is all that is judged, it is read as manifests are; beside a change, as policies are.
    files = listing.sources.rules if repository else listing.sources.manifests
    opened = open_snapshot(listing, asked, files)
    name, prefix = opened.name, listing.sources.prefix
    partials, said = None, ""
    if repository and asked.partials != "no":
        line = _parsed(name, opened.raw, repository)[0].partials
        partials, said = find_partials(listing, asked, opened, line, read)
    fleet, digest = _parsed(name, opened.raw, repository if partials is not None else None)
    held = _held(fleet, repository, prefix, collected=asked.collected)
    limit = configured.at_most_age if configured is not None and not asked.collected else None
    aged = _find_aged(listing, name, fleet, asked, limit) if limit is not None else None
    note = _tell(opened, fleet, repository, asked) + said
    return Many(name, digest, fleet, repository, held, aged, note, opened, prefix, partials)


@lru_cache(maxsize=2)
def _parsed(name: str, raw: bytes, repository: str | None) -> tuple[FleetFile, str]:
    """All of it, or what it says of one repository. NOTE: a change is judged by two runs over the same snapshot."""
    fleet = read_fleet(name, raw) if repository is None else read_beside(name, raw, repository)
    return fleet, digest_of(raw)


def _place(record: Record, repository: str, prefix: str) -> str:
    inside = record.repository == repository and record.path.startswith(prefix)
    return record.path.removeprefix(prefix) if inside else record.place


def _held(fleet: FleetFile, repository: str, prefix: str, *, collected: bool) -> dict[str, Raw]:
    """The records by their places; those of this repository, if they count, by its own paths."""
    held: dict[str, Raw] = {}
    for record in fleet.records:
        place = _place(record, repository, prefix)
        if collected or place == record.place:
            raw = record.raw
            held[place] = raw if isinstance(raw, bytes) else replace(raw, locations=(Location(place),))
    return held


def _find_aged(listing: Listing, name: str, fleet: FleetFile, asked: Asked, limit: int) -> Finding | None:
    age = (asked.as_of - fleet.day).days
    if 0 <= age <= limit:
        return None
    said = f"is {many(age, 'day')} old" if age > 0 else f"says it is of {fleet.day}, which is later than {asked.as_of}"
    message = f"{name} {said}; at most {many(limit, 'day')} are allowed"
    at = replace(listing.in_config(("fleet", "at-most-age")), label=f"at most {many(limit, 'day')}")
    return Finding(
        FLEET_TOO_OLD, _TITLE, "soft", Verdict.FAIL, Subject(key=name), message, (at,), "collect the fleet again"
    )


def _tell(opened: Opened, fleet: FleetFile, repository: str, asked: Asked) -> str:
    age = (asked.as_of - fleet.day).days
    when = f"{fleet.day}, {many(age, 'day')} before" if age > 0 else str(fleet.day)
    when += f", signed by {opened.signer}" if opened.signer else ""
    count = f"{many(fleet.count, 'manifest')} of {len(fleet.repositories)} repositories"
    said = f"{opened.name}: {count} as of {when}"
    if not repository:
        return said
    if repository in fleet.by_name:
        return f"{said}; this one is {repository}, and its own manifests count instead of those"
    near = did_you_mean(repository, fleet.by_name)
    return f"{said}; this one, {repository}, is not among them ({near})"


def with_aged(report: Report, finding: Finding) -> Report:
    """The report with what is wrong with the snapshot it rests on."""
    ruling = Ruling(
        id=FLEET_TOO_OLD,
        policy="builtin",
        kind=FLEET_TOO_OLD,
        level="soft",
        title=_TITLE,
        sentence=f"{_TITLE}.",
        location=finding.locations[0],
        verdict=finding.verdict,
        why="What others changed since then is not counted.",
        controls=(),
        selected=(),
        possible=(),
        excluded=(),
        decisions=(Decision(finding.subject, finding.verdict, finding.message),),
        measures=(),
        fleet_wide=True,
        builtin=True,
    )
    findings = sorted((*report.findings, finding), key=lambda found: found.sort_key)
    return replace(report, rulings=(*report.rulings, ruling), findings=tuple(findings))
