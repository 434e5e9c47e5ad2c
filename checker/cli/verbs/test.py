"""``test``: prove policies by their tests."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import inside, request
from checker.cli.checking import outputs
from checker.formats import PROOF_FORMATS


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="tests, or folders that hold tests and policies (default: policies)",
    )  # fmt: skip
    verb.add_argument("--config", metavar="FILE", help="a configuration in the folder that paths are below")
    flags.output(verb, PROOF_FORMATS)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.proof import test
    from checker.proof.told import proof, proof_text

    asked = request(given)
    files = outputs(given, asked)
    paths = tuple(inside(asked.root, path) for path in given.paths)
    return answered(test(asked, paths, files), proof_text, proof)
