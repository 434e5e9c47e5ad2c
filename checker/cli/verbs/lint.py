"""``lint``: read policies and catalogs alone and list their faults."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import paint_for, say

HELP = "read policies and catalogs alone and list their faults"


def arguments(verb: argparse.ArgumentParser) -> None:
    flags.reading(verb)
    verb.add_argument("--hook", choices=("policies",), help="as pre-commit calls it: only files that git tracks")
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.lint import lint

    text, code = lint(request(given), paint_for(given.color))
    say(text)
    return code
