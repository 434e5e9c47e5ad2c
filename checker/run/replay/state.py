"""The state of all that a trail names: what git's index holds, what no commit would hold, what is in the work tree.

An answer depends on the content of files that were read, and on links; of other files on their names, as far as a
pattern or an ending may pick them. So a commit that touches a README has the same state as the one before.
"""

from __future__ import annotations

import os

from checker.run.dot_git import place_in_repository
from checker.run.git import EMPTY, LINK_MODE, SUBMODULE_MODE, object_id
from checker.run.replay.entry import pack, unpack
from checker.run.trail import ENDINGS, Trail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LINK, _SUBMODULE = LINK_MODE.encode(), SUBMODULE_MODE.encode()
_ENDINGS = tuple(ending.encode() for ending in ENDINGS)
_TAIL = 8
"""Bytes at the end of a name in which an ending may be written with letters that only resemble these."""
_EMPTY = tuple(name.encode() for name in EMPTY)
"""Whether a commit will hold a file with nothing in it, these lists do not say."""


def state_of(trail: Trail, tracked: bytes, untracked: bytes, below: str) -> tuple[bytes, bytes] | None:
    """The state, to be compared with another one; None if what the trail names is not as it was.

    ``tracked`` is what ``git.TRACKED`` prints at the top, ``untracked`` what ``git.UNTRACKED`` prints at the root,
    and ``below`` where the program runs in the repository, as ``folder/``.
    """
    if not _is_there(trail):
        return None
    entries = [entry.partition(b"\t")[::2] for entry in tracked.split(b"\0")[:-1]]
    paths = {path for _, path in entries}
    merged = all(meta.endswith(b" 0") for meta, _ in entries)
    if not merged or not _is_held(trail, paths) or _is_named(trail.absent, below, paths):
        return None
    lines = list(_lines(trail, entries))
    others = [path for path in untracked.split(b"\0")[:-1] if path.endswith(b"/") or _counts(trail)(path)]
    return None if any(line.startswith(_EMPTY) for line in lines) else (b"\0".join(lines), b"\0".join(others))


def _is_there(trail: Trail) -> bool:
    """Whether the work tree is as it was, as far as it was looked at."""
    looks = ((trail.exists, os.path.lexists), (trail.is_file, os.path.isfile))
    same = all(look(path) is was for seen, look in looks for path, was in seen.items())
    meant = all(object_id(trail.root, name) == was for name, was in trail.meant.items())
    return same and meant and place_in_repository(trail.root) == trail.prefix


def _is_held(trail: Trail, paths: set[bytes]) -> bool:
    return all((os.fsencode(path) in paths) is was for path, was in trail.held.items())


def _is_named(names: Iterable[str], below: str, paths: Iterable[bytes]) -> bool:
    """Whether a name is one of a file or a folder."""
    wholes = [os.fsencode(os.path.normpath(f"{below}{name}")) for name in names]
    folders = tuple(whole + b"/" for whole in wholes)
    return bool(wholes) and any(path in wholes or path.startswith(folders) for path in paths)


def _lines(trail: Trail, entries: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """A line for each entry that counts; a file that was read is known by its content's id."""
    read = {os.fsencode(path) for path in trail.read}
    folder, counts = os.fsencode(trail.folder), _counts(trail)
    linked = any(meta.startswith(_LINK) for meta, _ in entries)
    for meta, path in entries:
        name = meta.split(b" ")[1]
        if meta.startswith(_LINK):  # to what its content says; of a file with the same content that is another thing
            yield b"link %b %b" % (name, path)
        elif path in read:
            yield b"%b %b" % (name, path)
        elif meta.startswith(_SUBMODULE):
            yield b"submodule %b" % path
        elif path.startswith(folder) and counts(path[len(folder) :]):
            yield b"name %b" % path
        elif linked and counts(path):  # a link may lead anywhere
            yield b"elsewhere %b" % path
    if linked:
        yield from sorted({b"folder %b" % path.rpartition(b"/")[0] for _, path in entries})


def _counts(trail: Trail) -> Callable[[bytes], bool]:
    """Whether the name of a file counts."""
    named = {os.fsencode(path) for path in trail.named}

    def counts(path: bytes) -> bool:
        if not trail.by_name or path in named:
            return True
        return path.lower().endswith(_ENDINGS) or not path[-_TAIL:].isascii()

    return counts


_SETS = ("read", "absent", "named")
_LOOKS = ("held", "exists", "is_file")
_TEXTS = ("root", "folder", "prefix")


def write_trail(trail: Trail) -> bytes:
    """What it looked at, as an entry; a trail that looked at the same gives the same bytes."""
    sets = (_joined(getattr(trail, name)) for name in _SETS)
    looks = (_joined(f"{was:d}{path}" for path, was in getattr(trail, name).items()) for name in _LOOKS)
    texts = (os.fsencode(getattr(trail, name)) for name in _TEXTS)
    meant = _joined(f"{found} {name}" for name, found in trail.meant.items())
    return pack([*sets, *looks, *texts, meant, b"%d" % trail.by_name])


def read_trail(written: bytes) -> Trail:
    """The trail that was written.

    Raises:
        ValueError: it is none.
    """
    made = Trail()
    *parts, meant, by_name = unpack(written)
    for entry in os.fsdecode(meant).split("\0") if meant else ():
        found, _, name = entry.partition(" ")
        made.meant[name] = found
    for name, part in zip((*_SETS, *_LOOKS, *_TEXTS), parts, strict=True):
        entries = [os.fsdecode(entry) for entry in part.split(b"\0")] if part else []
        if name in _SETS:
            setattr(made, name, {*entries})
        elif name in _LOOKS:
            setattr(made, name, {entry[1:]: entry[0] == "1" for entry in entries})
        else:
            setattr(made, name, os.fsdecode(part))
    made.by_name = by_name == b"1"
    return made


def _joined(entries: Iterable[str]) -> bytes:
    return b"\0".join(sorted(os.fsencode(entry) for entry in entries))
