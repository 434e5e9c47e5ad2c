"""``diff``: what changed between two git revisions."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import beside
from checker.cli.output import deliver
from checker.formats import DIFF_FORMATS

HELP = "what a change does: shares before and after, by its manifests and by its policies"

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


def run(given: argparse.Namespace) -> int:
    from checker.cli.review.diff import diff
    from checker.formats.difference import difference

    asked, base = beside(given)
    found = diff(asked, base)
    deliver(lambda name, paint, _: difference(name, found, paint), given.output, given.color)
    return found.exit_code
