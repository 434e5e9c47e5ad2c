"""``schema``: print the JSON Schema of a file format, or write those of a fleet for editors."""

from __future__ import annotations

import argparse

from checker.cli.answer import Answer, words
from checker.run.matching import SCHEMAS


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", choices=SCHEMAS, nargs="?", help="print this one")
    verb.add_argument(
        "--into", metavar="FOLDER",
        help="write the schemas of all files that people write into this folder, and beside them catalog.json: the "
        "models and hosts that the fleet's catalogs list, which the schema of a manifest offers",
    )  # fmt: skip
    verb.add_argument("--config", metavar="FILE", help="with --into: the fleet's configuration")


def answer(given: argparse.Namespace) -> Answer:
    from checker.run.faults import Fault

    if (given.name is None) == (given.into is None):
        raise Fault("name one schema to print, or a folder with --into")
    if given.into is None:
        from checker.schema import schema

        return words(schema(given.name))
    from checker.cli.arguments import request
    from checker.run.named import below
    from checker.starting.editor import write_schemas

    asked = request(given)
    written = write_schemas(asked, below(asked.root, given.into))
    return words("".join(f"Written  {path}\n" for path in written))
