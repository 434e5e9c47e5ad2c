"""Reads a snapshot of a fleet back; what is not what was collected is refused, with the place where it differs."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from checker.diagnostic import ELSEWHERE, Diagnostic, Location
from checker.files.repositories import is_link
from checker.run.faults import Fault
from checker.run.fleet_file import (
    FORMAT,
    PARTIALS,
    FleetFile,
    Gathered,
    Record,
    digest_of,
    is_path,
    line_of,
    whole_digest,
)
from checker.shape.scalars import is_repository_name

MAX_FLEET = 1 << 30
"""Most bytes of a snapshot: 700,000 manifests. A compressed file that holds more is refused before it is held."""

_GZIP = b"\x1f\x8b"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_fleet(raw: bytes) -> bool:
    """Whether it is meant to be a snapshot."""
    return raw.startswith((_GZIP, b'{"format":"modelbylaws/fleet/'))


def read_fleet(name: str, raw: bytes) -> FleetFile:
    """The snapshot in a file.

    Args:
        name: what people are told the file is called.
        raw: all of it.

    Raises:
        Fault: it is none, was cut off, or is not what was collected.
    """
    return _read(name, raw, None)


def read_beside(name: str, raw: bytes, repository: str) -> FleetFile:
    """The same, with the records of one repository alone: of the others no more is looked at than the digest over all.

    Raises:
        Fault: as ``read_fleet``.
    """
    return _read(name, raw, repository)


def _read(name: str, raw: bytes, repository: str | None) -> FleetFile:
    raw = _unpacked(name, raw)
    lines = raw.split(b"\n")
    if lines.pop() or len(lines) < 2:  # noqa: PLR2004 - header and seal
        raise Fault(f"{name} is no whole snapshot: it ends in the middle of a line; collect it again")
    header, seal = _object(name, 1, lines[0]), _object(name, len(lines), lines[-1])
    if header.get("format") != FORMAT:
        raise Fault(f"{name} is no snapshot of a fleet: its first line does not say {FORMAT}")
    repositories = tuple(_gathered(name, entry) for entry in _list(name, header, "repositories"))
    if not {"day", "records", "digest"} <= seal.keys():
        raise Fault(f"{name} was cut off: its last line is no seal; collect it again")
    read_ = {entry.name for entry in repositories if entry.state == "read"}
    written = lines[1:-1]
    partials = written.pop() if written and written[-1].startswith(PARTIALS) else b""
    # NOTE: the digest over everything holds for every record, too; that of each says which one differs.
    wanted = list(enumerate(written, 2)) if repository is None else _of(repository, written)
    records = tuple(_records(name, wanted, read_))
    body = raw[: len(raw) - len(lines[-1]) - 1]
    if seal["records"] != len(written) or seal["digest"] != whole_digest(body, str(seal["day"])):
        raise Fault(f"{name} is not what was collected: it was changed since, by somebody or on its way")
    tool, catalog = _text(name, header, "tool"), _text(name, header, "catalog")
    return FleetFile(_day(name, seal["day"]), tool, catalog, repositories, records, partials, len(written))


def _of(repository: str, lines: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """The records of one repository, and their lines: the name stands in each as JSON writes it."""
    named = b'"repository":%b,' % json.dumps(repository).encode()
    return [(number, line) for number, line in enumerate(lines, 2) if named in line]


def _unpacked(name: str, raw: bytes) -> bytes:
    if raw.startswith(_GZIP):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
                raw = file.read(MAX_FLEET + 1)
        except (OSError, EOFError, zlib.error):
            raise Fault(f"{name} was cut off, or is not what was compressed; collect it again") from None
    if len(raw) > MAX_FLEET:
        raise Fault(f"{name} is larger than a snapshot may be ({MAX_FLEET >> 20} MiB)")
    return raw


def _object(name: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Fault(f"{name}: line {number} is no record of a snapshot")
    return found


def _list(name: str, found: Mapping[str, Any], key: str) -> list[Any]:
    value = found.get(key)
    if not isinstance(value, list) or not value:
        raise Fault(f"{name} is no snapshot of a fleet: its header has no {key}")
    return value


def _text(name: str, found: Mapping[str, Any], key: str) -> str:
    value = found.get(key, "")
    if not isinstance(value, str):
        raise Fault(f"{name}: {key} is no text")
    return value


def _day(name: str, written: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(written))
    except ValueError:
        raise Fault(f"{name}: its last line names no day") from None


def _gathered(name: str, found: object) -> Gathered:
    if not isinstance(found, dict) or found.get("state") not in {"read", "not-read"}:
        raise Fault(f"{name}: a repository in its header says neither that it was read nor that it was not")
    own = _text(name, found, "name")
    if not is_repository_name(own):
        raise Fault(f"{name}: its header has a repository without a name")
    ref, commit, reason, web = (_text(name, found, key) for key in ("ref", "commit", "reason", "web"))
    if web and not is_link(web):
        raise Fault(f"{name}: the header gives {own} a link that is none")
    services, patterns = (tuple(map(str, found.get(key) or ())) for key in ("services", "manifests"))
    return Gathered(own, found["state"], ref, commit, reason, services, patterns, web)


def _records(name: str, lines: Iterable[tuple[int, bytes]], repositories: Iterable[str]) -> Iterator[Record]:
    before = ("", "")
    for number, line in lines:
        found = _object(name, number, line)
        record = _record(name, number, found)
        if record.repository not in repositories:
            raise Fault(f"{name}: line {number} is of a repository that the header does not say was read")
        if record.sort_key <= before:
            raise Fault(f"{name}: line {number} is not in its order, or there twice: {record.place}")
        before = record.sort_key
        yield record


def _record(name: str, number: int, found: Mapping[str, Any]) -> Record:
    repository, path = _text(name, found, "repository"), _text(name, found, "path")
    if not is_path(path):
        raise Fault(f"{name}: line {number} has no path inside of a repository")
    place = f"{repository}{ELSEWHERE}{path}"
    digest, fault = found.get("digest"), found.get("fault")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise Fault(f"{name}: line {number} has no digest: {place}")
    if isinstance(fault, dict):
        said = {key: _text(name, fault, key) for key in ("code", "message", "help")}
        raw: bytes | Diagnostic = Diagnostic(said["code"], said["message"], (Location(place),), said["help"])
        same = digest_of(line_of(said)) == digest
    else:
        try:
            raw = str(found.get("text", "")).encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raise Fault(f"{name}: line {number} holds no text of a file: {place}") from None
        same = isinstance(found.get("text"), str) and digest_of(raw) == digest
    if not same:
        raise Fault(f"{name}: {place} (line {number}) is not what was collected: its digest differs")
    return Record(repository, path, raw, _text(name, found, "service"))
