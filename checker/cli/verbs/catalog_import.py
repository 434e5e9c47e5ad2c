"""``catalog import``: endpoints and claims from a public dataset or a model card, into a catalog file of their own."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import say

HELP = "take up what a public dataset or a model card says of known models"

WHATS = ("litellm", "models-dev", "hf-card")
"""What can be imported."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("what", choices=WHATS, metavar="WHAT", help=", ".join(WHATS))
    verb.add_argument("file", metavar="FILE", help="the file that was downloaded before; nothing is fetched")
    verb.add_argument("--into", metavar="FILE", help="the catalog file to write (default: catalog/imported-WHAT.yaml)")
    verb.add_argument("--repo", metavar="ORG/NAME", help="of a model card: the repository that it belongs to")
    verb.add_argument(
        "--where", metavar="TEXT", help="where the file came from, for the sources of the claims (default: its name)"
    )
    verb.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    verb.add_argument("--config", metavar="FILE", help="a configuration in the folder whose catalogs are read")
    verb.add_argument("--as-of", type=flags.a_day, metavar="DATE", help="the day it is read (default: today in UTC)")


def run(given: argparse.Namespace) -> int:
    from checker.cli.catalog.importing import Asked, import_

    asked = Asked(given.what, given.file, given.into, given.where, given.repo, given.dry_run)
    say(import_(request(given), asked))
    return 0
