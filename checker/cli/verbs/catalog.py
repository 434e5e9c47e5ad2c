"""``catalog``: what is known about models, with dates and sources. Each of its verbs is a module beside this one."""

from __future__ import annotations

import argparse

from checker.cli.answer import Answer
from checker.cli.flags import EXIT_CODES
from checker.cli.usage import Parser
from checker.cli.verbs import CATALOG_VERBS


def arguments(verb: Parser) -> None:
    verb.offer(CATALOG_VERBS, "catalog_verb", EXIT_CODES)


def answer(given: argparse.Namespace) -> Answer | int:
    return CATALOG_VERBS[given.catalog_verb].load().answer(given)
