"""Whom this is about: services found, read and in scope, and what shows that none is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

import htpy as h

from checker.formats.html.parts import Column, Context, facts, many, names, rule_link, table
from checker.report import Ruling
from checker.report.dossier import ServiceEntry

MAX_REASONS = 8
"""Most reasons why services are left out of one rule."""


def section(ctx: Context) -> h.Node:
    report = ctx.dossier.report
    manifests = sum(entry.role == "manifest" for entry in report.inputs)
    services = ctx.dossier.services
    return [
        facts(
            [
                ("Manifests found", f"{manifests:,}"),
                ("Services read", f"{report.services:,}"),
                ("Not judged", _unread(len(ctx.dossier.unread))),
                ("Complete", _completeness(ctx)),
                ("By tier", _counted(f"tier {service.tier}" for service in services)),
                ("By lifecycle", _counted(service.lifecycle for service in services)),
                ("By regulation", _counted(name for service in services for name in service.regulation)),
            ]
        ),
        table(ctx, "Scope of each rule", _SCOPE, report.rulings, _scope),
        _services(ctx),
    ]


def _unread(count: int) -> str:
    return f"{many(count, 'manifest')} without a service that could be read: see what is broken" if count > 0 else ""


def _completeness(ctx: Context) -> str:
    missing = ctx.dossier.missing
    if missing is None:
        return "not shown: no inventory says which services must have a manifest"
    if not missing:
        return "every service of the inventory has a manifest"
    return f"{many(len(missing), 'service')} of the inventory without a manifest: {names(missing)}"


def _counted(values: Iterable[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(Counter(values).items()))


_SCOPE = (
    Column("rule"), Column("in scope", "n"), Column("possibly", "n"), Column("left out", "n"),
    Column("left out because", "text"),
)  # fmt: skip


def _scope(ruling: Ruling) -> list[h.Node]:
    """Who is left out, by reason, the most frequent first."""
    reasons: dict[str, list[str]] = {}
    for entry in ruling.excluded:
        reasons.setdefault(entry.reason, []).append(entry.service)
    most = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = [h.div[f"{reason}: {names(left)}"] for reason, left in most[:MAX_REASONS]]
    left_over = len(most) - MAX_REASONS
    rest = h.div(".dim")[f"and {many(left_over, 'other reason')}"] if left_over > 0 else None
    return [
        rule_link(ruling.id), f"{len(ruling.selected):,}", f"{len(ruling.possible):,}",
        f"{len(ruling.excluded):,}", [lines, rest],
    ]  # fmt: skip


_SERVICES = (
    Column("service"), Column("owner"), Column("tier", "n"), Column("lifecycle", "short"), Column("regulation"),
    Column("models", "text"), Column("broken", "n"), Column("manifest", "text"),
)  # fmt: skip


def _services(ctx: Context) -> h.Node:
    return table(ctx, "Services", _SERVICES, ctx.worst_first(), partial(_service, ctx))


def _service(ctx: Context, service: ServiceEntry) -> list[h.Node]:
    models = names(dict.fromkeys(route.model for route in service.routes), 6)
    return [
        service.name, service.owner, service.tier, service.lifecycle, ", ".join(service.regulation), models,
        f"{ctx.broken.get(service.name, 0):,}", ctx.place(service.location),
    ]  # fmt: skip
