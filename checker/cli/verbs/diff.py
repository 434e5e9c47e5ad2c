"""``diff``: what changed between two git revisions."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import beside
from checker.cli.checking import outputs
from checker.formats import DIFF_FORMATS

_EXIT_CODES = """\
exit codes:
  0  nothing got worse
  1  a finding is new or worse, on the head's manifests by the base's rules or by its own
  2  could not judge: usage, unreadable or invalid input on one of the sides
  3  nothing to judge at the head
  4  internal error
A rule that became looser or went is listed, and changes no exit code.
"""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.epilog = _EXIT_CODES
    verb.add_argument("base", metavar="BASE", help="the git revision before")
    verb.add_argument("head", metavar="HEAD", nargs="?", help="the git revision after (default: the work tree)")
    flags.reading(verb)
    flags.output(verb, DIFF_FORMATS)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.review.diff import diff, difference_text

    asked, base = beside(given)
    return answered(diff(asked, base, outputs(given, asked)), difference_text)
