"""``init``: write a first configuration, policy and manifest that pass."""

from __future__ import annotations

import argparse

from checker.cli.output import say

HELP = "write a first configuration, policy and manifest that pass"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", nargs="?", default=".", help="where to write (default: here)")


def run(given: argparse.Namespace) -> int:
    from checker.cli.init import init

    say(init(given.folder))
    return 0
