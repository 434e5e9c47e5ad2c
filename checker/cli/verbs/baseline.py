"""``baseline``: write down what an old fleet already breaks."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, words
from checker.cli.arguments import request
from checker.run.faults import Fault
from checker.run.replay.call import in_pipeline

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


def answer(given: argparse.Namespace) -> Answer:
    from checker.review.baseline import write_baseline

    if in_pipeline():
        raise Fault("a baseline is not written in CI (CI is set): a pipeline would forgive whatever it finds")
    return words(write_baseline(request(given), given.file, given.by, given.reason))
