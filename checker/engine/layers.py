"""What some manifests came to, as long as they say the same: without those that changed, or with what others came to.

Both passes leave something behind that is by service or by file throughout, so a part of it can be taken out, and two
can be put together. Where that is not so, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, TypeVar

from checker.engine.chunks import Digest, Packed, Part, Scan
from checker.engine.plain import read_plain, write_plain
from checker.judging.docket import Docket, Looked, Pieces, join_pieces, put_together, services_of, without
from checker.judging.selection import Chosen
from checker.record import dataclass

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Layer(Generic[R]):
    """What some manifests came to in one of the passes; ``names`` are the ids of their contents, by path."""

    names: Mapping[str, str]
    found: R


@dataclass(frozen=True, slots=True)
class Pass(Generic[R]):
    """How the results of a pass are written, read, taken apart and put together."""

    name: bytes
    write: Callable[[R], object]
    read: Callable[[tuple[object, ...]], R]
    without: Callable[[R, frozenset[str]], R]
    """Without what some files came to."""
    join: Callable[[Sequence[R]], R]

    def read_layer(self, written: bytes) -> Layer[R]:
        """Bytes that no layer was written as raise whatever they lead to."""
        paths, names, found = read_plain(written)
        return Layer(dict(zip(paths, names, strict=True)), self.read(found))

    def write_layer(self, layer: Layer[R]) -> bytes:
        """Raises ``Strange`` if it cannot be kept."""
        return write_plain((tuple(layer.names), tuple(layer.names.values()), self.write(layer.found)))

    def only(self, layer: Layer[R], kept: Collection[str]) -> Layer[R]:
        """What it says of some of its files."""
        if len(kept) == len(layer.names):
            return layer
        gone = frozenset(layer.names.keys() - kept)
        return Layer({path: layer.names[path] for path in kept}, self.without(layer.found, gone))

    def joined(self, layers: Sequence[Layer[R]]) -> Layer[R]:
        """One layer of several, of different files."""
        names = {path: name for layer in layers for path, name in layer.names.items()}
        return Layer(names, self.join([layer.found for layer in layers]))


def _scan_without(scan: Scan, gone: frozenset[str]) -> Scan:
    digests = tuple(digest for digest in scan.digests if digest[0] not in gone)
    return Scan(digests, tuple(entry for entry in scan.declared if entry.file not in gone))


def join_scans(scans: Sequence[Scan]) -> Scan:
    digests: tuple[Digest, ...] = tuple(digest for scan in scans for digest in scan.digests)
    return Scan(digests, tuple(entry for scan in scans for entry in scan.declared))


SCANS: Pass[Scan] = Pass(b"scan", tuple, lambda found: Scan(*found), _scan_without, join_scans)  # type: ignore[arg-type]
"""The first pass."""


def can_be_kept(part: Part) -> bool:
    """Whether all of it is by service or by file, each of which has one of the other."""
    names, files = {*part.looked.names}, {path for path, _ in part.digests}
    pieces = [packed.unpack() for packed in part.pieces.values()]
    return (
        len(names) == len(part.files)
        and all(found.crash is None for found in pieces)
        and all(services_of(found.found) <= names for found in pieces)
        and all(fault.primary.file in files for fault in part.faults)
        and all(entry.location.file in files for entry in part.unread)
    )


def answers(part: Part, docket: Docket) -> bool:
    """Whether it is about each selection and each question, and about nothing else."""
    return part.looked.chosen.keys() == docket.conditions.keys() and [*part.pieces] == [
        group.number for group in docket.groups
    ]


def _write_part(part: Part) -> tuple[object, ...]:
    pieces = tuple(packed.found for packed in part.pieces.values())
    return part.judged_by, part.looked, tuple(part.pieces), pieces, part.faults, part.unread, part.files


def _read_part(found: tuple[object, ...]) -> Part:
    judged_by, looked, numbers, pieces, *rest = found
    packed = {number: Packed(some, None) for number, some in zip(numbers, pieces, strict=True)}  # type: ignore[call-overload]
    return Part(judged_by, (), looked, packed, *rest)  # type: ignore[arg-type]


def _part_without(part: Part, gone: frozenset[str]) -> Part:
    names = frozenset(name for name, file in part.files if file in gone)
    pieces = {
        number: Packed(without(packed.found, names), None)
        for number, packed in part.pieces.items()
        if not isinstance(packed.found, bytes)
    }
    return part._replace(
        looked=_looked_without(part.looked, names),
        pieces=pieces,
        faults=tuple(fault for fault in part.faults if fault.primary.file not in gone),
        unread=tuple(entry for entry in part.unread if entry.location.file not in gone),
        files=tuple(pair for pair in part.files if pair[1] not in gone),
    )


def _looked_without(looked: Looked, names: frozenset[str]) -> Looked:
    return Looked(
        names=_others(looked.names, names),
        chosen={key: _chosen_without(chosen, names) for key, chosen in looked.chosen.items()},
        foreign=tuple(found for found in looked.foreign if found.subject.service not in names),
        unlisted=_left(looked.unlisted, names),
        contracts=_left(looked.contracts, names),
        outlines=_left(looked.outlines, names),
        whose=_left(looked.whose, names),
    )


def _chosen_without(chosen: Chosen, names: frozenset[str]) -> Chosen:
    excluded = tuple(entry for entry in chosen.excluded if entry.service not in names)
    return Chosen(_others(chosen.certain, names), _others(chosen.possible, names), excluded)


def _others(some: Sequence[str], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in some if name not in names)


def _left(found: Mapping[str, R], names: frozenset[str]) -> dict[str, R]:
    return {name: value for name, value in found.items() if name not in names}


def _join_parts(parts: Sequence[Part]) -> Part:
    first = parts[0]
    pieces = {}
    for number in first.pieces:
        found = join_pieces([Pieces(part.pieces[number].found, None) for part in parts])
        pieces[number] = Packed(found.found, found.crash)
    return first._replace(
        looked=put_together([part.looked for part in parts]),
        pieces=pieces,
        faults=tuple(fault for part in parts for fault in part.faults),
        unread=tuple(entry for part in parts for entry in part.unread),
        files=tuple(pair for part in parts for pair in part.files),
    )


PARTS: Pass[Part] = Pass(b"part", _write_part, _read_part, _part_without, _join_parts)
"""The second pass."""
