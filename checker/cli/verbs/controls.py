"""``controls``: which controls the rules cover."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Lists every control that is built in, listed by the organization or named by a rule: covered, covered in\n"
        "part, without a rule, or out of scope with the reason, and what the rules that serve it came to. Ends with 0\n"
        "whatever they came to; with 2 if something could not be read, or there is no policy."
    )
    flags.reading(verb)
    flags.form(verb, ("full", "csv", "json"))


def answer(given: argparse.Namespace) -> Answer:
    from checker.audit.controls import control_matrix
    from checker.control_matrix import matrix_csv, matrix_text

    return answered(
        control_matrix(request(given)), lambda found, _: matrix_text(found), lambda _, found, __: matrix_csv(found)
    )
