"""``catalog alternatives``: the models that could take the place of one."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request

HORIZON = 180
"""Days: half a year, as the other default limits."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("model", metavar="MODEL", help="its id or any other name")
    verb.add_argument(
        "--for", dest="service", metavar="SERVICE", help="for this service: what it needs, where it runs, its rules"
    )
    verb.add_argument(
        "--not-lineage", action="append", type=flags.some_words, metavar="VENDOR,...", default=[],
        help="vendors that must not be behind it; those over a limit of the rules never may be",
    )  # fmt: skip
    verb.add_argument(
        "--horizon", type=flags.some_days, default=HORIZON, metavar="DAYS",
        help=f"a host must not retire it sooner (default: {HORIZON}d)",
    )  # fmt: skip
    verb.add_argument("--at", type=flags.a_day, dest="as_of", metavar="DATE", help="the same as --as-of")
    verb.add_argument(
        "--write", action="store_true", help="with --for: add the best fits to exit.alternatives, to be assessed"
    )
    flags.known(verb)
    flags.form(verb, ("full", "csv", "markdown", "json"))
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.planning.adopting import propose
    from checker.planning.alternatives import AlternativesOptions
    from checker.planning.alternatives_text import alternatives_other, alternatives_text

    vendors = tuple(dict.fromkeys(name for names in given.not_lineage for name in names))
    asked = AlternativesOptions(given.model, given.service, vendors, given.horizon, given.write)
    return answered(propose(request(given), asked), alternatives_text, alternatives_other)
