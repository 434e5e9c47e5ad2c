"""``catalog list``: the models that catalogs know."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request


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


def answer(given: argparse.Namespace) -> Answer:
    from checker.browse.catalogued import Filter, list_text
    from checker.browse.list import list_models

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
    return answered(list_models(request(given), asked), list_text)
