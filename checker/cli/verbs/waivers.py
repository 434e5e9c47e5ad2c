"""``waivers``: every waiver, with its state and the days it has left."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    flags.reading(verb)
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.waiving import waivers, waivers_text

    return answered(waivers(request(given)), waivers_text)
