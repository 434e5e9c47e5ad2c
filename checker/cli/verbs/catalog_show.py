"""``catalog show``: one model with every claim about it."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import paint_for, say

HELP = "one model: facts, every claim and source behind them, endpoints, relatives, and who uses it"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("model", metavar="MODEL", help="its id, any alias, or a package URL")
    flags.known(verb)
    flags.form(verb)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.catalog.show import show

    text, code = show(request(given), given.model, given.output, paint_for(given.color))
    say(text)
    return code
