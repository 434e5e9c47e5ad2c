"""What lies between two states, for people: by cause, as lines or in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from checker.diagnostic import many
from checker.formats.markdown_text import markdown_text
from checker.formats.review import short
from checker.formats.terminal import Paint, escape
from checker.history.causes import CausedFinding, CausedShare, Causes, ShareStep
from checker.history.comparing import short_commit
from checker.history.putting import PutDown
from checker.history.sides import Cause

WORDS = {
    "manifests": "manifests",
    "policies": "policies, waivers, inventory, configuration",
    "facts": "catalogs and evidence of use",
    "time": "passing of time",
    "several": "several, each a part",
    "together": "only together",
}
_STATES = {"new": "new", "worse": "worse", "better": "better", "same": "changed"}
_STYLES = {"new": "error", "worse": "error", "gone": "good", "better": "good", "same": "unknown"}
NAMED = 5
"""Most files that a heading names."""


def causes_text(found: Causes, paint: Paint) -> str:
    lines = [
        escape(_heading(found)),
        *(f"note: {escape(note)}" for note in found.notes),
        escape(_method(found)),
        "",
        *(line for cause in WORDS for line in _cause(found, cause, paint)),
        _counts(found, paint),
    ]
    return "".join(f"{line}\n" for line in lines)


def _heading(found: Causes) -> str:
    ends = [f"{end.name} (as of {end.as_of}{short_commit(end.commit)})" for end in (found.before, found.after)]
    return f"from {ends[0]} to {ends[1]}"


def _method(found: Causes) -> str:
    """How causes were told apart."""
    if not found.changed:
        return "the two states are the same"
    order = " -> ".join(found.changed)
    return f"{many(found.judged, 'run')} judged; replaced one by one, and one after the other: {order}"


def _cause(found: Causes, cause: PutDown | str, paint: Paint) -> Iterator[str]:
    shares = [share for share in found.shares if share.put.cause == cause]
    findings = [finding for finding in found.findings if finding.put.cause == cause]
    if not shares and not findings and cause not in found.changed:
        return
    about = what_differs(found, cause)
    yield paint("bold", f"{WORDS[cause]}{f': {escape(about)}' if about else ''}")
    yield from short(f"  {line}" for line in _share_lines(shares, paint))
    yield from short(f"  {_finding(finding, paint)}" for finding in findings)
    if not shares and not findings:
        yield "  no difference"
    yield ""


def what_differs(found: Causes, cause: str) -> str:
    """Files that are not the same, or days."""
    if cause == "time":
        first, last = found.before.as_of, found.after.as_of
        return f"{many(abs((last - first).days), 'day')}, {first} -> {last}"
    files = next((files for name, files in found.files.items() if name == cause), ())
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return f"{', '.join(files[:NAMED])}{more}"


def _share_lines(shares: Sequence[CausedShare], paint: Paint) -> Iterator[str]:
    """Each share that moved; shares of one rule of which only the limit changed, and no verdict, in one line."""
    limits: dict[tuple[str, str], list[CausedShare]] = {}
    for share in shares:
        if _is_limit_alone(share):
            limits.setdefault((share.change.rule, _limits(share)), []).append(share)
        else:
            yield _share(share, paint)
    for (rule, limit), same in limits.items():
        by = _by(same[0].put.causes, same[0].put.also, same[0].put.cause)
        yield f"{paint('unknown', f'limit[{escape(rule)}]')} {limit}, of {many(len(same), 'share')} that stayed{by}"


def _is_limit_alone(share: CausedShare) -> bool:
    was, now = share.change.before, share.change.after
    if was is None or now is None or len(share.steps) > 1:
        return False
    return (was.lowest, was.highest, was.verdict) == (now.lowest, now.highest, now.verdict)


def _limits(share: CausedShare) -> str:
    return " -> ".join(found.show_limit() for found in (share.change.before, share.change.after) if found)


def _share(share: CausedShare, paint: Paint) -> str:
    style = {"worse": "error", "better": "good"}.get(share.change.movement, "unknown")
    steps = "; ".join(map(show_step, share.steps)) if len(share.steps) > 1 else ""
    detail = f": {escape(steps)}" if steps else ""
    head = paint(style, f"share[{escape(share.change.rule)}]")
    return f"{head} {escape(share.change.show())}{_by(share.put.causes, share.put.also, share.put.cause)}{detail}"


def show_step(step: ShareStep) -> str:
    """``manifests 38.9% (7 of 18) -> 44.4% (8 of 18)``."""
    was, now = (measure.show() if measure else "none" for measure in (step.before, step.after))
    limits = [measure.show_limit() for measure in (step.before, step.after) if measure]
    limit = f", limit {limits[0]} -> {limits[-1]}" if len(set(limits)) > 1 else ""
    value = was if was == now else f"{was} -> {now}"
    return f"{' and '.join(step.causes)} {value}{limit}"


def _finding(found: CausedFinding, paint: Paint) -> str:
    change, put = found.change, found.put
    finding = change.either
    gone = change.state == "gone" and change.reason
    head = paint("unknown" if gone else _STYLES[change.state], f"{word_of(found)}[{escape(finding.rule)}]")
    level = ", advisory" if finding.level == "advisory" else ""
    reason = f": {escape(change.reason)}" if change.reason else ""
    said = f"{escape(str(finding.subject))}{level}{show_verdicts(found)}{reason}"
    return f"{head} {said}{_by(put.causes, put.also, put.cause)}"


def word_of(found: CausedFinding) -> str:
    """``new``, ``worse``, ``better`` or ``changed``; or how it ended."""
    return found.change.ended or _STATES[found.change.state]


def show_verdicts(found: CausedFinding) -> str:
    before, after = found.change.before, found.change.after
    if before is None or after is None:
        return f", {(after or found.change.either).verdict}" if after is not None else ""
    return f", {before.verdict} -> {after.verdict}" if before.verdict != after.verdict else ""


def _by(causes: tuple[Cause, ...], also: tuple[Cause, ...], cause: PutDown) -> str:
    if cause in {"together", "several"}:
        return f" (by {' and '.join(causes)})"
    return f" (by {' or '.join(also)} alone, too)" if also else ""


def _counts(found: Causes, paint: Paint) -> str:
    breaches = [entry.change for entry in found.findings if entry.change.either.level != "advisory"]
    new, worse = (sum(change.state == state for change in breaches) for state in ("new", "worse"))
    ends = [change.ended for change in breaches if change.ended]
    known = f", {ends.count('now known')} now known" if "now known" in ends else ""
    gone = len(ends) - ends.count("now known")
    said = f"{new} new, {worse} worse, {gone} fixed or gone{known}; {many(len(found.shares), 'share')} moved"
    return paint("error" if found.exit_code else "good", f"{said} (exit {found.exit_code})")


def causes_markdown(found: Causes) -> str:
    """A table of shares and one of findings, each with its cause; untrusted text through ``markdown_text``."""
    lines = [
        f"## {markdown_text(_heading(found))}",
        "",
        *(f"- {markdown_text(note)}" for note in (*found.notes, _method(found))),
        "",
        *_table(found.shares, "| share | before -> after | cause |", _share_row),
        *_table(found.findings, "| finding | what | cause |", _finding_row),
        *([] if found.shares or found.findings else ["No difference.", ""]),
    ]
    return "\n".join(lines)


def _table(entries: Iterable[CausedShare] | Iterable[CausedFinding], head: str, row: Callable[..., str]) -> list[str]:
    rows = [row(entry) for entry in entries]
    return [head, "| --- | --- | --- |", *rows, ""] if rows else []


def _share_row(share: CausedShare) -> str:
    cells = (share.change.rule, share.change.show(), show_share_cause(share))
    return f"| {' | '.join(map(markdown_text, cells))} |"


def _finding_row(found: CausedFinding) -> str:
    finding = found.change.either
    what = f"{word_of(found)}{show_verdicts(found)}: {found.change.reason or finding.message}"
    cells = (f"{finding.rule} for {finding.subject}", what, show_cause(found))
    return f"| {' | '.join(map(markdown_text, cells))} |"


def show_share_cause(share: CausedShare) -> str:
    """What a share moved by; where several parts moved it, what each did."""
    return "; ".join(map(show_step, share.steps)) if len(share.steps) > 1 else show_cause(share)


def show_cause(entry: CausedFinding | CausedShare) -> str:
    put = entry.put
    return f"{WORDS[put.cause]}{_by(put.causes, put.also, put.cause)}"
