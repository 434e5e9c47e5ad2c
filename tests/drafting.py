"""What tests of sources share: the real catalog, and routes as lines that a person can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path

from checker.catalog import Catalog
from checker.drafting import SOURCES
from checker.drafting.draft import Context, Draft, Drafted, DraftRoute, Given
from checker.drafting.files import follow
from checker.library import read

DRAFTS = Path(__file__).parent / "drafts"
DAY = dt.date(2026, 11, 26)
SECRET = "neverread"
"""In each secret of the files below ``drafts``, in letters of any case and with signs between them."""


@cache
def shipped() -> Catalog:
    """The built-in catalog."""
    run = read({}, as_of=DAY)
    assert run.fleet is not None
    return run.fleet.world.catalog


def context(**more: object) -> Context:
    """What a source may ask; files that another one names are those next to it."""
    return Context(shipped(), partial(follow, str(DRAFTS)), own="meridian", **more)  # type: ignore[arg-type]


def import_(source: str, *names: str, **more: object) -> Drafted:
    """What a source makes of files below ``drafts``."""
    paths = [DRAFTS / source / name for name in names]
    return import_text(source, {str(path): path.read_bytes() for path in paths}, **more)


def import_text(source: str, files: Mapping[str, str | bytes], **more: object) -> Drafted:
    given = [Given(path, raw.encode() if isinstance(raw, str) else raw) for path, raw in files.items()]
    return SOURCES[source].reader()(given, context(**more))


def lines(found: Drafted) -> list[str]:
    """Each route: ``service use: model, and what else is said ? and what is asked``."""
    return [line for draft in found.drafts for line in _lines(draft)]


def _lines(draft: Draft) -> Iterator[str]:
    for use in draft.uses:
        for route in use.routes:
            asked = [str(ask.path[0]) for ask in (*draft.asks, *use.asks, *route.asks)]
            yield " ".join(filter(None, (f"{draft.service} {use.id}:", _said(route), *(f"?{key}" for key in asked))))


def _said(route: DraftRoute) -> str:
    parts = (
        route.model or "",
        f"@{route.version[:10]}" if route.version else "",
        "" if route.access == "self-hosted" else route.access or "",
        route.host or "",
        "+".join(route.jurisdictions),
        f"={route.deployment}" if route.deployment else "",
        f"<{'+'.join(route.derived_from)}" if route.derived_from else "",
        f"{route.role}:{route.share}" if route.share else "",
        "digest" if route.digest else "",
    )
    return " ".join(filter(None, parts))


def skipped(found: Drafted) -> list[str]:
    return [f"{one.what}: {one.reason}" for one in found.skipped]
