"""``lint``: read policies and catalogs alone and list their faults."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request
from checker.cli.checking import outputs


def arguments(verb: argparse.ArgumentParser) -> None:
    flags.reading(verb)
    verb.add_argument("--hook", choices=("policies",), help="as pre-commit calls it: what git's index holds")
    flags.output(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.formats import render_lint
    from checker.formats.linted import lint_text
    from checker.lint import lint

    asked = request(given)
    return answered(lint(asked, outputs(given, asked)), lint_text, render_lint)
