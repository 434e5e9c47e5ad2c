"""The snapshot that a run is about, as it lies there: its bytes, and whose signature it has.

Where the configuration names keys, a snapshot counts only if one of them signed it: without a signature, with that of
another key, or changed since, nothing is judged. Keys are read as policies are: a change brings
none of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location, many
from checker.files.config import SNAPSHOTS, VENDOR
from checker.record import dataclass
from checker.report import Input
from checker.run.faults import Fault
from checker.run.files import Files, resolve
from checker.run.fleet_file import digest_of
from checker.run.fleet_forms import Stored, inside_of, is_folder, read_stored
from checker.run.fleet_reading import MAX_FLEET
from checker.run.fleets import Listing
from checker.run.named import own_bytes
from checker.run.request import CONFIG_NAME, Asked
from checker.run.signed import MAX_ENVELOPE, sidecar_of, statement_of
from checker.run.trail import current


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot that may be judged by."""

    name: str
    """What the file is called."""
    raw: bytes
    """Its lines, perhaps compressed."""
    signer: str
    """The file of the key that it is signed by; empty: the configuration names no key."""
    inputs: tuple[Input, ...]
    """All that was read: its files, then the envelope and the keys."""


def open_snapshot(listing: Listing, asked: Asked, files: Files) -> Opened:
    """The snapshot of the command line, or else of the configuration; ``files`` is where the latter is read.

    Raises:
        Fault: it cannot be read, or is not signed as the configuration asks.
    """
    given = asked.fleet.path if asked.fleet is not None else ""
    stored, envelope = _given(given) if given else _configured(listing, asked, files)
    name = stored.name
    paths = {f"{name}/{inside}" if inside else name: file for inside, file in stored.files.items()}
    inputs = tuple(Input(path, "fleet", digest_of(file)) for path, file in paths.items())
    configured = listing.config.fleet
    if configured is None or configured.signed_by is None:
        return Opened(name, stored.raw, "", inputs)
    keys = dict(_keys(listing, asked, configured.signed_by))
    signer = _find_signer(stored, envelope, keys)
    signed = envelope if isinstance(envelope, bytes) else b""
    beside = {sidecar_of(name): signed, **keys}
    inputs += tuple(Input(path, "signature", digest_of(file)) for path, file in beside.items())
    return Opened(name, stored.raw, signer, inputs)


def _given(path: str) -> tuple[Stored, bytes | Diagnostic]:
    current().complete = False  # what a hook said is kept by the files of the repository alone
    beside = sidecar_of(path)
    there = os.path.lexists(beside)
    envelope = own_bytes(beside, MAX_ENVELOPE) if there else Diagnostic("unreadable", "is not there", (Location(path),))
    return read_stored(path, path.replace("\\", "/").rstrip("/").rpartition("/")[2]), envelope


def _configured(listing: Listing, asked: Asked, files: Files) -> tuple[Stored, bytes | Diagnostic]:
    configured = listing.config.fleet
    if configured is None:
        raise Fault("--repository needs a snapshot: give --fleet, or name it in the configuration")
    at, written = listing.in_config(("fleet", "snapshot")), configured.snapshot
    brought = written.startswith(VENDOR)
    found, raw = _brought(listing, written, at) if brought else _read(files, asked, written, at, MAX_FLEET)
    held = raw if isinstance(raw, Diagnostic) else {"": raw}
    if isinstance(held, Diagnostic) and is_folder(_inside(files, found)):
        held = _folder(files, found)
    if isinstance(held, Diagnostic):
        help_ = f" ({held.help})" if held.help else ""
        raise Fault(f"{asked.config or CONFIG_NAME}: the snapshot {written}: {held.message}{help_}")
    stored = Stored(found, held)
    if configured.signed_by is None:
        return stored, b""
    return stored, (listing.sources.rules if brought else files).read(sidecar_of(found), MAX_ENVELOPE)


def _read(files: Files, asked: Asked, written: str, at: Location, limit: int) -> tuple[str, bytes | Diagnostic]:
    """A file that the configuration names: its path below the root, and its bytes."""
    found = resolve(files, written, asked.config or CONFIG_NAME, at)
    if isinstance(found, Diagnostic):
        return written, found
    current().pick(found)
    return found, files.read(found, limit)


def _inside(files: Files, folder: str) -> list[str]:
    return [path.removeprefix(f"{folder}/") for path in files.names(folder)]


def _folder(files: Files, folder: str) -> dict[str, bytes] | Diagnostic:
    """The files of a snapshot that is a folder; or why one of them cannot be read."""
    current().pick(f"{folder}/*")
    found: dict[str, bytes] = {}
    for inside in inside_of(folder, files.names, folder):
        raw = files.read(f"{folder}/{inside}", MAX_FLEET)
        if isinstance(raw, Diagnostic):
            return replace(raw, message=f"{inside} {raw.message}")
        found[inside] = raw
    return found


def _brought(listing: Listing, written: str, at: Location) -> tuple[str, bytes | Diagnostic]:
    """The one snapshot that ``vendor:...`` means, which is what the lock says or not read."""
    found = listing.sources.find_vendored(written, at, SNAPSHOTS)
    if isinstance(found, Diagnostic):
        return written, found
    if len(found) > 1:
        message = f"there are {many(len(found), 'snapshot')} of that name"
        return written, Diagnostic("no-such-file", message, (at,), "name one")
    current().pick(found[0])
    return found[0], listing.sources.read_large(found[0], MAX_FLEET)


def _keys(listing: Listing, asked: Asked, written: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    from checker.run.signing import MAX_KEY

    for index, name in enumerate(written):
        at = listing.in_config(("fleet", "signed-by", index))
        found, raw = _read(listing.sources.rules, asked, name, at, MAX_KEY)
        if isinstance(raw, Diagnostic):
            raise Fault(f"{asked.config or CONFIG_NAME}: the key {name}: {raw.message}")
        yield found, raw


def _find_signer(stored: Stored, envelope: bytes | Diagnostic, keys: Mapping[str, bytes]) -> str:
    from checker.run.signing import OTHER_STATEMENT, find_signer, public_key_in

    name, beside = stored.name, sidecar_of(stored.name)
    if isinstance(envelope, Diagnostic):
        raise Fault(f"{name} is not signed, and the configuration asks for it (signed-by): {beside} {envelope.message}")
    known = {path: public_key_in(path, key) for path, key in keys.items()}
    signer, why = find_signer(envelope, statement_of(stored.files), known)
    if why == OTHER_STATEMENT:
        why = "is the signature of something else: the snapshot was changed since, or is another one"
    if why:
        raise Fault(f"{name} is refused, for its signature is not good: {beside} {why}")
    return signer
