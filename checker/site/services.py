"""Every service, a page for each with what its owner gets, and the same by owner."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h

from checker.audit.dossier import ALONG, RouteEntry, ServiceEntry
from checker.audit.html.judged import show_decision
from checker.audit.html.parts import Column, names, tally
from checker.audit.html.rules import article
from checker.page import facts, scroll, settle, verdict
from checker.report import Decision, Finding, Ruling, Verdict
from checker.report.finding import Subject
from checker.site.addresses import A_SERVICE, AN_OWNER, OWNERS, SERVICES, file_of
from checker.site.pieces import Cell, Cells, Row, listing, page, rank
from checker.site.scene import NOBODY, Scene

_COLUMNS = (
    Column("service"), Column("owner"), Column("tier", "n"), Column("lifecycle"), Column("rules broken", "n"),
    Column("which", "text"), Column("models", "text"), Column("vendors behind them"),
)  # fmt: skip
MOST_NAMES = 4


def services(scene: Scene) -> bytes:
    missing = scene.dossier.missing or ()
    rows = [service_row(scene, entry) for entry in worst_first(scene, list(scene.services.values()))]
    rows += [
        Row([name, NOBODY, "", "no manifest", *_broken(scene, name), "", ""], {"owner": NOBODY}) for name in missing
    ]
    said = f"{tally(len(scene.services), 'service')} with a manifest, {len(missing):,} of the inventory without one."
    content = [h.p(".dim")[said], listing(scene, tally(len(rows), "service"), _COLUMNS, rows)]
    return page(scene, SERVICES, "Services", content)


def worst_first(scene: Scene, entries: Sequence[ServiceEntry]) -> list[ServiceEntry]:
    return sorted(entries, key=lambda s: (-len(scene.about(s.name).broken), s.tier, s.name))


def service_row(scene: Scene, entry: ServiceEntry) -> Row:
    vendors = sorted({key for route in entry.routes for key in route.lineage.certain})
    models = names(dict.fromkeys(route.model for route in entry.routes), MOST_NAMES)
    return Row(
        [
            scene.service(entry.name), scene.owner(entry.owner), entry.tier, entry.lifecycle,
            *_broken(scene, entry.name), models, ", ".join(vendors),
        ],
        {"owner": entry.owner, "tier": entry.tier, "lifecycle": entry.lifecycle},
    )  # fmt: skip


def _broken(scene: Scene, service: str) -> list[h.Node]:
    broken = scene.about(service).broken
    rest = f" and {len(broken) - MOST_NAMES} more" if len(broken) > MOST_NAMES else ""
    shown = [[", " if at else "", scene.rule(rule)] for at, rule in enumerate(broken[:MOST_NAMES])]
    return [f"{len(broken):,}", [shown, rest]]


_ROUTES = (
    "use", "route", "role", "share", "model", "access", *ALONG, "not known", "place",
)  # fmt: skip
_JUDGEMENTS = (Column("rule"), Column("level"), Column("subject"), Column("verdict"), Column("because", "text"))


def service_page(scene: Scene, entry: ServiceEntry) -> tuple[str, bytes]:
    """What the owner of a service gets; ``scene`` is that of a page in a folder."""
    found = scene.about(entry.name).findings
    judged = _judgements(scene, entry.name)
    content = [
        facts(
            [
                ("Owner", scene.owner(entry.owner)),
                ("Tier", entry.tier),
                ("Lifecycle", entry.lifecycle),
                ("Regulation", ", ".join(entry.regulation) or "none"),
                ("Data", ", ".join(entry.data) or "none"),
                ("Manifest", scene.place(entry.location)),
                ("Breaks", _list_rules(scene, scene.about(entry.name).broken)),
                ("Stops if lost", _losses(scene, entry.name)),
                ("Ends", [h.div[line] for line in _ends(scene, entry.name)]),
            ]
        ),
        h.h2["What to do"],
        [_article(scene, finding) for finding in found] or h.p["Nothing is wrong with this service itself."],
        h.h2["Routes"],
        _routes(scene, entry),
        h.h2["Every judgement"],
        listing(scene, tally(len(judged), "judgement"), [*_JUDGEMENTS, *scene.aged()], judged)
        if judged
        else h.p["None."],
    ]
    return file_of(A_SERVICE, entry.name), page(scene, None, entry.name, content)


def _article(scene: Scene, finding: Finding) -> h.Node:
    return article(scene, finding, ("Rule", [scene.rule(finding.rule), f", {finding.level}: {finding.title}"]))


def _list_rules(scene: Scene, rules: Sequence[str]) -> h.Node:
    return [[", " if at else "", scene.rule(rule)] for at, rule in enumerate(rules)] if rules else "no rule"


def _losses(scene: Scene, service: str) -> str:
    stops = [f"{loss.dimension} {loss.key}" for loss in scene.about(service).stops]
    return names(stops) if stops else "no single loss stops it"


def _ends(scene: Scene, service: str) -> list[str]:
    return [f"{end.day}: {end.what}, {end.kind}" for end in scene.about(service).ends]


def _routes(scene: Scene, entry: ServiceEntry) -> h.Node:
    head = h.thead[h.tr[[h.th(scope="col")[name] for name in _ROUTES]]]
    body = h.tbody[settle([_route(scene, route) for route in entry.routes])]
    caption = f"Routes of {entry.name}"
    return scroll(caption, h.table[h.caption[caption], head, body])


def _route(scene: Scene, route: RouteEntry) -> h.Node:
    keys = [", ".join(route.along(name).certain) for name in ALONG]
    gaps = names(dict.fromkeys(carried.gap for _, carried in route.keys if carried.gap))
    use = f"{route.use}{'' if route.required else ' (not required)'}"
    rest = [route.route, route.role, route.share, route.model, route.access, *keys, gaps, scene.place(route.location)]
    return h.tr[h.th(scope="row")[use], [h.td[cell] for cell in rest]]


def _judgements(scene: Scene, service: str) -> list[Row]:
    """Of every rule, what it decided about the service, and which shares it is part of; the worst first."""
    known = scene.about(service)
    rows = [(decision.verdict.rank, _judgement(scene, ruling, decision)) for ruling, decision in known.decisions]
    for ruling, measure in known.measures:
        said = f"counts for {measure.key or 'the fleet'}: {measure.show()}, limit {measure.show_limit()}"
        seen = [scene.first_seen(ruling.id, Subject(key=measure.key)) for _ in scene.aged()]
        cells: Cells = [scene.rule(ruling.id), ruling.level, "the fleet", _verdict(measure.verdict), said, *seen]
        rows.append((measure.verdict.rank, Row(cells, {"verdict": measure.verdict.value})))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _judgement(scene: Scene, ruling: Ruling, decision: Decision) -> Row:
    _, _, because = show_decision(scene, decision)
    subject = str(decision.subject)
    seen = [scene.first_seen(ruling.id, decision.subject) for _ in scene.aged()]
    cells: Cells = [scene.rule(ruling.id), ruling.level, subject, _verdict(decision.verdict), because, *seen]
    return Row(cells, {"verdict": decision.verdict.value})


def _verdict(found: Verdict) -> Cell:
    return Cell(verdict(found), rank(found))


_OWNERS = (
    Column("owner"), Column("services", "n"), Column("that break a rule", "n"), Column("findings that fail", "n"),
    Column("findings unknown", "n"), Column("waived", "n"), Column("most broken", "text"),
)  # fmt: skip


def owners(scene: Scene) -> bytes:
    rows = [_owner_row(scene, name, entries) for name, entries in scene.owners().items()]
    rows.sort(key=lambda row: -int(str(row.cells[2]).replace(",", "")))
    missing = len(scene.dossier.missing or ())
    beside = h.p(".dim")[f"{tally(missing, 'service')} of the inventory without a manifest have no owner here."]
    content = [beside if missing else None, listing(scene, tally(len(rows), "owner"), _OWNERS, rows)]
    return page(scene, OWNERS, "Owners", content)


def _owner_row(scene: Scene, name: str, entries: Sequence[ServiceEntry]) -> Row:
    broken = [entry for entry in worst_first(scene, entries) if scene.about(entry.name).broken]
    found = [finding for entry in entries for finding in scene.about(entry.name).findings]
    counts = [sum(finding.verdict is kind for finding in found) for kind in (Verdict.FAIL, Verdict.UNKNOWN)]
    waived = sum(finding.verdict is Verdict.WAIVED for finding in found)
    worst = [[", " if at else "", scene.service(entry.name)] for at, entry in enumerate(broken[:MOST_NAMES])]
    return Row(
        [
            scene.owner(name), f"{len(entries):,}", f"{len(broken):,}", *(f"{count:,}" for count in counts),
            f"{waived:,}", worst,
        ]
    )  # fmt: skip


MOST_FINDINGS = 100


def owner_page(scene: Scene, name: str, entries: Sequence[ServiceEntry]) -> tuple[str, bytes]:
    found = [finding for entry in worst_first(scene, entries) for finding in scene.about(entry.name).findings]
    left = len(found) - MOST_FINDINGS
    rows = [service_row(scene, entry) for entry in worst_first(scene, entries)]
    content = [
        listing(scene, f"Services of {name}", _COLUMNS, rows),
        h.h2["What to do"],
        [_article(scene, finding) for finding in found[:MOST_FINDINGS]] or h.p["Nothing is wrong with these services."],
        h.p(".more")[f"and {tally(left, 'more finding')}; {scene.elsewhere()}"] if left > 0 else None,
    ]
    return file_of(AN_OWNER, name), page(scene, None, f"Owner {name}", content)
