"""``catalog import``: endpoints and claims from a public dataset or a model card, into a catalog file of their own."""

from __future__ import annotations

import argparse
from typing import get_args

from checker.cli import flags
from checker.cli.answer import Answer, words
from checker.cli.arguments import request
from checker.vocabulary import Imported

WHATS: tuple[Imported, ...] = get_args(Imported)


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("what", choices=WHATS, metavar="WHAT", help=", ".join(WHATS))
    verb.add_argument("file", metavar="FILE", help="the file that was downloaded before; nothing is fetched")
    verb.add_argument("--into", metavar="FILE", help="the catalog file to write (default: catalog/imported-WHAT.yaml)")
    verb.add_argument("--repo", metavar="ORG/NAME", help="of a model card: the repository that it belongs to")
    verb.add_argument(
        "--where", metavar="TEXT", help="where the file came from, for the sources of the claims (default: its name)"
    )
    verb.add_argument(
        "--stood", type=flags.a_day, metavar="DATE", help="the day of its content: of the release or the commit"
    )
    verb.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    verb.add_argument("--config", metavar="FILE", help="a configuration in the folder whose catalogs are read")
    verb.add_argument("--as-of", type=flags.a_day, metavar="DATE", help="the day it is read (default: today in UTC)")


def answer(given: argparse.Namespace) -> Answer:
    from checker.importing.importing import ImportOptions, import_

    asked = ImportOptions(given.what, given.file, given.into, given.where, given.stood, given.repo, given.dry_run)
    return words(import_(request(given), asked))
