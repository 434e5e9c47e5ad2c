"""``history``: what became of the fleet over time. Each of its verbs is a module beside this one."""

from __future__ import annotations

import argparse

from checker.cli.answer import Answer
from checker.cli.flags import EXIT_CODES
from checker.cli.usage import Parser
from checker.cli.verbs import HISTORY_VERBS


def arguments(verb: Parser) -> None:
    verb.offer(HISTORY_VERBS, "history_verb", EXIT_CODES)


def answer(given: argparse.Namespace) -> Answer | int:
    return HISTORY_VERBS[given.history_verb].load().answer(given)
