"""The answers about one model on one screen: what it is, whose, under which terms, where, how sure, and how old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from checker.browse.list_text import vendors_text
from checker.browse.model import ModelCard
from checker.browse.sheets import EndpointSheet, FactSheet
from checker.catalog.claims import join_lines, show_fact
from checker.diagnostic import many
from checker.files.catalog import Floor
from checker.files.conditions import Conditions
from checker.files.facts import Modalities
from checker.kinds.parts.conditions import AMOUNTS
from checker.vocabulary import UNKNOWN

_HOSTS = 6
"""Most endpoints that are named; each has its claims further below."""


def screen(found: ModelCard) -> Iterator[tuple[str, str]]:
    """Labels, and what each says."""
    facts = found.facts_by_name
    yield "what it is", "; ".join(_what(found, facts))
    yield "who", _who(found)
    yield from (("watched", said) for said in _watched(found))
    yield "weights", _said(facts.get("weights"))
    yield "license", "; ".join([_said(facts.get("license")), *_conditions(facts.get("conditions"))])
    yield "lineage", _lineage(found)
    yield "served", "; ".join(_served(found)) or "no catalog lists an endpoint"
    services = len({usage.service for usage in found.uses})
    yield "used by", f"{many(len(found.uses), 'route')} of {many(services, 'service')}"
    yield "how sure", "; ".join(_how_sure(found))
    yield "how old", _how_old(found)


def _what(found: ModelCard, facts: Mapping[str, FactSheet]) -> Iterator[str]:
    modalities = facts["modalities"].value if "modalities" in facts else None
    if isinstance(modalities, Modalities):
        yield f"takes {', '.join(modalities.input)} and gives {', '.join(modalities.output)}"
    if found.family:
        yield f"family {found.family}"
    if "purposes" in facts and facts["purposes"].value is not None:
        yield f"for {show_fact(facts['purposes'].value)}"
    yield f"first released {_said(facts.get('released'))}"
    yield f"stage {_said(facts.get('stage'))}"


def _who(found: ModelCard) -> str:
    record = found.world.catalog.vendors.get(found.vendor or "")
    if record is None:
        return found.vendor or UNKNOWN
    return f"{record.name} ({record.id}), group {record.group}, seat {record.jurisdiction or UNKNOWN}"


def _watched(found: ModelCard) -> Iterator[str]:
    """Why somebody looks again at the vendor, or at the family, on the day; of ancestors their own card says it."""
    world = found.world
    record = world.catalog.vendors.get(found.vendor or "")
    for watch in record.watch if record else ():
        if watch.holds(world.as_of, world.known_by) and watch.family in {None, found.family}:
            about = f"the family {watch.family}" if watch.family else "the vendor"
            until = f" until {watch.until}" if watch.until else ""
            source = watch.sources[0]
            yield f"{about} since {watch.since}{until}: {join_lines(watch.why)} ({source.what}, {source.where})"


def _said(sheet: FactSheet | None) -> str:
    """The value, and whether it is not confirmed; why there is none is told with the claims."""
    if sheet is None or sheet.value is None:
        return sheet.state if sheet is not None else UNKNOWN
    return f"{show_fact(sheet.value)}{'' if sheet.state == 'confirmed' else f' ({sheet.state})'}"


def _conditions(sheet: FactSheet | None) -> Iterator[str]:
    if sheet is None or not isinstance(sheet.value, Conditions):
        yield f"conditions {_said(sheet)}"
        return
    yield ", ".join(in_words(sheet.value)) or "no conditions"


def in_words(asked: Conditions) -> Iterator[str]:
    """What a license asks, one condition after the other."""
    for key, amount in AMOUNTS.items():
        limit = getattr(asked, f"max_{key}")
        if limit is not None:
            yield f"at most {limit:,} {amount}"
    if asked.excluded_territory:
        yield f"not for organizations in {', '.join(asked.excluded_territory)}"
    yield from (words for key, words in _ASKED.items() if getattr(asked, key))
    if asked.scope:
        yield f"binding {', '.join(asked.scope)}"
    yield from _notices(asked)


_ASKED = {
    "non_commercial": "no commercial use",
    "needs_authorization": "no commercial use without an authorization in writing",
    "indemnity": "whoever uses it indemnifies the licensor",
}
"""What a flag of a license says."""


def _notices(asked: Conditions) -> Iterator[str]:
    limits = {amount: getattr(asked, f"notice_above_{key}") for key, amount in AMOUNTS.items()}
    above = " or ".join(f"{limit:,} {amount}" for amount, limit in limits.items() if limit is not None)
    if asked.notice:
        yield f"to be displayed{f' above {above}' if above else ''}: {join_lines(asked.notice)}"
    if asked.notice_file:
        yield f"in a file with every copy: {join_lines(asked.notice_file)}"


def _lineage(found: ModelCard) -> str:
    named = sorted(map(str, found.ancestors.certain))
    gap = [f"{'perhaps more' if named else UNKNOWN}"] if found.ancestors.open else []
    return f"{vendors_text(found.vendors)}; made from {', '.join([*named, *gap]) or 'nothing else'}"


def _served(found: ModelCard) -> Iterator[str]:
    for sheet in found.endpoints[:_HOSTS]:
        yield f"{sheet.name} {_until(sheet)}"
    if found.endpoints[_HOSTS:]:
        yield f"and {len(found.endpoints) - _HOSTS} more, below"


def _until(sheet: EndpointSheet) -> str:
    if isinstance(sheet.retires, dt.date):
        ended = sheet.days_left is not None and sheet.days_left <= 0
        return f"{'ended' if ended else 'until'} {sheet.retires}"
    if isinstance(sheet.retires, Floor):
        return f"{sheet.retires}"
    return "(no end announced)" if sheet.retires is not None else f"(end {sheet.state})"


def _how_sure(found: ModelCard) -> Iterator[str]:
    """The facts by how well each is known."""
    for state in ("confirmed", "reported", "inherited", "disputed", "unknown"):
        named = [sheet.name for sheet in found.facts if sheet.state == state]
        if named:
            yield f"{state}: {', '.join(named)}"


def _how_old(found: ModelCard) -> str:
    """The days of the sources behind what counts, the older one of the copy and of the reading."""
    entries = [entry for sheet in found.facts for entry in sheet.entries]
    entries += [entry for sheet in found.endpoints for entry in sheet.entries]
    sources = [entry.basis.sources for entry in entries if entry.counts and entry.basis.sources]
    days = [min(source.as_of for source in several) for several in sources]
    if not days:
        return "no claim counts"
    age = (found.world.as_of - min(days)).days
    span = f"{min(days)} to {max(days)}" if min(days) < max(days) else f"{min(days)}"
    return f"by sources of {span}; {_age(age)}"


def _age(days: int) -> str:
    return f"the oldest is {many(days, 'day')} old" if days >= 0 else "all are of later days"
