"""``init``: write a first configuration, policy and manifest that pass."""

from __future__ import annotations

import argparse

from checker.cli.answer import Answer, words


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", nargs="?", default=".", help="where to write (default: here)")


def answer(given: argparse.Namespace) -> Answer:
    from checker.starting import start

    return words(start(given.folder))
