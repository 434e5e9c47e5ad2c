"""``catalog recheck``: claims drawn at random, to be opened at their sources; and the score of a record."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request

SAMPLE = 20
"""Claims: about what one person opens in two hours."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--sample", type=_number, default=SAMPLE, metavar="N", help=f"claims (default: {SAMPLE})")
    verb.add_argument("--seed", metavar="S", help="draws the same claims again; needed without --record")
    verb.add_argument("--record", metavar="FILE", help="a record that was filled in: print its score")
    flags.day(verb)


def _number(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not int(written):
        raise argparse.ArgumentTypeError(f"expected a number of claims, not {written!r}")
    return int(written)


def answer(given: argparse.Namespace) -> int:
    from checker.browse import recheck
    from checker.run.faults import Fault
    from checker.run.files import open_sources
    from checker.run.output import say
    from checker.run.reader import Reader

    if given.record is not None:
        say(f"{recheck.score(recheck.read_record(given.record))}\n")
        return 0
    if given.seed is None:
        raise Fault("recheck draws by a seed: --seed S, and S is told with the result")
    layers = Reader(open_sources(request(given))).builtin_layer()
    say(recheck.to_be_filled(recheck.draw(layers, given.seed, given.sample), given.seed))
    return 0
