"""``explain``: a rule as a sentence, its population and its arithmetic; or a service, declared beside observed."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "rule", metavar="RULE", help="id of the rule, or a service: what it declares, and what was observed of it"
    )
    verb.add_argument("service", nargs="?", metavar="SERVICE", help="what the rule says about one service")
    flags.reading(verb)
    flags.fleet(verb)
    verb.add_argument("--all", action="store_true", help="every subject and service, not only what matters most")
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.explain import explain
    from checker.explain.service import ServiceSides, sides_text
    from checker.explain.text import explain_text

    found = explain(replace(request(given), grounds=True), given.rule, given.service)
    if isinstance(found, ServiceSides):
        return answered(found, sides_text)
    return answered(found, partial(explain_text, everything=given.all))
