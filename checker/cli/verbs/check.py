"""``check``: judge the fleet."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import inside, request
from checker.cli.output import publish

HELP = "judge the fleet"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="show only findings that touch these; everything is read and counted all the same",
    )  # fmt: skip
    flags.reading(verb)
    flags.review(verb)
    flags.output(verb)
    verb.add_argument("--include-waived", action="store_true", help="sarif: write what is waived, too, as suppressed")
    verb.add_argument("--quiet", action="store_true", help="only findings: no population, no notes, no counts")
    verb.add_argument(
        "--hook", choices=("files", "fleet"),
        help="as pre-commit calls it: files that git tracks are the fleet; files: per-service rules of the given "
        "paths; fleet: all rules",
    )  # fmt: skip
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.gate import check

    asked = request(given)
    report = check(asked, tuple(inside(asked.root, path) for path in given.paths))
    publish(report, given.output, given.color, quiet=given.quiet, waived=given.include_waived)
    return report.exit_code
