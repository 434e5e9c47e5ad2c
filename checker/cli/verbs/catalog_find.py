"""``catalog find``: models by a part of any of their names."""

from __future__ import annotations

import argparse

from checker.cli.answer import Answer
from checker.cli.verbs import catalog_list


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "words",
        nargs="+",
        metavar="WORD",
        help="a part of a name, of which each must be there; or a name as it is written",
    )
    catalog_list.arguments(verb)


def answer(given: argparse.Namespace) -> Answer:
    return catalog_list.listed(given, tuple(given.words))
