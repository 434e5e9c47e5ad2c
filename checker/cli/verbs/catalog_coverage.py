"""``catalog coverage``: how many of the names in public lists are models that catalogs know."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "files", nargs="+", metavar="FILE",
        help="LiteLLM's price file or models.json of models.dev (.json), or a list with a name on each line",
    )  # fmt: skip
    verb.add_argument("--missing", action="store_true", help="name what is missing")
    flags.day(verb)


def answer(given: argparse.Namespace) -> int:
    from checker.browse.coverage import coverage_text, measure
    from checker.catalog import Catalog
    from checker.catalog.stacking import stack
    from checker.formats.terminal import escape
    from checker.run.faults import Fault
    from checker.run.output import say
    from checker.run.read import read_request

    catalog = stack(read_request(request(given), manifests=False).layers)
    if not isinstance(catalog, Catalog):
        raise Fault(f"the catalogs have faults, see modelbylaws catalog lint: {catalog[0].message}")
    shares = [share for path in given.files for share in measure(path, catalog)]
    say("".join(f"{escape(line)}\n" for line in coverage_text(shares, missing=given.missing).splitlines()))
    return 0
