"""The alternatives as tables: for people, as CSV, and in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checker.condition.truth import Truth
from checker.diagnostic import cap_faults, many
from checker.formats import Format
from checker.formats.columns import table
from checker.formats.csv_report import csv_text
from checker.formats.full import faults_text
from checker.formats.markdown_text import markdown_text
from checker.formats.terminal import Paint, escape, from_here
from checker.kinds.parts.shares import some_of
from checker.planning import Candidate, Check
from checker.planning.alternatives import Alternatives

LISTED = 12
"""Most rows of a table for people; CSV, Markdown and JSON have all."""


def alternatives_text(found: Alternatives, paint: Paint) -> str:
    """What could not be read, what was asked, the tables, and the counts."""
    faults = faults_text(cap_faults(found.diagnostics), found.sources, paint)
    lines = [paint("bold", escape(_head(found))), *(f"  {escape(line)}" for line in _asked(found))]
    for title, candidates, said in _tables(found):
        lines += ["", paint("bold", f"{title}: {len(candidates)}")]
        waiting = said is _if
        rows = list(_waiting(found)) if waiting else [(one.model, one.to.show(), said(one)) for one in candidates]
        lines += table(rows[:LISTED]) if rows else ["  none"]
        if len(rows) > LISTED:
            left = sum(len(one.models) for one in found.open[LISTED:]) if waiting else len(rows) - LISTED
            lines.append(f"  ... and {left} more (--output json lists all)")
    lines += ["", *_closing(found)]
    return faults + "".join(f"{line}\n" for line in lines)


def alternatives_other(form: Format, found: Alternatives, _: Paint) -> str:
    """All rows, as CSV or as tables of Markdown."""
    if form == "csv":
        columns = ("model", "fits", "access", "host", "like", "aspect", "holds", "reason", "source", "as_of")
        return csv_text(columns, [row for one in found.candidates for row in _csv(one, found)])
    lines = [f"**{markdown_text(_head(found))}**", "", *(f"- {markdown_text(line)}" for line in _asked(found))]
    for title, candidates, said in _tables(found):
        lines += [
            "",
            f"**{markdown_text(title)}: {len(candidates)}**",
            "",
            "| model | place | why |",
            "| --- | --- | --- |",
        ]
        for one in candidates:
            lines.append(f"| {' | '.join(map(markdown_text, (one.model, one.to.show(), said(one))))} |")
    lines += ["", *(markdown_text(line) for line in _closing(found))]
    return "".join(f"{line}\n" for line in lines)


def _csv(one: Candidate, found: Alternatives) -> Iterator[Sequence[str]]:
    to = one.to
    for check in one.checks:
        yield (
            one.model, one.fits, to.access, to.host or "", to.like, check.aspect, check.word, check.reason,
            check.source, found.as_of.isoformat(),
        )  # fmt: skip


def _tables(found: Alternatives) -> Iterator[tuple[str, Sequence[Candidate], Callable[[Candidate], str]]]:
    yield "fits", found.fits, _why
    yield "would fit if", found.would_fit_if, _if
    yield "near misses", found.near_misses, _against


def _head(found: Alternatives) -> str:
    whose = f" in {found.service}" if found.service else ""
    return f"Alternatives to {found.model}{whose}, as of {found.as_of}"


def _asked(found: Alternatives) -> Iterator[str]:
    yield f"needed: {found.need}"
    yield f"a host must serve it until {found.until} at least"
    for vendor, reason in sorted(found.avoided.items()):
        yield f"not of lineage {vendor}: {reason}"


def _why(one: Candidate) -> str:
    marks = ["assessed by its owner"] * one.declared + [f"as {one.to.like} runs it"] * bool(one.to.like)
    said = dict.fromkeys(
        check.reason for check in one.checks if not check.aspect.startswith("rule ")
    )  # that is what fitting means
    return "; ".join([*marks, *said])


def _if(one: Candidate) -> str:
    return "; ".join(dict.fromkeys(f"{check.aspect}: {check.reason}" for check in one.of(Truth.UNKNOWN)))


def _waiting(found: Alternatives) -> Iterator[tuple[str, str, str]]:
    """For people, a row for each set of open questions: how many models wait for it, what is open, and which."""
    for one in found.open:
        asked_by = ", ".join(one.asked_by)
        yield many(len(one.models), "model"), some_of(one.models), f"{'; '.join(one.questions)} ({asked_by})"


def _against(one: Candidate) -> str:
    return "; ".join(dict.fromkeys(map(_with_source, one.of(Truth.FALSE))))


def _with_source(check: Check) -> str:
    return f"{check.aspect}: {check.reason}{f' [{check.source}]' if check.source else ''}"


def _closing(found: Alternatives) -> Iterator[str]:
    counted = (len(found.fits), len(found.would_fit_if), len(found.near_misses))
    yield (
        f"{many(counted[0], 'model')} fit, {counted[1]} would if more were known, {counted[2]} nearly; "
        f"{found.excluded} others do another job, or more than one thing is against them"
    )
    if found.written:
        yield f"wrote {escape(from_here(found.written))}: answer the TODO under assessed before anything is judged"
