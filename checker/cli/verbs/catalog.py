"""``catalog``: what is known about models, with dates and sources. Each of its verbs is a module beside this one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.cli.flags import EXIT_CODES
from checker.cli.verbs import catalog_diff, catalog_import, catalog_lint, catalog_list, catalog_show

if TYPE_CHECKING:
    from checker.cli.verbs import Verb

HELP = "what is known about models, with dates and sources"

VERBS: Mapping[str, Verb] = {
    "list": catalog_list,
    "show": catalog_show,
    "lint": catalog_lint,
    "diff": catalog_diff,
    "import": catalog_import,
}
"""In the order in which help lists them."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verbs = verb.add_subparsers(dest="catalog_verb", metavar="VERB", required=True)
    for name, own in VERBS.items():
        raw = argparse.RawDescriptionHelpFormatter
        own.arguments(verbs.add_parser(name, help=own.HELP, epilog=EXIT_CODES, formatter_class=raw))


def run(given: argparse.Namespace) -> int:
    return VERBS[given.catalog_verb].run(given)
