"""``docs``: the policy register, written or checked."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import inside, request
from checker.cli.usage import meant
from checker.run.output import STANDARD

FORMS = ("markdown", "html")


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Writes every rule as a sentence with its owner, level, parameters, tests and controls, and which rules serve\n"
        "which control. Ends with 0; 2 if something could not be read; 3 without a policy. With --check it ends\n"
        "with 1 if the committed page is not what would be written now, and shows the difference."
    )
    flags.reading(verb)
    verb.add_argument(
        "--tests", action="append", default=[], metavar="PATH",
        help="tests that prove the rules, or folders of them; may be repeated (default: policies)",
    )  # fmt: skip
    ways = verb.add_mutually_exclusive_group()
    ways.add_argument(
        "--output", action="append", type=_a_page, default=[], metavar="FORM[=FILE]",
        help=f"{' or '.join(FORMS)}; may be repeated (default: markdown on standard output)",
    )  # fmt: skip
    ways.add_argument(
        "--check", metavar="FILE",
        help="compare with this page instead of writing one; html if its name ends so, else markdown",
    )  # fmt: skip
    verb.add_argument(
        "--with-verdicts", action="store_true",
        help="judge the fleet and add verdicts, as of a date; such a page is for reading, not for --check",
    )  # fmt: skip


def answer(given: argparse.Namespace) -> int:
    """The exit code: pages are written by the verb itself, each whole or not at all."""
    from checker.register import DocsOptions, docs

    asked = request(given)
    tests = tuple(inside(asked.root, path) for path in given.tests)
    return docs(asked, DocsOptions(tests, tuple(given.output), given.check, verdicts=given.with_verdicts))


def _a_page(written: str) -> tuple[str, str]:
    form, equals, file = written.partition("=")
    if form not in FORMS:
        raise argparse.ArgumentTypeError(f"unknown form {form!r}; {meant(form, FORMS)}")
    if equals and not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return form, file or STANDARD
