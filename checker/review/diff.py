"""``diff``: two states side by side, the cause in manifests told from the cause in policies.

Three judgements: the base by its own rules, the head's manifests by the base's
rules, and the head by its own. What the first two differ in, manifests did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker import __version__
from checker.diagnostic import Diagnostic, many
from checker.formats.full import faults_text
from checker.formats.review import finding_lines, measure_lines, population_lines, short
from checker.formats.terminal import Paint, escape, note_from_here
from checker.record import dataclass
from checker.report import InputRole, JudgedWaiver, Report
from checker.report.review import FindingChange, MeasureChange, Revision
from checker.review import refused
from checker.review.beside import read_beside
from checker.review.compare import compare
from checker.review.difference import Difference, RuleChange, Step, policy_changes
from checker.review.places import beside_joined, locate, sides
from checker.run.files import files_of
from checker.run.named import refuse_inputs
from checker.run.read import read_request
from checker.run.request import CONFIG_NAME, Request
from checker.run.run import Run, texts_of


@dataclass(frozen=True)
class State:
    run: Run
    report: Report


def diff(request: Request, base: Revision, outputs: Sequence[str] = ()) -> Difference:
    """What lies between the base and the request, of which all is read at one revision or in the work tree.

    Raises:
        Fault: git failed; or one of ``outputs``, which will be written, was read.
    """
    request = replace(request, base=base)
    by_base = replace(request, trusted=base, config=_config(request, base))
    before = _state(replace(by_base, manifests=base))
    between = _state(by_base, before)
    after = _state(request, between)
    between, after = _without_stretched_waivers(before, between, after)
    refuse_inputs(request.root, outputs, {entry.path for state in (before, after) for entry in state.run.inputs})
    manifests = _step(before, between, "manifest")
    rules = _step(between, after)
    states = (before, between, after)
    faults = list(dict.fromkeys(fault for state in (between, after, before) for fault in state.report.diagnostics))
    return Difference(
        as_of=request.as_of,
        version=__version__,
        base=base,
        head=request.manifests,
        manifests=manifests,
        rules=rules,
        edited=policy_changes(between.run.policies, after.run.policies),
        exit_code=_code(states, manifests, rules),
        diagnostics=tuple(faults),
        notes=tuple(_notes(before, after, base)),
        sources=_sources(states, faults),
        catalog=after.run.sources.builtin.release,
    )


def _state(request: Request, other: State | None = None) -> State:
    run = read_request(request) if other is None else read_beside(request, other.run)
    return State(run, run.judge())


def _without_stretched_waivers(before: State, between: State, after: State) -> tuple[State, State]:
    """As check --against has it: what manifests break further is not what a waiver of the base was approved for."""
    found = refused.find_stretched(before.run, before.report, between.run, between.report)
    kept = refused.drop_approved(found, before.run.waivers, after.run.waivers)
    return (
        replace(between, report=refused.without(between.report, found)),
        replace(after, report=refused.without(after.report, kept)),
    )


def _config(request: Request, base: Revision) -> str | None:
    """The configuration's name, if the base has one there."""
    name = request.config or CONFIG_NAME
    found = files_of(request.root, base, commit=False).read(name)
    return None if isinstance(found, Diagnostic) else name


def judge_rules(before: Run, after: Run) -> tuple[Step, tuple[RuleChange, ...], tuple[Diagnostic, ...]]:
    """What other policies do to the same manifests, which rules differ, and the faults on either side."""
    was, now = State(before, before.judge()), State(after, after.judge())
    faults = tuple(dict.fromkeys((*was.report.diagnostics, *now.report.diagnostics)))
    return _step(was, now), policy_changes(before.policies, after.policies), faults


def _step(before: State, after: State, role: InputRole | None = None) -> Step:
    found = beside_joined(after.run, compare(before.report, after.report))
    changes = locate(sides(before.run, after.run, after.report), found)
    files = tuple(sorted(_unlike(before.run, after.run, role)))
    unused = _find_unused(before.report.waivers, after.report.waivers)
    return Step(files, changes, unused)


def _unlike(before: Run, after: Run, role: InputRole | None) -> set[str]:
    """Files that were read on one side alone, or say something else there; of one role, or all but manifests."""
    texts = [
        {
            (entry.path, run.texts.get(entry.path))
            for entry in run.inputs
            if (entry.role == role if role else entry.role != "manifest")
        }
        for run in (before, after)
    ]
    return {path for path, _ in texts[0] ^ texts[1]}


def _find_unused(before: Sequence[JudgedWaiver], after: Sequence[JudgedWaiver]) -> tuple[str, ...]:
    idle = {waiver.id for waiver in before if "unused" in waiver.states}
    return tuple(sorted(s.id for s in after if "unused" in s.states and s.id not in idle))


def _code(states: Sequence[State], *steps: Step) -> int:
    """As in check: 4 outranks 2, 2 outranks 3, 3 outranks 1; 1 for anything new or worse."""
    codes = [state.report.exit_code for state in states]
    if 4 in codes:  # noqa: PLR2004 - an exit code
        return 4
    if any(state.report.diagnostics for state in states):
        return 2
    if codes[-1] == 3:  # noqa: PLR2004 - an exit code
        return 3
    # NOTE: who mends what was waived takes the waiver out with it, which the base's policies do not know yet.
    gone = {change.either.fingerprint for step in steps for change in step.changes.of("gone")}
    found = (change for step in steps for change in step.changes.findings if change.counts)
    return 1 if any(not (change.mends and change.either.fingerprint in gone) for change in found) else 0


def _notes(before: State, after: State, base: Revision) -> list[str]:
    notes = [f"{base}: {before.report.nothing}"] if before.report.nothing else []
    return [*notes, *([after.report.nothing] if after.report.nothing else [])]


def _sources(states: Sequence[State], faults: Sequence[Diagnostic]) -> dict[str, str]:
    """Texts that faults point at. NOTE: a file of several states is shown as in the last one that has it."""
    found: dict[str, str] = {}
    for state in states:
        found |= texts_of(state.run.texts, faults)
    return found


def difference_text(found: Difference, paint: Paint) -> str:
    faults = faults_text(found.diagnostics, found.sources, paint)
    lines = [
        f"from {escape(str(found.base))} to {escape(found.head_name)}, as of {found.as_of}",
        *(f"note: {escape(note_from_here(note))}" for note in found.notes),
        "",
        *_manifests(found, paint),
        "",
        *rules_lines(found.rules, found.edited, found.head_name, paint),
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
    for lines in (
        measure_lines(step.changes, paint),
        finding_lines(step.changes, paint),
        population_lines(step.changes, paint),
    ):
        yield from (f"  {line}" for line in short(lines))
    yield from _list_unused(step)


def _list_unused(step: Step) -> Iterator[str]:
    for waiver in step.unused:
        yield f"  unused: waiver {escape(waiver)} names nothing that is broken any more"


def rules_lines(step: Step, changed: Sequence[RuleChange], head: str, paint: Paint) -> Iterator[str]:
    """Rule by rule: what was edited, and what it newly catches or lets pass on the manifests of ``head``."""
    edited = {change.rule: change for change in changed}
    if not step.files and not edited:
        yield paint("bold", "policies, catalogs, waivers, inventory and configuration: no change")
        return
    yield paint("bold", f"policies and the rest, on the manifests of {escape(head)}")
    yield f"  changed: {escape(', '.join(step.files))}" if step.files else "  the same files, at other paths"
    measures = {(change.rule, change.key): change for change in step.changes.measures}
    moved = step.changes.of("new", "worse", "gone", "better")
    for rule in sorted({*edited, *(change.either.rule for change in moved)}):
        yield f"  {paint('bold', escape(rule))}  {escape(_edits(edited.get(rule)))}"
        own = [change for change in moved if change.either.rule == rule]
        yield from (f"    {line}" for line in short(_effect(change, measures, paint) for change in own))
    removed = {change.rule for change in changed if change.state == "removed"}  # said above
    others = tuple(change for change in step.changes.populations if change.rule not in removed)
    left = population_lines(replace(step.changes, populations=others), paint)
    yield from (f"  {line}" for line in short(left))
    yield from _list_unused(step)


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
    return f"{'; '.join(parts)}; {many(unused, 'waiver')} unused (exit {found.exit_code})"
