"""``waive``: add an approved exception for one finding to the waivers."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, words
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("rule", metavar="RULE", help="id of the rule")
    target = verb.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--for", dest="for_", metavar="KEY", help="as the finding names it: a key, or SERVICE[/USE[/ROUTE]]"
    )
    target.add_argument("--fleet", action="store_true", help="the finding names neither a key nor a service")
    for name, meta, about in (
        ("--reason", "TEXT", "why the exception is made"),
        ("--requested-by", "WHO", "who asks for it"),
        ("--approved-by", "WHO", "who approved it: an approver whom the rule's policy lists"),
    ):
        verb.add_argument(name, metavar=meta, required=True, help=about)
    verb.add_argument("--expires", type=flags.a_day, metavar="DATE", required=True, help="last day on which it counts")
    verb.add_argument(
        "--approved-on", type=flags.a_day, metavar="DATE", help="first day on which it counts (default: as-of)"
    )
    verb.add_argument("--limit", metavar="LIMIT", help="the weaker limit, such as 48%%; needed if the rule has one")
    verb.add_argument("--ticket", metavar="TICKET", help="where it is followed up")
    verb.add_argument(
        "--file", metavar="FILE", help="where to add it (default: where waivers are, policies/waivers.yaml)"
    )
    verb.add_argument("--id", metavar="ID", help="its name (default: the next W-YYYY-NNN)")
    flags.reading(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.waiving.waive import WaiveOptions, waive

    asked = WaiveOptions(
        rule=given.rule,
        target=None if given.fleet else given.for_,
        reason=given.reason,
        requested_by=given.requested_by,
        approved_by=given.approved_by,
        approved_on=given.approved_on,
        expires=given.expires,
        limit=given.limit,
        ticket=given.ticket,
        file=given.file,
        id=given.id,
    )
    return words(waive(request(given), asked))
