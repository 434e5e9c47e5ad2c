"""What the program can do: a verb is one module with its help, its flags and ``run``, and one line here.

The modules import little; what a verb needs beyond its flags is imported when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Protocol

from checker.cli.verbs import (
    baseline,
    catalog,
    check,
    diff,
    docs,
    explain,
    init,
    lint,
    report,
    sample,
    schema,
    simulate,
    test,
    verify,
    waive,
    waivers,
)


class Verb(Protocol):
    """What every module here offers."""

    HELP: str

    def arguments(self, verb: argparse.ArgumentParser, /) -> None: ...
    def run(self, given: argparse.Namespace, /) -> int: ...


VERBS: Mapping[str, Verb] = {
    "check": check,
    "diff": diff,
    "baseline": baseline,
    "lint": lint,
    "test": test,
    "explain": explain,
    "report": report,
    "verify": verify,
    "sample": sample,
    "docs": docs,
    "simulate": simulate,
    "waivers": waivers,
    "waive": waive,
    "catalog": catalog,
    "init": init,
    "schema": schema,
}
"""In the order in which help lists them."""
