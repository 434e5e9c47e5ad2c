"""``plan``: the cheapest set of moves after which the rules hold."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request

TEST_COST = 1
"""Person-days: to take a fallback that is there into service for once. No manifest declares it."""
CANDIDATES = 4
"""Destinations of a route: enough for a choice of vendor and host, and few enough to be gone through."""
SECONDS = 50
"""So that a plan of some hundred services is there within a minute."""
MOST = 1_000_000
"""Largest number of a flag; more is a slip."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Finds the cheapest moves after which the rules in question hold: proven, and judged again by the engine.\n"
        "Ends with 0 if there is a plan. With 1 if rules stay broken: there is no plan, then it names the demands in\n"
        "conflict; or no move mends them for every service, then they are left aside and named."
    )
    add = verb.add_argument
    add("--rules", action="append", type=flags.some_words, default=[], metavar="RULE,...",
        help="these must hold (default: the soft and hard ones that moves can mend)")  # fmt: skip
    add("--keep", action="append", default=[], metavar="SERVICE|vendor=X", help="no move leaves it; may be repeated")
    add("--max-moves", type=_number, metavar="N", help="change no more routes")
    add("--budget", type=_number, metavar="DAYS", help="take no more person-days")
    add("--horizon", type=flags.a_day, metavar="DATE", help="a host must not retire a destination until then")
    add(
        "--unknown-cost",
        type=_number,
        metavar="DAYS",
        help="work for a service that nobody estimated (default: such services change only if nothing else helps)",
    )
    add(
        "--test-cost",
        type=_number,
        default=TEST_COST,
        metavar="DAYS",
        help=f"work of testing a fallback (default: {TEST_COST})",
    )
    add(
        "--candidates",
        type=_number,
        default=CANDIDATES,
        metavar="N",
        help=f"destinations a route (default: {CANDIDATES})",
    )
    add(
        "--seconds",
        type=_number,
        default=SECONDS,
        metavar="N",
        help=f"stop to look for a better plan (default: {SECONDS})",
    )
    add("--events", metavar="FILE", help="write the moves as events for simulate --events")
    add(
        "--manifests",
        metavar="FOLDER",
        help="write the changed manifests into this folder, which lies outside of the fleet's",
    )
    flags.reading(verb)
    flags.form(verb, ("full", "markdown", "html", "json"))
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.planning.plan import plan
    from checker.planning.plan_files import events_of, refuse_inside, write_manifests
    from checker.planning.plan_text import plan_other, plan_text
    from checker.planning.planned import Planned
    from checker.planning.question import PlanOptions
    from checker.run.output import write

    rules = tuple(dict.fromkeys(name for names in given.rules for name in names))
    asked = PlanOptions(
        rules, tuple(given.keep), given.max_moves, given.budget, given.horizon, given.unknown_cost,
        given.test_cost, given.candidates, seconds=float(given.seconds),
    )  # fmt: skip
    where = request(given)
    if given.manifests is not None:
        refuse_inside(where.root, given.manifests)
    found = plan(where, asked, [] if given.events is None else [given.events])
    if isinstance(found, Planned) and found.moves:
        events = None if given.events is None else events_of(found)
        if given.manifests is not None:
            write_manifests(found, where.root, given.manifests)
        if events is not None:
            write(given.events, events)
    return answered(found, plan_text, plan_other)


def _number(written: str) -> int:
    if not written.isascii() or not written.isdigit() or int(written) > MOST:
        raise argparse.ArgumentTypeError(f"expected a whole number up to {MOST}, not {written!r}")
    return int(written)
