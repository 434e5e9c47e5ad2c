"""``verify``: check an evidence bundle, or a snapshot of a fleet."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Compares every file of a bundle with its digest, the signature and the statement with the copies of the "
        "inputs, and judges the copies again. Ends with 0 if all is the same, 1 if anything differs, 2 if it cannot be "
        "checked. Without a signature that was checked, anybody may have made the bundle; the last line says so. Of a "
        "snapshot the digests and the signature are checked."
    )
    verb.add_argument(
        "bundle",
        metavar="FILE",
        help="a folder or a zip that report --bundle wrote, or a snapshot of collect",
    )
    verb.add_argument("--key", metavar="FILE", help="public Ed25519 key in PEM, which must have signed it")
    verb.add_argument(
        "--require-signature", action="store_true", help="fail if there is no signature, or no --key to check it with"
    )
    verb.add_argument(
        "--timestamp",
        metavar="FILE",
        help="token of RFC 3161 over SHA256SUMS or the snapshot (DER)",
    )
    verb.add_argument("--timestamp-ca", metavar="FILE", help="certificates that are trusted to make it (PEM)")
    verb.add_argument(
        "--since", metavar="BUNDLE", help="the last bundle that it was compared with; the difference is derived again"
    )
    flags.form(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.audit.bundle import VerifyOptions, verify
    from checker.audit.bundle.snapshots import is_snapshot, verify_snapshot
    from checker.cli.arguments import today
    from checker.run.faults import Fault

    if given.timestamp_ca and not given.timestamp:
        raise Fault("--timestamp-ca is about a time stamp: give --timestamp too")
    snapshot = is_snapshot(given.bundle)
    if given.since and snapshot:
        raise Fault("--since is about a bundle, and this is a snapshot")
    stamp = (given.timestamp, given.timestamp_ca)
    asked = VerifyOptions(given.key, today(), given.require_signature, *stamp, given.since)
    found = (verify_snapshot if snapshot else verify)(given.bundle, asked)
    return answered(found, lambda checked, _: checked.shown())
