"""``schema``: print the JSON Schema of a file format."""

from __future__ import annotations

import argparse

from checker.cli.flags import SCHEMAS
from checker.cli.output import say

HELP = "print the JSON Schema of a file format"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", choices=SCHEMAS, help="which file format")


def run(given: argparse.Namespace) -> int:
    from checker.cli.schema import schema

    say(schema(given.name))
    return 0
