"""``catalog lint``: faults of catalogs, and advice."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import paint_for, say

HELP = "faults of catalogs, and advice: disputes, old readings, gaps, misleading names"
STALE = 180
"""Days: half a year, the horizon of the other default limits."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--stale", type=flags.some_days, default=STALE, metavar="DAYS",
        help=f"a fact read longer ago is old (default: {STALE}d)",
    )  # fmt: skip
    verb.add_argument("--all", action="store_true", help="advice on the built-in catalog, too")
    flags.day(verb)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.catalog.lint import lint_catalogs

    text, code = lint_catalogs(request(given), given.stale, paint_for(given.color), everything=given.all)
    say(text)
    return code
