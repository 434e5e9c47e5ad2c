"""Two states side by side: for people first what manifests did, then what policies did; or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.formats.full import faults_text
from checker.formats.review import finding_lines, measure_lines, population_lines, short
from checker.formats.terminal import Paint, escape
from checker.report.change import FindingChange, MeasureChange
from checker.report.difference import Difference, RuleChange, Step


def difference(name: str, found: Difference, paint: Paint) -> str:
    if name == "json":
        from checker.formats.json_difference import json_difference  # noqa: PLC0415 - one format a run

        return json_difference(found)
    faults = faults_text(found.diagnostics, found.sources, paint)
    lines = [
        f"from {escape(str(found.base))} to {escape(found.head_name)}, as of {found.as_of}",
        *(f"note: {escape(note)}" for note in found.notes),
        "",
        *_manifests(found, paint),
        "",
        *_rules(found, paint),
        "",
        _counts(found, paint),
    ]
    return faults + "".join(f"{line}\n" for line in lines)


def _manifests(found: Difference, paint: Paint) -> Iterator[str]:
    step = found.manifests
    if not step.files:
        yield paint("bold", "manifests: no change")
        return
    yield paint("bold", f"manifests, by the policies of {escape(str(found.base))}")
    review = step.review
    for lines in (
        measure_lines(review, step.changes, paint),
        finding_lines(step.changes, paint),
        population_lines(review, step.changes, paint),
    ):
        yield from (f"  {line}" for line in short(lines))
    yield from _unused(step)


def _unused(step: Step) -> Iterator[str]:
    for waiver in step.unused:
        yield f"  unused: waiver {escape(waiver)} names nothing that is broken any more"


def _rules(found: Difference, paint: Paint) -> Iterator[str]:
    """Rule by rule: what was edited, and what it newly catches or lets pass."""
    step, edited = found.rules, {change.rule: change for change in found.edited}
    if not step.files and not edited:
        yield paint("bold", "policies, catalogs, waivers, inventory and configuration: no change")
        return
    yield paint("bold", f"policies and the rest, on the manifests of {escape(found.head_name)}")
    yield f"  changed: {escape(', '.join(step.files))}" if step.files else "  the same files, at other paths"
    measures = {(change.rule, change.key): change for change in step.changes.measures}
    moved = step.changes.of("new", "worse", "gone", "better")
    for rule in sorted({*edited, *(change.either.rule for change in moved)}):
        yield f"  {paint('bold', escape(rule))}  {escape(_edits(edited.get(rule)))}"
        own = [change for change in moved if change.either.rule == rule]
        yield from (f"    {line}" for line in short(_effect(change, measures, paint) for change in own))
    removed = {change.rule for change in found.edited if change.state == "removed"}  # said above
    others = tuple(change for change in step.changes.populations if change.rule not in removed)
    left = population_lines(step.review, replace(step.changes, populations=others), paint)
    yield from (f"  {line}" for line in short(left))
    yield from _unused(step)


def _edits(change: RuleChange | None) -> str:
    if change is None:
        return "asks the same; the catalog, the inventory, waivers or the configuration changed"
    if change.state != "changed":
        return f"{change.state} (looser)" if change.state == "removed" else change.state
    return "; ".join(edit.show() for edit in change.edits)


def _effect(change: FindingChange, measures: dict[tuple[str, str | None], MeasureChange], paint: Paint) -> str:
    words = {"new": ("newly failing", "error"), "worse": ("worse", "error"), "gone": ("newly passing", "good")}
    word, style = words.get(change.state, ("better", "good"))
    if change.state == "gone" and change.reason:
        word, style = "not judged any more", "unknown"
    if change.state == "new" and change.after is not None and change.after.waiver is not None:
        word, style = "newly waived", "waived"
    finding = change.either
    measured = measures.get((finding.rule, finding.subject.key)) if finding.subject.service is None else None
    said = (
        finding.message if finding.message.startswith(str(finding.subject)) else f"{finding.subject}: {finding.message}"
    )
    detail = measured.show() if measured else said
    reason = f" ({escape(change.reason)})" if change.reason else ""
    level = ", advisory" if finding.level == "advisory" else ""
    return f"{paint(style, word)}{level}  {escape(detail)}{reason}"


def _counts(found: Difference, paint: Paint) -> str:
    parts = []
    for name, step in (("manifests", found.manifests), ("policies", found.rules)):
        breaches = [change for change in step.changes.findings if change.either.level != "advisory"]
        new, worse, gone = (sum(c.state == state for c in breaches) for state in ("new", "worse", "gone"))
        text = f"{name}: {new} new, {worse} worse, {gone} gone"
        parts.append(paint("error" if step.changes.got_worse else "good", text))
    unused = len(found.manifests.unused) + len(found.rules.unused)
    return f"{'; '.join(parts)}; {unused} waiver{'' if unused == 1 else 's'} unused (exit {found.exit_code})"
