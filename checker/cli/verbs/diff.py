"""``diff``: what changed between two git revisions, two days, or two evidence bundles."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import beside, today
from checker.cli.checking import outputs
from checker.formats import DIFF_FORMATS
from checker.formats.terminal import Paint
from checker.run.faults import Fault

if TYPE_CHECKING:
    from checker.history.causes import Causes

_ABOUT = """\
Of two revisions, what manifests did and what policies did, on one day. Of two bundles, and of revisions
with --causes or two days, every share and finding before and after, each difference put down to
manifests, policies, facts or the passing of time, by judging mixtures of the two states.
"""
_EXIT_CODES = """\
exit codes:
  0  nothing got worse
  1  a finding is new or worse, whatever it is put down to; of revisions on one day, on the head's
     manifests by the base's rules or by its own
  2  could not judge: usage, unreadable or invalid input on one of the sides
  3  nothing to judge at the head
  4  internal error
A rule that became looser or went is listed, and changes no exit code.
"""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description, verb.epilog = _ABOUT, _EXIT_CODES
    verb.add_argument("base", metavar="BASE", help="the git revision before, or an evidence bundle")
    verb.add_argument(
        "head", metavar="HEAD", nargs="?", help="the git revision or bundle after (default: the work tree)"
    )
    verb.add_argument(
        "--causes", action="store_true",
        help="put each difference down to its cause, each revision on the day of its commit unless --as-of says days",
    )  # fmt: skip
    flags.reading(verb, flags.Days(_days, "DATE[,DATE]", "one day for both (default: today in UTC), or one for each"))
    flags.output(verb, DIFF_FORMATS)
    flags.color(verb)


def _days(written: str) -> tuple[dt.date, ...]:
    days = tuple(map(flags.a_day, written.split(",")))
    if len(days) > 2:  # noqa: PLR2004 - two sides
        raise argparse.ArgumentTypeError(f"{written!r} names {len(days)} days, and there are two sides")
    return days


def answer(given: argparse.Namespace) -> Answer:
    from checker.history.comparing import is_bundle

    bundles = [is_bundle(word) for word in (given.base, given.head) if word is not None]
    if any(bundles):
        return _of_bundles(given, all(bundles))
    days, given.as_of = given.as_of or (), given.as_of[-1] if given.as_of else None
    if given.causes or len(days) > 1:
        return _of_days(given, days)
    from checker.review.diff import diff, difference_text

    if any(target.format == "markdown" for target in given.output):
        raise Fault("markdown shows causes: give --causes, two days, or two bundles")
    asked, base = beside(given)
    return answered(diff(asked, base, outputs(given, asked)), difference_text)


def _of_bundles(given: argparse.Namespace, both: bool) -> Answer:  # noqa: FBT001 - private
    """Two bundles, which say themselves how they were judged."""
    from checker.history.comparing import compare_bundles

    if not both or given.head is None:
        raise Fault("a bundle is compared with a bundle: give two of them")
    asked = {"--as-of": given.as_of, "--known-by": given.known_by, "--policy": given.policy, "--config": given.config}
    for flag in (flag for flag, value in asked.items() if value):
        raise Fault(f"{flag} is for revisions; a bundle says itself how it was judged")
    _refuse_outputs(given)
    return _told(compare_bundles(given.base, given.head))


def _refuse_outputs(given: argparse.Namespace) -> None:
    from checker.run.named import refuse, refuse_inputs

    files = [target.file for target in given.output]
    refuse(".", files)
    refuse_inputs(".", files, [given.base, given.head])


def _of_days(given: argparse.Namespace, days: tuple[dt.date, ...]) -> Answer:
    from checker.history.comparing import End, compare_revisions
    from checker.run.revision import commit_day

    asked, base = beside(given)
    head = asked.manifests
    if not days:
        days = (commit_day(asked.root, base), commit_day(asked.root, head) if head is not None else today())
    ends = End(base, days[0]), End(head, days[-1])
    return _told(compare_revisions(replace(asked, grounds=False), *ends, outputs(given, asked)))


def _told(found: Causes) -> Answer:
    from checker.history.causes_text import causes_markdown, causes_text

    def others(_form: str, value: Causes, _paint: Paint) -> str:
        return causes_markdown(value)

    return answered(found, causes_text, others)
