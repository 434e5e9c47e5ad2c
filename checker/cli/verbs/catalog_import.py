"""``catalog import``: endpoints and claims from a public dataset or a model card, into a catalog file of their own."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import say

HELP = "take up what a public dataset or a model card says"

FORMATS = ("litellm", "models-dev", "hf-card")
"""What can be imported."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("what", choices=FORMATS, metavar="FORMAT", help=f"one of: {', '.join(FORMATS)}")
    verb.add_argument("file", metavar="FILE", help="the file that was downloaded; nothing is fetched")
    verb.add_argument(
        "--into", metavar="FILE", help="the catalog file to write (default: catalog/imported-FORMAT.yaml)"
    )
    verb.add_argument("--where", metavar="TEXT", help="where the file came from, as sources are to say it")
    verb.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    flags.reading(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.catalog_import import Asked, import_

    asked = Asked(given.what, given.file, given.into, given.where, dry_run=given.dry_run)
    say(import_(request(given), asked))
    return 0
