"""``catalog show``: one model with every claim about it."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("model", metavar="MODEL", help="its id, any alias, or a package URL")
    flags.known(verb)
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.browse.list import show
    from checker.browse.model_text import model_text

    return answered(show(request(given), given.model), model_text)
