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
    from checker.run.faults import Fault

    words = tuple(word for several in given.words for word in several.split())
    if not words or not all(any(sign.isalnum() for sign in word) for word in words):
        raise Fault("a word to be found needs a letter or a digit")
    return catalog_list.listed(given, words)
