"""``catalog show``: one model on a screen, and every claim about it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request

if TYPE_CHECKING:
    from checker.browse.model import ModelCard
    from checker.formats.terminal import Paint


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("model", metavar="MODEL", help="its id, any alias, or a package URL")
    verb.add_argument("--links", action="store_true", help="on a terminal that opens links (OSC 8): addresses are some")
    flags.known(verb)
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.browse.list import show
    from checker.browse.model_text import model_text
    from checker.formats.terminal import with_links
    from checker.run.at_terminal import terminal_columns

    def text(found: ModelCard, paint: Paint) -> str:
        with with_links(asked=given.links and terminal_columns() is not None):
            return model_text(found, paint)

    return answered(show(request(given), given.model), text)
