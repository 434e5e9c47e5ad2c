"""``scan``: names of models in the tracked files of a repository."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="what to look through (default: .)")
    verb.add_argument("--service", metavar="NAME", help="whose files these are")
    flags.reading(verb)
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.run.faults import Fault
    from checker.run.read import read_catalog
    from checker.scanning.scan import scan
    from checker.scanning.text import scan_text

    catalog = read_catalog(request(given))
    if catalog is None:
        raise Fault("the configuration or a catalog has faults: see modelbylaws check")
    return answered(scan(given.folder, catalog, given.service), scan_text)
