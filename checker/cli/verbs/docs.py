"""``docs``: the policy register, written or checked."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from checker.cli import flags
from checker.cli.arguments import inside, request
from checker.cli.faults import Fault
from checker.cli.output import STANDARD, say, write

HELP = "the policy register: every rule, its owner, tests and controls"
FORMS = ("markdown", "html")


@dataclass(frozen=True, slots=True)
class Page:
    """One ``--output FORM[=FILE]``."""

    form: str
    file: str


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


def run(given: argparse.Namespace) -> int:
    from checker.cli.docs import Unmade, committed, difference, made, written

    if given.check is not None and given.with_verdicts:
        raise Fault("--check takes no verdicts: they change with the day, and the page is to change with its policies")
    asked = request(given)
    page = committed(given.check) if given.check is not None else None
    found = made(asked, tuple(inside(asked.root, path) for path in given.tests), verdicts=given.with_verdicts)
    if isinstance(found, Unmade):
        say(found.text)
        return found.code
    if page is not None:
        stale = difference(page, written(found, _form_of(given.check)), given.check)
        say(stale or f"{given.check} is what would be written now\n")
        return 1 if stale else 0
    for output in given.output or [Page("markdown", STANDARD)]:
        text = written(found, output.form)
        if output.file == STANDARD:
            say(text)
        else:
            write(output.file, text)
    return 0


def _a_page(written: str) -> Page:
    form, equals, file = written.partition("=")
    if form not in FORMS:
        raise argparse.ArgumentTypeError(f"unknown form {form!r}; one of: {', '.join(FORMS)}")
    if equals and not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return Page(form, file or STANDARD)


def _form_of(file: str) -> str:
    return "html" if file.lower().endswith((".html", ".htm")) else "markdown"
