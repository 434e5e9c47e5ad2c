"""A hook's fleet, of which most was judged by a hook before: only manifests that changed since are read and judged.

What manifests came to is kept beside answers (``checker.run.replay``), by all that it depends on: the ids of their
contents, the program, all other files that were read, what was asked, and where links lead. Manifests are in *shelves*,
each with those between two paths that are chosen by their digest alone, so that a new manifest moves few others. A
shelf is an entry of layers: what all of it came to, and on top of that what those came to that changed since. What is
odd is a miss.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

from checker.diagnostic import Diagnostic
from checker.engine.chunks import Chunk, Part, Paths, Scan, collect, scan
from checker.engine.desk import Desk, Settled
from checker.engine.engine import ALONE, Engine
from checker.engine.judge import Checked, compare, judge_passes
from checker.engine.layers import PARTS, SCANS, Layer, Pass, answers, can_be_kept, join_scans
from checker.engine.plain import Strange
from checker.record import dataclass
from checker.run.replay.entry import digest, pack, unpack
from checker.run.revision import Index
from checker.run.trail import Parts, current

R = TypeVar("R")
EngineFor = Callable[[int], Engine]
"""What goes through so many manifests."""

SHELF = 256
"""Manifests on a shelf, on average. With fewer, what is done once for each counts; with more, more is written anew."""
LAYERS = 8
"""Most layers of a pass on a shelf; then they are put together."""
MOST = 50_000
"""Most manifests of a fleet that is kept: all that was collected of them is in memory at once."""
_LEVEL = 1
"""Of compression, which makes a fifth of it."""


def judge_kept(desk: Desk, engine_for: EngineFor) -> Checked | None:
    """Judge the manifests of a hook; None where nothing of them can be kept.

    Raises:
        Fault, Lost: as ``judge_files``.
    """
    kept, files, prepared = current().parts, desk.files, desk.prepared
    if kept is None or not isinstance(files, Index) or prepared.catalog is None or not 0 < len(prepared.paths) <= MOST:
        return None
    if prepared.run.beside is not None:  # whose manifests are in a snapshot, or only their sums
        return None
    passes = Keeping(desk, files, kept, engine_for, tuple(_shelves(desk, files, kept)))
    checked = judge_passes(desk, passes, Late(files))
    for shelf in passes.shelves:
        if shelf.changed:
            kept.made[shelf.name] = shelf.packed()
    return checked


class Late:
    """Manifests that are read where a finding shows them."""

    def __init__(self, files: Index) -> None:
        self._files = files

    def __call__(self, path: str) -> bytes | Diagnostic:
        return self._files.read(path)

    def fetch(self, paths: Collection[str]) -> None:
        self._files.fetch(paths)


class _Written(NamedTuple):
    """A layer as it is kept."""

    of: bytes
    """The name of its pass."""
    depends: bytes
    """A digest of all that it depends on beside the contents of its manifests."""
    body: bytes


@dataclass(slots=True)
class _Shelf:
    """Some manifests in a row, and the layers that there are of them."""

    name: str
    paths: tuple[str, ...]
    names: Mapping[str, str]
    """The ids of their contents, by path; none where that does not decide what is read."""
    layers: list[_Written] = field(default_factory=list)
    changed: bool = False

    def take(self, of: Pass[R], depends: bytes, fits: Callable[[R], bool] = lambda _: True) -> list[Layer[R]]:
        """What is known of its manifests as they are; layers of which that is nothing are let go."""
        found: list[Layer[R]] = []
        left = dict(self.names)
        for written in [written for written in self.layers if written.of == of.name]:
            layer = _read(of, written) if written.depends == depends else None
            kept = [path for path, name in layer.names.items() if left.get(path) == name] if layer is not None else []
            if layer is None or not kept or not fits(layer.found):
                self.layers.remove(written)
                self.changed = True
                continue
            found.append(of.only(layer, kept))
            for path in kept:
                del left[path]
        return found

    def put(self, of: Pass[R], depends: bytes, layers: Sequence[Layer[R]]) -> None:
        """Keep one more layer, the last of these; or one instead of all, if they are many."""
        others = [written for written in self.layers if written.of != of.name]
        same = [written for written in self.layers if written.of == of.name]
        if len(same) >= LAYERS:
            same, layers = [], [of.joined(layers)]
        body = zlib.compress(of.write_layer(layers[-1]), _LEVEL)
        self.layers = [*others, *same, _Written(of.name, depends, body)]
        self.changed = True

    def packed(self) -> bytes:
        return pack(part for written in self.layers for part in written)


def _read(of: Pass[R], written: _Written) -> Layer[R] | None:
    try:
        return of.read_layer(zlib.decompress(written.body))
    except Exception:  # noqa: BLE001 - whatever it is, it is not what was kept
        return None


def _shelves(desk: Desk, files: Index, kept: Parts) -> Iterator[_Shelf]:
    paths = desk.prepared.paths
    asked = replace(desk.asked, as_of=dt.date.min)
    starts = [
        at for at, path in enumerate(paths) if not at or not zlib.crc32(path.encode("utf-8", "surrogatepass")) % SHELF
    ]
    for start, end in zip(starts, [*starts[1:], len(paths)], strict=True):
        some = tuple(paths[start:end])
        name = (
            f"parts-{digest([repr(asked).encode('utf-8', 'surrogatepass'), some[0].encode('utf-8', 'surrogatepass')])}"
        )
        names = {path: found for path in some if (found := files.content_id(path))}
        yield _Shelf(name, some, names, _load(kept, name))


def _load(kept: Parts, name: str) -> list[_Written]:
    try:
        parts = unpack(kept.load(name))
        return [_Written(*parts[at : at + 3]) for at in range(0, len(parts), 3)]
    except Exception:  # noqa: BLE001 - as above
        return []


class _Collected(NamedTuple):
    """What came of manifests that were judged, from whatever process."""

    part: Part
    can_be_kept: bool


def _collect(desk: Desk, settled: Settled, chunk: Chunk) -> _Collected:
    part = collect(desk, settled, chunk, small=False)
    return _Collected(part, can_be_kept(part))


@dataclass(eq=False)
class Keeping:
    """Both passes, over what is not known."""

    desk: Desk
    files: Index
    kept: Parts
    engine_for: EngineFor
    shelves: tuple[_Shelf, ...]

    def scan(self) -> Sequence[Scan]:
        """As ``Passes`` says."""
        depends = digest([b"scan", self.kept.program.encode()]).encode()
        scans: list[Scan] = []
        known = [shelf.take(SCANS, depends) for shelf in self.shelves]
        fresh = self._fresh(known)
        made = dict(zip(fresh, ALONE.each(partial(scan, self.desk), [*fresh.values()]), strict=True))
        for number, shelf in enumerate(self.shelves):
            layers, found = known[number], [layer.found for layer in known[number]]
            if number in made:
                found.append(made[number])
                self._put(shelf, SCANS, depends, layers, made[number], fresh[number])
            joined = join_scans(found)
            digests = dict(joined.digests)
            scans.append(Scan(tuple((path, digests[path]) for path in shelf.paths), joined.declared))
        return scans

    def collect(self, scans: Sequence[Scan], settled: Settled) -> Sequence[Part]:
        """As ``Passes`` says."""
        depends = self._depends(settled)
        asked = partial(answers, docket=self.desk.docket(settled))
        known = [shelf.take(PARTS, depends, asked) for shelf in self.shelves]
        fresh = self._fresh(known)
        count = sum(map(len, fresh.values()))
        made = self.engine_for(count).each(partial(_collect, self.desk, settled), [*fresh.values()]) if fresh else ()
        parts = [layer.found for layers in known for layer in layers]
        for (number, chunk), (part, can_be_kept_) in zip(fresh.items(), made, strict=True):
            digests = dict(scans[number].digests)
            compare(self.desk, [(path, digests[path]) for path in chunk], part.judged_by, list(part.digests))
            part = part._replace(digests=())  # noqa: PLW2901 - as they are there
            parts.append(part)
            if can_be_kept_:
                self._put(self.shelves[number], PARTS, depends, known[number], part, chunk)
        return parts

    def _fresh(self, known: Sequence[Sequence[Layer[Any]]]) -> dict[int, Paths]:
        """By the number of the shelf, what is to be read."""
        fresh: dict[int, Paths] = {}
        for number, (shelf, layers) in enumerate(zip(self.shelves, known, strict=True)):
            there = {path for layer in layers for path in layer.names}
            left = [path for path in shelf.paths if path not in there]
            if left:
                fresh[number] = Paths(left)
        self.files.fetch([path for chunk in fresh.values() for path in chunk])
        return fresh

    def _put(
        self, shelf: _Shelf, of: Pass[R], depends: bytes, known: Sequence[Layer[R]], made: R, paths: Sequence[str]
    ) -> None:
        names = {path: shelf.names[path] for path in paths if path in shelf.names}
        if len(names) < len(paths):
            return
        try:
            shelf.put(of, depends, [*known, Layer(names, made)])
        except Strange:  # a kind that collects something else
            return

    def _depends(self, settled: Settled) -> bytes:
        """A digest of all that a part depends on, beside the contents of its manifests."""
        asked = repr(self.desk.asked)
        told = (asked, self.desk.read_digest, self.files.around, repr(settled.declared), repr(sorted(settled.left_out)))
        return digest(
            [b"part", self.kept.program.encode(), *(one.encode("utf-8", "surrogatepass") for one in told)]
        ).encode()
