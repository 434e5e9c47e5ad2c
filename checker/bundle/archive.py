"""A zip as bundles are: entries back to back from the first byte, at once the directory, and its end record last.

A zip can hold bytes that its directory does not list, which other programs show: before
the first entry, between two, in comments and extra fields, behind the end. Here every
byte belongs to an entry that is listed, both headers of an entry say the same, and what
is left over is named. Of zip64, encryption and other compressions no bundle has a need.
"""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from typing import NamedTuple

from checker.run.faults import Fault

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK, _SIZES_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\7\10"
_STORED, _DEFLATED = 0, 8
_SIZES_BEHIND, _USUAL_FLAGS = 0x8, 0x80E
"""Of an entry's flags: sizes stand behind its bytes; and all that say nothing about how to read it."""
_TIMES = {0x5455: (5, 9, 13), 0x7875: (11,), 0x000A: (32,)}
"""Extra fields that archive tools write for times and owners, and the lengths they have."""
_ZIP64 = (0xFFFF, 0xFFFFFFFF)


class Entry(NamedTuple):
    """A file as the directory lists it."""

    name: str
    mode: int
    flags: int
    method: int
    stamp: tuple[int, int]
    crc: int
    packed: int
    size: int
    offset: int


def entries(raw: bytes) -> list[Entry]:
    """What the directory lists, in the order of the bytes.

    Raises:
        Fault: this is no such zip.
    """
    start, count = _directory(raw)
    found, at = [], start
    for _ in range(count):
        if raw[at : at + 4] != _CENTRAL_MARK or at + _CENTRAL.size > len(raw):
            raise _broken(f"its directory ends before the {count:,} entries that it should have")
        entry, at = _listed(raw, at)
        found.append(entry)
    if at != len(raw) - _END.size:
        raise _left_over(len(raw) - _END.size - at, "between the directory and its end")
    found.sort(key=lambda entry: entry.offset)
    _back_to_back(raw, found, start)
    return found


def content(raw: bytes, entry: Entry) -> bytes:
    """The bytes of one file, which are as many as the directory says, and have its checksum.

    Raises:
        Fault: they are not.
    """
    start = _begin(raw, entry.offset)
    packed = raw[start : start + entry.packed]
    if entry.method == _STORED:
        found, rest = packed, b""
    else:
        reader = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            found = reader.decompress(packed, entry.size + 1)
        except zlib.error:
            raise _broken(f"{entry.name!r} cannot be unpacked") from None
        rest = b"" if reader.eof else b"?"
        rest += reader.unused_data
    if rest or len(found) != entry.size or zlib.crc32(found) != entry.crc:
        raise _broken(f"{entry.name!r} is not of the size and checksum that the directory gives, or hides bytes")
    return found


def _directory(raw: bytes) -> tuple[int, int]:
    """Where the directory starts, and how many entries it has."""
    at = len(raw) - _END.size
    if at < 0 or raw[at : at + 4] != _END_MARK:
        last = raw.rfind(_END_MARK)
        if last < 0:
            raise _broken("it has no directory")
        raise _left_over(at - last, "behind the end of the directory")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(raw, at)
    if {here, count} & {_ZIP64[0]} or {size, start} & {_ZIP64[1]}:
        raise _broken("it is written as zip64")
    if disk or first_disk or here != count or comment:
        raise _broken("its end record speaks of other parts or of a comment")
    if start + size < at and raw[at - size : at - size + 4] in {_CENTRAL_MARK, _END_MARK}:
        raise _left_over(at - size - start, "before the first entry")
    if start + size != at:
        raise _broken("its directory is not where the end record says")
    return start, count


def _listed(raw: bytes, at: int) -> tuple[Entry, int]:
    """An entry of the directory, and where the next one starts."""
    (
        _, _, _, flags, method, time, date, crc, packed, size, named, more, comment, disk, _, attributes, offset,
    ) = _CENTRAL.unpack_from(raw, at)  # fmt: skip
    begin = at + _CENTRAL.size
    name = raw[begin : begin + named].decode("ascii", "backslashreplace")
    _usual(name, raw[begin + named : begin + named + more], flags, method)
    if comment or disk:
        raise _broken(f"{name!r} has a comment of {comment:,} bytes, or is in another part")
    entry = Entry(name, attributes >> 16, flags, method, (time, date), crc, packed, size, offset)
    return entry, begin + named + more


def _usual(name: str, extra: bytes, flags: int, method: int) -> None:
    if flags & ~_USUAL_FLAGS or method not in {_STORED, _DEFLATED}:
        raise _broken(f"{name!r} is encrypted, or packed in a way that no bundle is")
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if length not in _TIMES.get(kind, ()):
            break
        at += 4 + length
    if at != len(extra):
        raise _broken(f"{name!r} has {len(extra) - at:,} bytes besides its name that say nothing about a time")


def _back_to_back(raw: bytes, found: list[Entry], start: int) -> None:
    """Nothing before, between and behind the entries."""
    ends = [0, *(_end(raw, entry) for entry in found)]
    names = [*(repr(entry.name) for entry in found), "the directory"]
    starts = [*(entry.offset for entry in found), start]
    if starts[0]:
        raise _left_over(starts[0], f"before {names[0]}")
    for (before, after), end, begin in zip(pairwise(names), ends[1:], starts[1:], strict=True):
        if begin < end:
            raise _broken(f"{before} and {after} have the same bytes")
        if begin > end:
            raise _left_over(begin - end, f"between {before} and {after}")


def _end(raw: bytes, entry: Entry) -> int:
    """Where an entry ends; its own header says what the directory says."""
    begin = _begin(raw, entry.offset)
    _, _, flags, method, time, date, crc, packed, size, named, _ = _LOCAL.unpack_from(raw, entry.offset)
    at = entry.offset + _LOCAL.size
    name = raw[at : at + named].decode("ascii", "backslashreplace")
    _usual(entry.name, raw[at + named : begin], flags, method)
    sizes, listed = (crc, packed, size), (entry.crc, entry.packed, entry.size)
    behind = flags & _SIZES_BEHIND
    same = sizes == listed or (behind and set(sizes) == {0})
    if (name, flags, method, (time, date)) != entry[0:1] + entry[2:5] or not same:
        raise _broken(f"{entry.name!r} is something else by its own header than by the directory")
    end = begin + entry.packed
    return end + (_sizes_behind(raw[end : end + 16], entry) if behind else 0)


def _sizes_behind(raw: bytes, entry: Entry) -> int:
    """How many bytes the sizes behind an entry take, with or without a mark."""
    said = struct.pack("<3L", entry.crc, entry.packed, entry.size)
    for known in (_SIZES_MARK + said, said):
        if raw.startswith(known):
            return len(known)
    raise _broken(f"{entry.name!r} has other sizes behind it than in the directory")


def _begin(raw: bytes, offset: int) -> int:
    """Where the bytes of an entry begin."""
    if raw[offset : offset + 4] != _LOCAL_MARK or offset + _LOCAL.size > len(raw):
        raise _broken(f"there is no entry at byte {offset:,}, where the directory has one")
    *_, named, more = _LOCAL.unpack_from(raw, offset)
    return int(offset + _LOCAL.size + named + more)


def _broken(why: str) -> Fault:
    return Fault(f"the bundle is not a zip as report --bundle writes one: {why}")


def _left_over(count: int, where: str) -> Fault:
    noun, verb = ("byte", "belongs") if count == 1 else ("bytes", "belong")
    return _broken(f"{count:,} {noun} {where} {verb} to no entry")
