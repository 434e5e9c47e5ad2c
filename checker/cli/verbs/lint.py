"""``lint``: read policies and catalogs alone and list their faults."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request
from checker.cli.checking import let_keep, outputs
from checker.run.trail import current


def arguments(verb: argparse.ArgumentParser) -> None:
    flags.reading(verb)
    verb.add_argument("--hook", choices=("policies",), help="as pre-commit calls it: what git's index holds")
    flags.kept(verb)
    flags.output(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.formats import render_lint
    from checker.formats.linted import lint_text
    from checker.lint import lint

    asked = request(given)
    linted = lint(asked, outputs(given, asked))
    current().by_name = False  # owners are listed in files that are called otherwise
    let_keep(given, asked, linted.inputs)
    return answered(linted, lint_text, render_lint)
