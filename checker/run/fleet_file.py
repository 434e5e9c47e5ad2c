"""A fleet of many repositories as one file: who was read at which commit, and every manifest.

JSON Lines, perhaps compressed. The first line is the header: the tool, the built-in catalog, and each repository with
its commit, or that it could not be read. Then a line for each manifest, sorted by repository and path; perhaps one of
partial sums, which are of one day and of certain policies. The last line is the seal: the day on which all was looked
at, the number of records, and a digest over everything. So a file that was cut off or edited is told from a whole one;
who can write the file can write the digest, too, and for that there are signatures. The header and the manifests are
the same bytes for the same commits.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any, Literal

from checker.diagnostic import ELSEWHERE, Diagnostic
from checker.record import dataclass

FORMAT = "modelbylaws/fleet/v1"
PARTIALS = b'{"partials":'
"""How the line begins that holds partial sums (``checker.run.partials``)."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One repository, as it was when all were looked at."""

    name: str
    state: Literal["read", "not-read"]
    ref: str = ""
    commit: str = ""
    """Nothing for what is no repository of git."""
    reason: str = ""
    """Why it could not be read, in words that name no path of a machine."""
    services: tuple[str, ...] = ()
    """Of one that could not be read, the services that it is known to hold."""
    manifests: tuple[str, ...] = ()
    """The patterns by which manifests were looked for."""
    web: str = ""
    """How a place in it becomes a link; empty: not known."""


@dataclass(frozen=True, slots=True)
class Record:
    """One manifest, or why there is nothing to read where one should be."""

    repository: str
    path: str
    raw: bytes | Diagnostic
    service: str = ""
    """The service that it names, where that is legible."""

    @property
    def place(self) -> str:
        """What reports call it."""
        return f"{self.repository}{ELSEWHERE}{self.path}"

    @property
    def sort_key(self) -> tuple[str, str]:
        return self.repository, self.path


@dataclass(frozen=True, eq=False)
class FleetFile:
    """A snapshot."""

    day: dt.date
    """On which the repositories were looked at."""
    tool: str
    catalog: str
    repositories: tuple[Gathered, ...]
    records: tuple[Record, ...]
    """All of them, or those of one repository."""
    partials: bytes = b""
    """The line of partial sums, as it was read; nothing if there is none."""
    count: int = 0
    """How many records the file holds, where it was read from one."""

    @cached_property
    def by_name(self) -> Mapping[str, Gathered]:
        return {entry.name: entry for entry in self.repositories}

    @cached_property
    def by_repository(self) -> Mapping[str, Sequence[Record]]:
        """The records of each repository that has some."""
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.repository, []).append(record)
        return found


def fleet_bytes(fleet: FleetFile) -> bytes:
    """The file, with everything in its order."""
    repositories = sorted(fleet.repositories, key=lambda entry: entry.name)
    by_name = fleet.by_name
    header = {
        "format": FORMAT,
        "tool": fleet.tool,
        "catalog": fleet.catalog,
        "repositories": [{key: value for key, value in asdict(entry).items() if value} for entry in repositories],
    }
    records = sorted(fleet.records, key=lambda record: record.sort_key)
    lines = [line_of(header), *(line_of(_written(record, by_name[record.repository])) for record in records)]
    lines += [fleet.partials] if fleet.partials else []
    body = b"".join(lines)
    seal = {"day": str(fleet.day), "records": len(records), "digest": whole_digest(body, str(fleet.day))}
    return body + line_of(seal)


def compress(raw: bytes) -> bytes:
    """The same bytes on every day, which ``gzip`` would write into them otherwise."""
    return gzip.compress(raw, 6, mtime=0)


def line_of(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _written(record: Record, source: Gathered) -> dict[str, Any]:
    known = {"service": record.service, "repository": record.repository, "ref": source.ref, "commit": source.commit}
    known = {key: value for key, value in known.items() if value} | {"path": record.path}
    if isinstance(record.raw, bytes):
        # NOTE: what is no UTF-8 stays what it is, and is found fault with by whoever judges it.
        return known | {"text": record.raw.decode("utf-8", "surrogateescape"), "digest": digest_of(record.raw)}
    fault = {"code": record.raw.code, "message": record.raw.message, "help": record.raw.help}
    return known | {"fault": fault, "digest": digest_of(line_of(fault))}


def digest_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def whole_digest(body: bytes, day: str) -> str:
    return hashlib.sha256(body + day.encode()).hexdigest()


def is_path(path: str) -> bool:
    """Whether it is the path of a file below a folder, with forward slashes."""
    return not ({"", ".", ".."} & {*path.split("/")}) and "\\" not in path and "\0" not in path
