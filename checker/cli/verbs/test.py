"""``test``: prove policies by their tests."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import inside, request
from checker.cli.output import deliver
from checker.formats import PROOF_FORMATS

HELP = "prove policies by their tests"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="tests, or folders that hold tests and policies (default: policies)",
    )  # fmt: skip
    verb.add_argument("--config", metavar="FILE", help="a configuration in the folder that paths are below")
    flags.output(verb, PROOF_FORMATS)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.test import test
    from checker.formats.proof import proof

    asked = request(given)
    report = test(asked, tuple(inside(asked.root, path) for path in given.paths))
    deliver(lambda name, paint, _: proof(name, report, paint), given.output, given.color)
    return report.exit_code
