"""``catalog diff``: what changed in what is known about models."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    about = (
        "a day, DAY@DAY (that day as it was known by the other), a catalog file, a folder of them, or a git revision"
    )
    verb.add_argument("before", metavar="A", help=about)
    verb.add_argument("after", metavar="B", help="the same")
    verb.add_argument(
        "--alone", action="store_true", help="files or revisions by themselves, not on top of the built-in catalog"
    )  # fmt: skip
    verb.add_argument("--used", action="store_true", help="only models that a route of the fleet depends on")
    flags.known(verb)
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.browse.changes import changes_text
    from checker.browse.diff import CatalogDiffOptions, diff

    asked = CatalogDiffOptions(given.before, given.after, alone=given.alone, used=given.used)
    return answered(diff(request(given), asked), changes_text)
