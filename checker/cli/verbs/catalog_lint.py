"""``catalog lint``: faults of catalogs, and advice."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request
from checker.cli.checking import outputs

STALE = 180
"""Days: half a year, the horizon of the other default limits."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--stale", type=flags.some_days, default=STALE, metavar="DAYS",
        help=f"a fact read longer ago is old (default: {STALE}d)",
    )  # fmt: skip
    verb.add_argument("--all", action="store_true", help="advice on the built-in catalog, too")
    flags.day(verb)
    flags.output(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.formats import render_lint
    from checker.formats.linted import lint_text
    from checker.lint import lint_catalogs

    asked = request(given)
    found = lint_catalogs(asked, given.stale, outputs(given, asked), everything=given.all)
    return answered(found, lint_text, render_lint)
