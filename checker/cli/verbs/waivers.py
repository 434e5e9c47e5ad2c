"""``waivers``: every waiver, with its state and the days it has left."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import paint_for, say

HELP = "every waiver, with its state and the days it has left"


def arguments(verb: argparse.ArgumentParser) -> None:
    flags.reading(verb)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.waivers import waivers

    text, code = waivers(request(given), paint_for(given.color))
    say(text)
    return code
