"""``catalog export``: the built-in catalog as one JSON file."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--into", metavar="FILE", help="write it there (default: standard output)")
    flags.day(verb)


def answer(given: argparse.Namespace) -> int:
    from checker.browse.published import published
    from checker.run.files import open_sources
    from checker.run.output import say, write
    from checker.run.reader import Reader

    sources = open_sources(request(given))
    text = published(Reader(sources).builtin_layer(), sources.builtin.release)
    if given.into is None:
        say(text)
    else:
        write(given.into, text)
    return 0
