"""``catalog list``: the models that catalogs know."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.output import paint_for, say

HELP = "the models that catalogs know, with weights, license, stage, lineage and disputes"


def arguments(verb: argparse.ArgumentParser) -> None:
    for name, meta, about in (
        ("vendor", "VENDOR", "trained by"),
        ("family", "FAMILY", "of the family"),
        ("weights", "WEIGHTS", "public, gated, commercial-license, none or unknown"),
        ("license", "LICENSE", "its license, or unknown"),
        ("stage", "STAGE", "preview, active, maintenance, frozen, retired or unknown"),
        ("host", "HOST", "with an endpoint at the host"),
    ):
        verb.add_argument(f"--{name}", metavar=meta, help=about)
    verb.add_argument("--used", action="store_true", help="only models that a route of the fleet depends on")
    verb.add_argument("--disputed", action="store_true", help="only models with a fact that sources contradict")
    flags.known(verb)
    flags.form(verb)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.catalog.list import list_models
    from checker.fleet.catalogued import Filter

    asked = Filter(
        vendor=given.vendor,
        family=given.family,
        weights=given.weights,
        license=given.license,
        stage=given.stage,
        host=given.host,
        used=given.used,
        disputed=given.disputed,
    )
    text, code = list_models(request(given), asked, given.output, paint_for(given.color))
    say(text)
    return code
