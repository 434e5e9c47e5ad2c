"""The lock: what was brought of each source, byte for byte. The program writes it, and people review it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from checker.files.origin import Digest, Inside, Origin, pattern
from checker.shape import File
from checker.shape.scalars import Day, Identifier, text

FORMAT: Literal["modelbylaws/vendor-lock/v1"] = "modelbylaws/vendor-lock/v1"

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def _commit(value: object) -> str:
    written = text(value)
    if not _COMMIT.fullmatch(written):
        raise ValueError(f"{written!r} is no commit of git: 40 or 64 digits of 0-9 and a-f")
    return written


class LockedSource(Origin):
    """One source: what was asked for, and what came."""

    commit: Annotated[str, *pattern(_commit, pattern=f"^{_COMMIT.pattern}$")] | None = None
    """The commit that the ref meant."""
    tree: Digest
    """The digest over all paths and digests of its files."""
    day: Day
    """On which it was brought."""
    files: dict[Inside, Digest]
    """The digest of each file, by its path in the source's folder."""

    def as_written(self) -> dict[str, object]:
        """As it stands in the file."""
        found = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in {**found, "day": self.day.isoformat()}.items() if value is not None}

    def is_of(self, origin: Origin) -> bool:
        """Whether this is what a configuration asks for."""
        return all(getattr(self, key) == getattr(origin, key) for key in Origin.model_fields)


class LockFile(File):
    """What was brought of each source."""

    format: Literal["modelbylaws/vendor-lock/v1"]
    """Name and version of this file format."""
    sources: dict[Identifier, LockedSource]
    """By the name that the configuration gives."""


def tree_digest(files: Mapping[str, str]) -> str:
    """The digest over the lines that ``sha256sum`` writes, sorted by path."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def locked(origin: Origin, commit: str, day: dt.date, files: Mapping[str, str]) -> LockedSource:
    """What the lock says of a source."""
    asked = {key: value for key in Origin.model_fields if (value := getattr(origin, key)) is not None}
    came = {"commit": commit} if commit else {}
    digests = dict(sorted(files.items()))
    return LockedSource.model_validate(
        {**asked, **came, "tree": tree_digest(digests), "day": day.isoformat(), "files": digests}
    )
