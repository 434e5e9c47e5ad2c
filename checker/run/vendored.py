"""Files of others that were brought here: what the lock names is read if it is that, byte for byte, and nothing else.

``vendor:NAME`` is the only file of a source, ``vendor:NAME/PATH`` is one of several; in the configuration the path may
be a pattern. Patterns pick from what the lock names, so a file that is missing is not passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from checker.diagnostic import FEW, Diagnostic, Location, did_you_mean, many
from checker.files.config import SNAPSHOTS, VENDOR, VENDOR_FOLDER
from checker.record import dataclass
from checker.run.matching import matching
from checker.source import CATALOGS

RUN_VENDOR = "run modelbylaws vendor"


class _Readable(Protocol):
    def read(self, path: str, limit: int, /) -> bytes | Diagnostic: ...


@dataclass(frozen=True, slots=True)
class Locked:
    """A file's digest, and where the lock has it."""

    sha256: str
    at: Location


@dataclass(frozen=True, slots=True)
class Vendored:
    """What the configuration names and the lock holds."""

    names: Mapping[str, Location]
    """Sources of the configuration, and where they stand in it."""
    files: Mapping[str, Mapping[str, Locked]]
    """What was brought, by source and by path in it."""

    def find(self, written: str, at: Location, endings: tuple[str, ...] = ("",)) -> list[str] | Diagnostic:
        """The files that ``vendor:...`` means, as paths below the root; only those whose names end so."""
        name, _, rest = written.removeprefix(VENDOR).partition("/")
        if name not in self.names:
            help_ = did_you_mean(name, list(self.names))
            return Diagnostic("unknown-source", f"the configuration names no source {name!r}", (at,), help_)
        if name not in self.files:
            return Diagnostic("not-vendored", f"{name!r} was not brought here", (at, self.names[name]), RUN_VENDOR)
        inside = [path for path in self.files[name] if path.endswith(endings)]
        found = matching(inside, [rest]) if rest else [*inside]
        if found and (rest or len(found) == 1):
            return [f"{VENDOR_FOLDER}/{name}/{path}" for path in found]
        said = f"no file of {name!r} matches {rest!r}" if rest else f"{name!r} has {many(len(inside), 'file')}"
        known = ", ".join(f"{VENDOR}{name}/{path}" for path in inside[:FEW])
        return Diagnostic("no-such-file", said, (at,), f"write one of: {known}" if known else "")

    def find_locked(self, path: str) -> Locked | None:
        name, _, inside = path.removeprefix(f"{VENDOR_FOLDER}/").partition("/")
        return self.files.get(name, {}).get(inside)

    def read(self, files: _Readable, path: str, limit: int) -> bytes | Diagnostic:
        """A file's bytes, at most one more than ``limit``, if they are what was brought; or why not."""
        locked = self.find_locked(path)
        if locked is None:
            return not_locked(path)
        raw = files.read(path, max(limit, limit_of(path)))
        at = replace(locked.at, label="locked here")
        if isinstance(raw, Diagnostic):
            return replace(raw, locations=(*raw.locations, at), help=raw.help or f"restore it, or {RUN_VENDOR}")
        if hashlib.sha256(raw).hexdigest() != locked.sha256:
            message = "this file is not what was brought here: the lock has another digest"
            return Diagnostic("vendored-changed", message, (Location(path), at), f"restore it, or {RUN_VENDOR}")
        return raw[: limit + 1]


def limit_of(path: str) -> int:
    """How large a file of others may be."""
    if not path.endswith(SNAPSHOTS):
        return CATALOGS.bytes
    from checker.run.fleet_reading import MAX_FLEET

    return MAX_FLEET


def not_locked(path: str) -> Diagnostic:
    help_ = f"{RUN_VENDOR}; a file of your own goes elsewhere"
    return Diagnostic("not-locked", "the lock does not name this file, so it is not read", (Location(path),), help_)
