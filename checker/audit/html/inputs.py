"""What the verdicts rest on: the files that were read, the services they are about, and facts about their models.

Every file has its role and digest; places in files link there. The population says what shows that no service is
missing. A fact has its status and sources, also for models that one in use was made from.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import partial

import htpy as h

from checker.audit.dossier import Dossier, FactEntry, ModelEntry, ServiceEntry
from checker.audit.html.parts import MAX_ROWS, Column, Context, more, names, table, tally
from checker.diagnostic import yes_or_no
from checker.page import badge, facts, fold
from checker.report import Input, Ruling
from checker.resources import BUILTIN

_COLUMNS = (Column("file"), Column("role", "short"), Column("sha256", "text"), Column("in the commit", "short"))


def anchors(dossier: Dossier) -> dict[str, str]:
    """The id of every input that is listed; the first of a name, if it is read in two roles."""
    listed: dict[str, str] = {}
    for number, entry in enumerate(order_inputs(dossier)[:MAX_ROWS], 1):
        listed.setdefault(entry.path, f"input-{number}")
    return listed


def order_inputs(dossier: Dossier) -> list[Input]:
    """What all is judged by first, then the tool's own catalogs, then manifests, which may be thousands."""
    return sorted(dossier.report.inputs, key=lambda e: (e.role == "manifest", _builtin(e), e.path, e.role))


def _builtin(entry: Input) -> bool:
    return entry.path.startswith(BUILTIN)


def digest_of_all(dossier: Dossier) -> str:
    """One digest over all lines ``sha256  path``, sorted by path, as sha256sum writes them."""
    lines = [f"{e.sha256}  {e.path}\n" for e in sorted(dossier.report.inputs, key=lambda e: (e.path, e.sha256))]
    return hashlib.sha256("".join(lines).encode(errors="backslashreplace")).hexdigest()


def section(ctx: Context) -> h.Node:
    entries = order_inputs(ctx.dossier)
    caption = f"{tally(len(entries), 'input')}, with sha256"
    return [
        facts([("All of them", h.span(".hash")[f"sha256 {digest_of_all(ctx.dossier)}"])]),
        table(ctx, caption, _COLUMNS, list(enumerate(entries, 1)), partial(_row, ctx)),
    ]


def _row(ctx: Context, numbered: tuple[int, Input]) -> list[h.Node]:
    number, entry = numbered
    commit = ctx.dossier.commit
    state = "not known" if commit is None else yes_or_no(entry.path not in commit.changed)
    path = h.span(".place", id=f"input-{number}")[entry.path]
    return [path, entry.role, h.span(".hash")[entry.sha256], "of the tool" if _builtin(entry) else state]


MAX_REASONS = 8
"""Most reasons why services are left out of one rule."""


def population(ctx: Context) -> h.Node:
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
                ("By tier", _show_counts(f"tier {service.tier}" for service in services)),
                ("By lifecycle", _show_counts(service.lifecycle for service in services)),
                ("By regulation", _show_counts(name for service in services for name in service.regulation)),
            ]
        ),
        table(ctx, "Scope of each rule", SCOPE, report.rulings, partial(show_scope, ctx)),
        _services(ctx),
    ]


def _unread(count: int) -> str:
    return f"{tally(count, 'manifest')} without a service that could be read: see what is broken" if count > 0 else ""


def _completeness(ctx: Context) -> str:
    missing = ctx.dossier.missing
    if missing is None:
        return "not shown: no inventory says which services must have a manifest"
    if not missing and ctx.dossier.unread:
        return "not shown: not every manifest could be read"
    if not missing:
        return "every service of the inventory has a manifest"
    return f"{tally(len(missing), 'service')} of the inventory without a manifest: {names(missing)}"


def _show_counts(values: Iterable[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(Counter(values).items()))


SCOPE = (
    Column("rule"), Column("certainly in scope", "n"), Column("possibly", "n"), Column("left out", "n"),
    Column("left out because", "text"),
)  # fmt: skip


def show_scope(ctx: Context, ruling: Ruling) -> list[h.Node]:
    """Who is left out, by reason, the most frequent first."""
    reasons: dict[str, list[str]] = {}
    for entry in ruling.excluded:
        reasons.setdefault(entry.reason, []).append(entry.service)
    most = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = [h.div[f"{reason}: {names(left)}"] for reason, left in most[:MAX_REASONS]]
    left_over = len(most) - MAX_REASONS
    rest = h.div(".dim")[f"and {tally(left_over, 'other reason')}"] if left_over > 0 else None
    return [
        ctx.rule(ruling.id), f"{len(ruling.selected):,}", f"{len(ruling.possible):,}",
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


_MODEL_COLUMNS = (
    Column("fact"), Column("value"), Column("status"), Column("sources, and the day each was read", "text"),
)  # fmt: skip


def models(ctx: Context) -> h.Node:
    every = sorted(ctx.dossier.models, key=lambda model: (-len(model.services), model.id))
    if not every:
        return h.p["No service names a model."]
    return [
        h.p(".dim")["As of the date above; what is not listed with a status is unknown, and is never a pass."],
        [_model(ctx, model) for model in every[:MAX_ROWS]],
        more(ctx, len(every) - MAX_ROWS, "model"),
    ]


def _model(ctx: Context, model: ModelEntry) -> h.Node:
    unknown = sum(fact.status == "unknown" for fact in model.facts)
    doubt = f", {unknown} unknown" if unknown else ""
    head = f"{model.id}: {tally(len(model.services), 'service')}, {tally(len(model.facts) - unknown, 'fact')}{doubt}"
    return fold(
        head,
        h.p[f"Used by, or an ancestor of what is used by: {names(model.services)}"],
        table(ctx, f"Facts about {model.id}", _MODEL_COLUMNS, model.facts, _model_row),
    )


STATUS = {
    "confirmed": ("pass", "\u2713"),
    "reported": ("waived", "\u25c7"),
    "unknown": ("unknown", "?"),
    "own": ("plain", "\u2013"),
}


def _model_row(fact: FactEntry) -> list[h.Node]:
    sources = [h.div[f"{s.what}, {s.where} ({s.kind}), read {s.read.isoformat()}"] for s in fact.sources]
    value = [h.div[fact.value], h.div(".dim")[fact.reason]] if fact.value else fact.reason
    return [fact.name, value, badge(*STATUS[fact.status], fact.status), sources]
