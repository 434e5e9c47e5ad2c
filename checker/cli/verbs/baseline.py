"""``baseline``: write down what an old fleet already breaks."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import say

HELP = "write down what an old fleet already breaks, for check --baseline"

_ABOUT = """\
Soft findings are written, each by its fingerprint, shares with their exact value.
Findings of hard rules, and of waivers, are not: they keep failing. A file that is
there already only shrinks; to start over, delete it. Never in CI.
"""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = _ABOUT
    verb.formatter_class = argparse.RawDescriptionHelpFormatter
    verb.add_argument("action", choices=("write",), help="the only thing to do with one")
    verb.add_argument("file", metavar="FILE", help="where to write it, below the root")
    verb.add_argument("--by", metavar="WHO", required=True, help="who answers for it")
    verb.add_argument("--reason", metavar="TEXT", required=True, help="why what is broken may stay for now")
    flags.reading(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.review.baseline import write_baseline

    text, code = write_baseline(request(given), given.file, given.by, given.reason)
    say(text)
    return code
