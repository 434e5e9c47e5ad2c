"""``check``: judge the fleet."""

from __future__ import annotations

import argparse
from dataclasses import replace

from checker.cli import flags
from checker.cli.arguments import inside, request
from checker.cli.faults import Fault
from checker.cli.output import complain, publish
from checker.cli.request import Request

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
    verb.add_argument(
        "--fix", action="store_true",
        help="first rewrite manifests: models by the ids of catalogs instead of aliases and package URLs",
    )  # fmt: skip
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.review.gate import check

    asked = request(given)
    paths = tuple(inside(asked.root, path) for path in given.paths)
    done = _fixed(given, asked, paths) if given.fix else ()
    report = check(asked, paths)
    report = replace(report, notes=(*done, *report.notes))
    publish(report, given.output, given.color, quiet=given.quiet, waived=given.include_waived)
    return report.exit_code


def _fixed(given: argparse.Namespace, asked: Request, paths: tuple[str, ...]) -> tuple[str, ...]:
    """What ``--fix`` did, which the report notes; a quiet one has no notes, so it is told beside it.

    Raises:
        Fault: not the work tree is judged, or a file cannot be written.
    """
    from checker.cli.fix import fix

    for mode in ("hook", "trust", "against"):
        if getattr(given, mode, None) is not None:
            raise Fault(f"--fix rewrites the work tree, and --{mode} judges what git holds: use one of them")
    done = fix(asked, paths)
    for note in done if given.quiet else ():
        complain(note)
    return done
