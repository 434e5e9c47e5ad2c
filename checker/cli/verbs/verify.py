"""``verify``: check an evidence bundle."""

from __future__ import annotations

import argparse

HELP = "check an evidence bundle: digests, signature, and every verdict again"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Compares every file of a bundle with its digest, the signature and the statement with the copies of the "
        "inputs, and judges the copies again. Ends with 0 if all is the same, 1 if anything differs, 2 if it cannot be "
        "checked."
    )
    verb.add_argument("bundle", metavar="BUNDLE", help="a folder or a zip that report --bundle wrote")
    verb.add_argument("--key", metavar="FILE", help="public Ed25519 key in PEM; the statement must be signed by it")


def run(given: argparse.Namespace) -> int:
    from checker.cli.bundle.verify import verify
    from checker.cli.output import say

    said, code = verify(given.bundle, given.key)
    say(said)
    return code
