"""``sample``: draw services for an audit."""

from __future__ import annotations

import argparse
from dataclasses import replace

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Draws services in the order of sha256(seed NUL service), so that anybody can draw them again, and shows for "
        "each its manifest with digest, owner, routes, and the result of every rule. Ends with 0 whatever the results "
        "are; with 3 if nobody is there to draw."
    )
    flags.reading(verb)
    verb.add_argument("--n", type=a_count, required=True, metavar="COUNT", help="how many services")
    verb.add_argument(
        "--seed", type=a_seed, required=True, metavar="TEXT", help="such as 2026Q4: agree on it beforehand"
    )
    verb.add_argument(
        "--by", choices=("tier", "regulation", "lifecycle", "owner"),
        help="draw from each stratum in proportion, at least one",
    )  # fmt: skip
    verb.add_argument("--of", default="all", metavar="SELECTION", help="a selection of a policy, or POLICY:NAME")
    flags.form(verb, ("full", "csv", "json"))


def answer(given: argparse.Namespace) -> Answer:
    from checker.audit.sample import SampleOptions, sample
    from checker.audit.work_paper import sample_csv, sample_text

    found = sample(replace(request(given), grounds=True), SampleOptions(given.n, given.seed, given.by, given.of))
    return answered(found, lambda drawn, _: sample_text(drawn), lambda _, drawn, __: sample_csv(drawn))


def a_count(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or len(written) > 6 or int(written) == 0:  # noqa: PLR2004 - digits
        raise argparse.ArgumentTypeError(f"{written!r} is not a count of services")
    return int(written)


def a_seed(written: str) -> str:
    if not written or "\0" in written or not written.isprintable():
        raise argparse.ArgumentTypeError("a seed is some printable text")
    return written
