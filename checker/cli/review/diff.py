"""``diff``: two states side by side, the cause in manifests told from the cause in policies.

Three judgements: the base by its own rules, the head's manifests by the base's
rules, and the head by its own. What the first two differ in, manifests did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker import __version__
from checker.cli.check import assess, sources_of
from checker.cli.places import places, sides
from checker.cli.reading.files import files_of
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.request import CONFIG_NAME, Request
from checker.cli.review.joined import beside_joined
from checker.compare import compare
from checker.diagnostic import Diagnostic
from checker.engine.policy_changes import policy_changes
from checker.report import Report, Role, Standing
from checker.report.difference import Difference, Step
from checker.report.review import Review, Revision


@dataclass(frozen=True)
class State:
    loaded: Loaded
    report: Report


def diff(request: Request, base: Revision) -> Difference:
    """What lies between the base and the request, of which all is read at one revision or in the work tree.

    Raises:
        Fault: git failed.
    """
    request = replace(request, base=base)
    by_base = replace(request, trusted=base, config=_config(request, base))
    before = _state(replace(by_base, manifests=base))
    between = _state(by_base)
    after = _state(request)
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
        edited=policy_changes(between.loaded.policies, after.loaded.policies),
        exit_code=_code(states, manifests, rules),
        diagnostics=tuple(faults),
        notes=tuple(_notes(before, after, base)),
        sources=_sources(states, faults),
    )


def _state(request: Request) -> State:
    loaded = load_all(request)
    return State(loaded, assess(loaded))


def _config(request: Request, base: Revision) -> str | None:
    """The configuration's name, if the base has one there."""
    name = request.config or CONFIG_NAME
    found = files_of(request.root, base, tracked=False).read(name)
    return None if isinstance(found, Diagnostic) else name


def _step(before: State, after: State, role: Role | None = None) -> Step:
    changes = beside_joined(after.loaded, compare(before.report, after.report))
    at = places(sides(before.loaded, after.loaded, after.report), changes)
    files = tuple(sorted(_unlike(before.loaded, after.loaded, role)))
    unused = _unused(before.report.waivers, after.report.waivers)
    return Step(files, Review(changes=changes, places=at), changes, unused)


def _unlike(before: Loaded, after: Loaded, role: Role | None) -> set[str]:
    """Files that were read on one side alone, or say something else there; of one role, or all but manifests."""
    texts = [
        {
            (entry.path, loaded.sources.get(entry.path))
            for entry in loaded.inputs
            if (entry.role == role if role else entry.role != "manifest")
        }
        for loaded in (before, after)
    ]
    return {path for path, _ in texts[0] ^ texts[1]}


def _unused(before: Sequence[Standing], after: Sequence[Standing]) -> tuple[str, ...]:
    idle = {standing.id for standing in before if "unused" in standing.states}
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
        found |= sources_of(state.loaded, faults)
    return found
