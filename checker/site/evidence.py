"""On what all of it rests: the population and how it adds up, every file with its digest, and lines to sign."""

from __future__ import annotations

from functools import partial

import htpy as h

from checker.audit.html import inputs, observed
from checker.audit.html.parts import Column, table, tally
from checker.audit.html.signed import lines_to_sign
from checker.audit.tables import manifest_digests, population_digest
from checker.page import facts
from checker.site.addresses import EVIDENCE
from checker.site.pieces import page
from checker.site.scene import Scene

_STEPS = (Column("step"), Column("services", "n"), Column("how it adds up", "text"))


def evidence(scene: Scene) -> bytes:
    dossier = scene.dossier
    content = [
        h.section(aria_labelledby="population")[
            h.h2("#population")["Population"],
            table(scene, "From the inventory to what was judged", _STEPS, _steps(scene), list),
            table(scene, "Scope of each rule", inputs.SCOPE, dossier.report.rulings, partial(inputs.show_scope, scene)),
        ],
        _observed(scene),
        h.section(aria_labelledby="digests")[
            h.h2("#digests")["What was read"], facts(_identity(scene)), inputs.section(scene)
        ],
        h.section(aria_labelledby="tables")[
            h.h2("#tables")["Tables"],
            h.ul[
                [h.li[h.a(href=f"data/{name}.csv")[f"{name}.csv"]] for name in ("findings", "population", "services")]
            ],
        ],
        h.section(aria_labelledby="signed")[
            h.h2("#signed")["Sign-off"],
            h.p["Of the run with the digests above. A name below says that its person read these pages."],
            lines_to_sign(),
        ],
    ]
    return page(scene, EVIDENCE, EVIDENCE.title, content)


def _steps(scene: Scene) -> list[list[h.Node]]:
    """Every number, and the two that it is made of."""
    dossier, listed = scene.dossier, scene.matter.listed
    judged, unread = len(scene.services), len(dossier.unread)
    manifests = sum(entry.role == "manifest" for entry in dossier.report.inputs)
    rows: list[list[h.Node]] = []
    if listed is None:
        rows.append(["listed by an inventory", "not known", "no inventory says which services must have a manifest"])
    else:
        there, missing = len(listed & scene.services.keys()), len(dossier.missing or ())
        other = len(listed) - there - missing
        said = f"{there:,} judged, {missing:,} without a manifest, {other:,} whose manifest was not read"
        rows.append(["listed by the inventory", f"{len(listed):,}", f"{len(listed):,} = {said}"])
        beyond = judged - there
        rows.append(["judged, and not in the inventory", f"{beyond:,}", f"{beyond:,} = {judged:,} - {there:,}"])
    rows.append(["files of manifests found", f"{manifests:,}", f"of which {tally(unread, 'file')} gave no service"])
    rows.append(["judged with a manifest", f"{judged:,}", f"the report counts {dossier.report.services:,}"])
    return rows


def _identity(scene: Scene) -> list[tuple[str, h.Node]]:
    report, commit = scene.dossier.report, scene.dossier.commit
    digests = manifest_digests(report.inputs)
    known = f"catalogs as they were on {report.known_by}" if report.known_by else "catalogs as they are now"
    changed = tally(len(commit.changed), "input") if commit else ""
    return [
        ("As of", report.as_of.isoformat()),
        ("Known by", known),
        ("Tool", f"modelbylaws {report.version}{f', built-in catalog {report.catalog}' if report.catalog else ''}"),
        ("Policies", [h.div[f"{p.id} {p.version}, owner {p.owner or 'not named'}"] for p in scene.dossier.policies]),
        ("Git commit", [h.span(".hash")[commit.id], f"; {changed} not as in the commit"] if commit else "not known"),
        ("Report in JSON", h.span(".hash")[f"sha256 {scene.matter.report}"]),
        ("Population", h.span(".hash")[f"sha256 {population_digest(scene.dossier.services, digests)}"]),
        ("Signature", "none: a site is for reading; report --bundle --sign makes evidence that verify checks"),
    ]


def _observed(scene: Scene) -> h.Node:
    if scene.dossier.observed is None:
        return None
    return h.section(aria_labelledby="observed")[h.h2("#observed")["Declared and observed"], observed.section(scene)]
