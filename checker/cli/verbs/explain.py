"""``explain``: a rule as a sentence, its population and its arithmetic."""

from __future__ import annotations

import argparse
from functools import partial

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("rule", metavar="RULE", help="id of the rule")
    verb.add_argument("service", nargs="?", metavar="SERVICE", help="what the rule says about one service")
    flags.reading(verb)
    verb.add_argument("--all", action="store_true", help="every subject and service, not only what matters most")
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.explain import explain
    from checker.explain.text import explain_text

    found = explain(request(given), given.rule, given.service)
    return answered(found, partial(explain_text, everything=given.all))
