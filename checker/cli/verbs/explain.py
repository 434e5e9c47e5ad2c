"""``explain``: a rule as a sentence, its population and its arithmetic."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import say

HELP = "a rule as a sentence, its population and its arithmetic"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("rule", metavar="RULE", help="id of the rule")
    verb.add_argument("service", nargs="?", metavar="SERVICE", help="what the rule says about one service")
    flags.reading(verb)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.explain import explain

    text, code = explain(request(given), given.rule, given.service)
    say(text)
    return code
