"""The snapshot that a run is about, as it lies there: its bytes, and whose signature it has.

Where the configuration names keys, a snapshot counts only if one of them signed it: without a signature, with that of
another key, or changed since, nothing is judged. Keys are read as policies are: a change brings
none of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from checker.diagnostic import Diagnostic, Location, many
from checker.files.config import SNAPSHOTS, VENDOR
from checker.record import dataclass
from checker.report import Input
from checker.run.faults import Fault
from checker.run.files import Files, resolve
from checker.run.fleet_file import digest_of
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
    signer: str
    """The file of the key that it is signed by; empty: the configuration names no key."""
    beside: tuple[Input, ...]
    """The envelope and the keys."""


def open_snapshot(listing: Listing, asked: Asked, files: Files) -> Opened:
    """The snapshot of the command line, or else of the configuration; ``files`` is where the latter is read.

    Raises:
        Fault: it cannot be read, or is not signed as the configuration asks.
    """
    given = asked.fleet.path if asked.fleet is not None else ""
    name, raw, envelope = _given(given) if given else _configured(listing, asked, files)
    configured = listing.config.fleet
    if configured is None or configured.signed_by is None:
        return Opened(name, raw, "", ())
    keys = dict(_keys(listing, asked, configured.signed_by))
    signer = _find_signer(name, raw, envelope, keys)
    signed = envelope if isinstance(envelope, bytes) else b""
    paths = {sidecar_of(name): signed, **keys}
    return Opened(name, raw, signer, tuple(Input(path, "signature", digest_of(file)) for path, file in paths.items()))


def _given(path: str) -> tuple[str, bytes, bytes | Diagnostic]:
    current().complete = False  # what a hook said is kept by the files of the repository alone
    beside = sidecar_of(path)
    there = os.path.lexists(beside)
    envelope = own_bytes(beside, MAX_ENVELOPE) if there else Diagnostic("unreadable", "is not there", (Location(path),))
    return path.replace("\\", "/").rpartition("/")[2], own_bytes(path, MAX_FLEET), envelope


def _configured(listing: Listing, asked: Asked, files: Files) -> tuple[str, bytes, bytes | Diagnostic]:
    configured = listing.config.fleet
    if configured is None:
        raise Fault("--repository needs a snapshot: give --fleet, or name it in the configuration")
    at, written = listing.in_config(("fleet", "snapshot")), configured.snapshot
    brought = written.startswith(VENDOR)
    found, raw = _brought(listing, written, at) if brought else _read(files, asked, written, at, MAX_FLEET)
    if isinstance(raw, Diagnostic):
        help_ = f" ({raw.help})" if raw.help else ""
        raise Fault(f"{asked.config or CONFIG_NAME}: the snapshot {written}: {raw.message}{help_}")
    if configured.signed_by is None:
        return found, raw, b""
    return found, raw, (listing.sources.rules if brought else files).read(sidecar_of(found), MAX_ENVELOPE)


def _read(files: Files, asked: Asked, written: str, at: Location, limit: int) -> tuple[str, bytes | Diagnostic]:
    """A file that the configuration names: its path below the root, and its bytes."""
    found = resolve(files, written, asked.config or CONFIG_NAME, at)
    if isinstance(found, Diagnostic):
        return written, found
    current().pick(found)
    return found, files.read(found, limit)


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


def _find_signer(name: str, raw: bytes, envelope: bytes | Diagnostic, keys: Mapping[str, bytes]) -> str:
    from checker.run.signing import OTHER_STATEMENT, find_signer, public_key_in

    beside = sidecar_of(name)
    if isinstance(envelope, Diagnostic):
        raise Fault(f"{name} is not signed, and the configuration asks for it (signed-by): {beside} {envelope.message}")
    known = {path: public_key_in(path, key) for path, key in keys.items()}
    signer, why = find_signer(envelope, statement_of({"": raw}), known)
    if why == OTHER_STATEMENT:
        why = "is the signature of something else: the snapshot was changed since, or is another one"
    if why:
        raise Fault(f"{name} is refused, for its signature is not good: {beside} {why}")
    return signer
