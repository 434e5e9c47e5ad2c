"""``schema``: print the JSON Schema of a file format."""

from __future__ import annotations

import argparse

from checker.cli.answer import Answer, words
from checker.run.matching import SCHEMAS


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", choices=SCHEMAS, help="which file format")


def answer(given: argparse.Namespace) -> Answer:
    from checker.schema import schema

    return words(schema(given.name))
