"""``catalog list``: the models that catalogs know."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request

if TYPE_CHECKING:
    from checker.browse.filters import Filter

SEVERAL = (
    ("vendor", "trained by"),
    ("family", "of the family"),
    ("weights", "public, gated, commercial-license, none or unknown"),
    ("license", "its license: an id, osi (approved), nc (no commercial use), custom, or unknown"),
    ("stage", "preview, active, maintenance, frozen, retired or unknown"),
    ("host", "with an endpoint at the host"),
    ("vendor-jurisdiction", "country of the vendor's seat"),
    ("modality", "what goes in or comes out: text, image, audio, ...; also input:image, output:embedding"),
    ("lineage", "trained by, or made from a model of"),
)
"""Filters that take several values, of which one is enough."""


def arguments(verb: argparse.ArgumentParser) -> None:
    narrowing(verb)
    flags.known(verb)
    flags.form(verb, ("summary", "full", "csv", "markdown", "json"))
    flags.color(verb)


def narrowing(verb: argparse.ArgumentParser) -> None:
    """Which models, and in which order."""
    for name, about in SEVERAL:
        verb.add_argument(f"--{name}", metavar="VALUE,...", action="append", type=flags.some_words, help=about)
    verb.add_argument(
        "--retires-before", type=flags.a_day, metavar="DATE", help="a host (of --host, if given) stops to serve it"
    )
    verb.add_argument("--released-after", type=flags.a_day, metavar="DATE", help="first released after the day")
    verb.add_argument("--used", action="store_true", help="only models that a route of the fleet depends on")
    verb.add_argument("--disputed", action="store_true", help="only models with a fact that sources contradict")
    verb.add_argument(
        "--sort", metavar="COLUMN", default="id", help="id (default), vendor, released, retires or another column"
    )
    verb.add_argument("--reverse", action="store_true", help="the last first; what is unknown stays at the end")


def answer(given: argparse.Namespace) -> Answer:
    return listed(given, ())


def listed(given: argparse.Namespace, words: tuple[str, ...]) -> Answer:
    """The models that fit, as they are asked for."""
    from checker.browse.list import Order, list_models
    from checker.browse.list_short import short_text
    from checker.browse.list_text import SORTS, list_other, list_text
    from checker.diagnostic import did_you_mean
    from checker.run.faults import Fault

    if given.sort not in SORTS:
        raise Fault(f"--sort {given.sort}: there is {', '.join(SORTS)}; {did_you_mean(given.sort, SORTS)}".rstrip("; "))
    found = list_models(request(given), _filter(given, words), Order(given.sort, given.reverse))
    return answered(
        found,
        list_text,
        lambda form, listing, paint: (
            short_text(listing, paint) if form == "summary" else list_other(form, listing, paint)
        ),
    )


def _filter(given: argparse.Namespace, words: tuple[str, ...]) -> Filter:
    from checker.browse.filters import Filter

    asked: dict[str, Any] = {}  # Any: what argparse holds has no types
    for name, _ in SEVERAL:
        values = getattr(given, name.replace("-", "_")) or ()
        key = "jurisdiction" if name == "vendor-jurisdiction" else name
        asked[key] = tuple(dict.fromkeys(value for one in values for value in one))
    return Filter(
        words=words,
        **asked,
        retires_before=given.retires_before,
        released_after=given.released_after,
        used=given.used,
        disputed=given.disputed,
    )
