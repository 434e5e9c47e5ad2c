"""Where a snapshot is kept: what was written there before, and the new one with its signature."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.formats.terminal import from_here
from checker.run import tree
from checker.run.faults import Fault
from checker.run.fleet_file import FleetFile, compress, fleet_bytes
from checker.run.fleet_forms import FILES, inside_of, read_stored, shape
from checker.run.fleet_reading import read_fleet
from checker.run.folder_output import write_folder
from checker.run.named import own_bytes
from checker.run.output import write
from checker.run.signed import MAX_ENVELOPE, sidecar_of, statement_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def refuse_place(out: str) -> None:
    """Before anything is collected.

    Raises:
        Fault: no snapshot goes there: it is called otherwise, or a folder with something else in it would be replaced.
    """
    if out.endswith(FILES):
        return
    if not out.endswith(("/", os.sep)) and not os.path.isdir(out):
        raise Fault(f"{out!r}: a snapshot ends with {', '.join(FILES)}, or with / if it is to be a folder")
    listed = tree.names(out, "")
    inside_of(from_here(out.rstrip("/")), lambda folder: tree.names(out, folder), "")
    folder = next((name for name in listed if name.startswith(".") and os.path.isdir(os.path.join(out, name))), None)
    if folder is not None:
        raise Fault(f"{from_here(out.rstrip('/'))} holds {folder!r}, which is no part of a snapshot")


def find_key(key_file: str | None) -> Ed25519PrivateKey | None:
    """The key that signs; looked at before anything is collected.

    Raises:
        Fault: it cannot be used.
    """
    if key_file is None:
        return None
    from checker.run.signing import private_key

    return private_key(key_file)


def read_earlier(out: str, key: Ed25519PrivateKey | None) -> tuple[FleetFile | None, list[str]]:
    """What was written there before, and what is to be said of it.

    One that cannot be read says nothing of who was in the fleet. Neither does one that is to be replaced by a signed
    one, and has no signature of the same key: what somebody wrote into it would be signed.
    """
    if not os.path.lexists(out):
        return None, []
    try:
        stored = read_stored(out, from_here(out))
        if key is not None:
            _refuse_unsigned(out, stored.files, key)
        return read_fleet(stored.name, stored.raw), []
    except Fault as fault:
        return None, [f"the earlier snapshot counts for nothing: {fault}"]


def _refuse_unsigned(out: str, files: Mapping[str, bytes], key: Ed25519PrivateKey) -> None:
    from checker.run.signing import find_signer

    beside = sidecar_of(out)
    if not os.path.lexists(beside):
        raise Fault(f"{from_here(out)} is not signed, and the new one will be")
    envelope = own_bytes(beside, MAX_ENVELOPE)
    _, why = find_signer(envelope, statement_of(files), {"the same key": key.public_key()})
    if why:
        raise Fault(f"{from_here(beside)} {why}")


def keep(out: str, fleet: FleetFile, key: Ed25519PrivateKey | None) -> str:
    """Write the snapshot, then its signature; gives the name of the key.

    NOTE: between the two the old signature is none of the new snapshot, so nobody judges by it.

    Raises:
        Fault: one of them cannot be written.
    """
    raw = fleet_bytes(fleet)
    files = shape(compress(raw) if out.endswith(".gz") else raw, out)
    if "" in files:
        write(out, files[""])
    else:
        write_folder(out, {**_marked(out), **files})
    if key is None:
        return ""
    from checker.run.signing import key_id, sealed

    write(sidecar_of(out), sealed(statement_of(files), key))
    return key_id(key.public_key())


def _marked(folder: str) -> dict[str, bytes]:
    """What tools have for a folder, such as ``.gitattributes``: it stays."""
    names = [name for name in tree.names(folder, "") if name.startswith(".")]
    found = {name: tree.read(folder, name) for name in names}
    return {name: raw for name, raw in found.items() if isinstance(raw, bytes)}


def tell_stale(out: str) -> list[str]:
    """That a signature lies there that is none of the snapshot, which was not signed now."""
    from checker.run.signing import NO_ENVELOPE, OTHER_STATEMENT, find_signer

    beside = sidecar_of(out)
    if not os.path.lexists(beside):
        return []
    _, why = find_signer(own_bytes(beside, MAX_ENVELOPE), statement_of(read_stored(out, out).files), {})
    if why not in {NO_ENVELOPE, OTHER_STATEMENT}:
        return []
    return [f"{from_here(beside)} is no signature of this snapshot: sign it with --sign, or take it away"]
