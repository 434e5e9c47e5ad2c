"""``history show``: what became of the fleet over the runs that were kept."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.verbs.history_add import FOLDER


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Ends with 0 whatever the runs came to; with 2 if the folder holds what is no part of a history, and then "
        "nothing is shown of it; with 3 if it holds no run."
    )
    verb.add_argument(
        "folder", nargs="?", default=FOLDER, metavar="DIR", help=f"where runs are kept (default: {FOLDER})"
    )
    verb.add_argument(
        "--table", choices=("shares", "runs", "findings"), default="shares",
        help="with --output csv, what a row is (default: shares)",
    )  # fmt: skip
    flags.form(verb, ("full", "csv", "json"))
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.history.trend_text import show, trend_csv, trend_text

    return answered(show(given.folder), trend_text, lambda _, found, __: trend_csv(found, given.table))
