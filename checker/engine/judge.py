"""A fleet judged in chunks: two passes over its manifests, and what came of both put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import NamedTuple, Protocol

from checker.diagnostic import Diagnostic, Place
from checker.engine.again import Again, Fetches, ReadAgain, Texts, changed
from checker.engine.chunks import Chunk, Digest, Held, Part, Paths, Scan, collect, scan
from checker.engine.desk import Desk, Settled
from checker.engine.engine import ALONE, Engine
from checker.fleet import Population, Unread, all_named, tell_second
from checker.fleet.lineage import Declaration, find_cycles
from checker.judging import conclude
from checker.judging.docket import Group, Pieces, join_pieces, put_together
from checker.record import dataclass
from checker.report import Input, Report
from checker.run.faults import Fault, Lost
from checker.run.read import read
from checker.run.run import Judged, Run, apply_waivers

CHUNK = 500
"""Manifests in a chunk. In smaller ones what they share is packed more often; a larger one is let go later."""

AT_HAND = 10_000
"""Most manifests that are kept in memory from the first pass to the second, with all that was collected.

NOTE: that is 15 MB of text, and spares the second reading and the packing, a sixth of the check.
"""


class Checked(NamedTuple):
    """A report, and what was read for it: a run that keeps no service, since what was to be judged is judged."""

    run: Run
    report: Report


def judge_files(desk: Desk, engine: Engine, size: int = CHUNK, at_hand: int = AT_HAND) -> Checked:
    """Judge the manifests that the configuration finds, so many in a chunk, and so many at hand.

    Raises:
        Fault: a file changed while the fleet was judged.
        Lost: a process that looked at a part of it did not end as it should.
    """
    paths, files = desk.prepared.paths, desk.files
    if isinstance(files, Fetches):
        files.fetch(paths)
    chunks = [Paths(paths[start : start + size]) for start in range(0, len(paths), size)]
    if len(paths) > max(size, at_hand):
        return judge_chunks(desk, engine, chunks, files.read)
    held = [Held(chunk.read(files)) for chunk in chunks] or [Held()]
    known = {path: raw for chunk in held for path, raw in chunk}
    return judge_chunks(desk, engine if len(held) > 1 else ALONE, held, known.__getitem__, at_hand=True)


def judge_chunks(
    desk: Desk, engine: Engine, chunks: Sequence[Chunk], again: ReadAgain, *, at_hand: bool = False
) -> Checked:
    """Judge what is in chunks.

    Args:
        desk: what else there is to know.
        engine: goes through the chunks.
        chunks: all manifests.
        again: reads one of them once more.
        at_hand: whether they are in memory, so that memory counts less than time.

    Raises:
        Fault, Lost: as above.
    """
    if desk.prepared.catalog is None:
        run = read(desk.sources, desk.asked)
        return Checked(run, run.judge())
    return judge_passes(desk, Judging(desk, engine, chunks, at_hand), again)


class Passes(Protocol):
    """How a fleet is gone through twice."""

    def scan(self) -> Sequence[Scan]:
        """What is in each manifest, in order."""

    def collect(self, scans: Sequence[Scan], settled: Settled, /) -> Sequence[Part]:
        """What all manifests came to, in any number of parts.

        Raises:
            Fault: one is not what was scanned.
            Lost: a part is missing, or somebody judged by something else.
        """


@dataclass(frozen=True, slots=True)
class Judging:
    """Every chunk is read and judged."""

    desk: Desk
    engine: Engine
    chunks: Sequence[Chunk]
    at_hand: bool

    def scan(self) -> Sequence[Scan]:
        """As ``Passes`` says."""
        first = ALONE if self.at_hand else self.engine  # to start processes takes longer than this without reading
        return first.each(partial(scan, self.desk), self.chunks)

    def collect(self, scans: Sequence[Scan], settled: Settled) -> Sequence[Part]:
        """As ``Passes`` says."""
        parts = self.engine.each(partial(collect, self.desk, settled, small=not self.at_hand), self.chunks)
        for found, part in zip(scans, parts, strict=True):
            compare(self.desk, found.digests, part.judged_by, part.digests)
        return [part._replace(digests=()) for part in parts]


def compare(desk: Desk, before: Sequence[Digest], judged_by: str, now: Sequence[Digest]) -> None:
    """Raise a Fault or Lost if a chunk is not what was scanned, or was judged by something else than is read here."""
    if judged_by != desk.read_digest:
        raise Lost("nothing was judged: a worker read other policies, catalogs or another version of the program")
    if before != now:
        raise changed(_first_other(before, now))


def judge_passes(desk: Desk, passes: Passes, again: ReadAgain) -> Checked:
    """Judge what is gone through. Errors as above."""
    prepared, scans = desk.prepared, passes.scan()
    digests: dict[str, str] = {}
    others = () if desk.listed else {entry.path for entry in prepared.reader.inputs}
    for path, digest in (pair for found in scans for pair in found.digests):
        if path in digests:
            raise Fault(f"two records have the path {path!r}")
        if path in others:
            raise Fault(f"a record has the path {path!r}, which is that of another file that is read")
        digests[path] = digest
    return _put(desk, collect_all(passes, scans), Again(again, digests))


class Collected(NamedTuple):
    """All parts of a fleet, without the second manifests of its services."""

    settled: Settled
    parts: Sequence[Part]
    seconds: Mapping[str, str]
    """By its path, each manifest of a service that has one before it, which is given."""


def collect_all(passes: Passes, scans: Sequence[Scan]) -> Collected:
    """NOTE: which are second manifests is known when all are read; then the fleet is looked at again without them."""
    seconds: dict[str, str] = {}
    while True:
        left_out = frozenset(seconds)
        settled = Settled(_settle(scans, left_out), left_out)
        parts = passes.collect(scans, settled)
        more = _find_seconds(parts)
        if not more:
            return Collected(settled, parts, seconds)
        seconds |= more


def _first_other(before: Sequence[Digest], now: Sequence[Digest]) -> str:
    """The path of the first file that is not the same in both passes, or is only in one of them."""
    pairs = zip_longest(before, now)
    return next((was or is_)[0] for was, is_ in pairs if was != is_)


def _settle(scans: Iterable[Scan], left_out: frozenset[str]) -> tuple[Declaration, ...]:
    """What manifests say that models were made from, in the order of services."""
    declared = (entry for found in scans for entry in found.declared if entry.file not in left_out)
    return tuple(sorted(declared, key=lambda entry: entry.service))


def _find_seconds(parts: Iterable[Part]) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    for part in parts:
        for name, file in part.files:
            files.setdefault(name, []).append(file)
    return {file: min(of_one) for of_one in files.values() for file in of_one if file != min(of_one)}


def _tell_seconds(seconds: Mapping[str, str], manifests: Again) -> Iterator[tuple[Diagnostic, Unread]]:
    for second, first in sorted(seconds.items()):
        named = [Place(file, ("service",)) for file in (second, first)]
        at = manifests.locate(named)
        yield tell_second(str(manifests.document(second).data["service"]), *(at[place] for place in named))


def _put(desk: Desk, collected: Collected, manifests: Again) -> Checked:
    """The report of a fleet, from all its parts."""
    prepared, docket = desk.prepared, desk.docket(collected.settled)
    parts = collected.parts
    looked = put_together([part.looked for part in parts])
    seconds = list(_tell_seconds(collected.seconds, manifests))
    cycles = list(find_cycles(collected.settled.declared, docket.world))
    left = prepared.all_unread(unread for part in parts for unread in part.unread)
    population = Population(
        looked.names,
        docket.world,
        (*left, *(unread for _, unread in seconds)),
        complete=all_named(left) and not (seconds or cycles),
        outlines=looked.outlines,
    )
    found = conclude(docket, population, looked, partial(_take, parts), manifests.locate)
    judged = apply_waivers(found, prepared.run.policies, prepared.run.waivers, population, looked)
    faults = [fault for part in parts for fault in part.faults] + [fault for fault, _ in seconds] + cycles
    return _state(desk, judged, faults, manifests)


def _take(parts: Sequence[Part], group: Group) -> Pieces:
    """The pieces of a question, which no part keeps after that."""
    return join_pieces([part.pieces.pop(group.number).unpack() for part in parts])


def _state(desk: Desk, judged: Judged, faults: Sequence[Diagnostic], manifests: Again) -> Checked:
    prepared = desk.prepared
    inputs = tuple(Input(path, "manifest", digest) for path, digest in manifests.digests.items() if digest)
    read_ = [entry.path for entry in inputs]
    run = prepared.finish((*(entry.path for entry in prepared.reader.inputs), *read_), judged.contracts)
    faults = (*faults, *desk.files.written_otherwise(read_))
    run = replace(run, inputs=inputs, faults=faults).with_read(prepared.reader)
    report = run.state(judged)
    shown = {at.file for finding in report.findings for at in finding.locations}
    shown |= {at.file for fault in report.diagnostics for at in fault.locations}
    return Checked(run, replace(report, sources=Texts(run.texts, manifests, shown)))
