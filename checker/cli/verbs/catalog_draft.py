"""``catalog draft``: stub entries for the models of the fleet that no catalog lists."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, words
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--into", metavar="FILE", help="a catalog file to write, which must not exist (default: print it)"
    )
    verb.add_argument(
        "--card", metavar="FILE", help="a model card, README.md of a repository, for the entry of its model"
    )
    verb.add_argument("--repo", metavar="ORG/NAME", help="the repository that the card belongs to")
    verb.add_argument("--config", metavar="FILE", help="a configuration in the folder whose fleet is read")
    verb.add_argument("--as-of", type=flags.a_day, metavar="DATE", help="the day it is drafted (default: today in UTC)")


def answer(given: argparse.Namespace) -> Answer:
    from checker.importing.catalog_draft import DraftOptions, draft

    return words(draft(request(given), DraftOptions(given.into, given.card, given.repo)))
