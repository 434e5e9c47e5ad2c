"""A plan for people: as text, in Markdown, and as a page."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diagnostic import many
from checker.formats import Format, render
from checker.formats.columns import table
from checker.formats.markdown_text import markdown_text
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape, flow
from checker.planning.plan_told import cells, headline, remarks, rows
from checker.planning.planned import MeasureMoved, Move, Planned
from checker.report import Report

MOVED = 6
"""Most shares that are told of a step; the JSON output has all."""


def plan_text(found: Planned | Report, paint: Paint) -> str:
    """What is proven, the moves with the shares that they move, what is nearest to a limit, and what was assumed."""
    if not isinstance(found, Planned):
        return render("full", found, paint, quiet=False)
    lines = [*flow(paint("bold", escape(headline(found))), "  "), *_conflicts(found)]
    for number, move in enumerate(found.moves, start=1):
        lines += ["", *_move(number, move)]
    if found.moves:
        lines += ["", paint("bold", "before -> after"), *table([_share(one) for one in found.shares])]
    lines += ["", *(part for line in remarks(found) for part in flow(escape(line), "  "))]
    return "".join(f"{line}\n" for line in lines)


def plan_other(form: Format, found: Planned | Report, paint: Paint) -> str:
    """As Markdown, or as a page."""
    if not isinstance(found, Planned):
        return render("full", found, paint, quiet=False)
    if form == "html":
        from checker.planning.plan_page import plan_page

        return plan_page(found)
    lines = [f"**{markdown_text(headline(found))}**", ""]
    if found.conflicts:
        lines += ["| cannot hold together | demands |", "| --- | --- |"]
        lines += [f"| {markdown_text(one.demand)} | {markdown_text(one.why)} |" for one in found.conflicts]
    if found.moves:
        lines += ["| step | service | person-days | change | breaks for a time |", "| --- | --- | --- | --- | --- |"]
        lines += [f"| {' | '.join(map(markdown_text, row))} |" for row in rows(found)]
        lines += ["", "| rule | key | before | after |", "| --- | --- | --- | --- |"]
        lines += [f"| {' | '.join(map(markdown_text, cells(one)))} |" for one in found.shares]
    lines += ["", *(f"- {markdown_text(line)}" for line in remarks(found))]
    return "".join(f"{line}\n" for line in lines)


def _conflicts(found: Planned) -> Iterator[str]:
    for one in found.conflicts:
        place = f"  {show_place(one.location)}" if one.location else ""
        yield from flow(f"  {escape(one.demand)}: {escape(one.why)}{place}", "    ")


def _move(number: int, move: Move) -> Iterator[str]:
    days = "work not estimated" if move.days is None else many(move.days, "person-day")
    yield f"{number}. {escape(move.service)}  {days}  {show_place(move.location)}"
    for change in move.changes:
        like = f" (as {change.like} declares it)" if change.like else ""
        said = escape(f"{change.doing} {change.use}/{change.route}: {change.was} -> {change.becomes}{like}")
        yield from flow(f"  {said}", "      ")
    if move.breaks:
        yield from flow(f"  no order avoids that this breaks for a time: {escape(', '.join(move.breaks))}", "      ")
    yield from table([_share(one) for one in move.shares[:MOVED]], indent="    ")
    if len(move.shares) > MOVED:
        yield f"    ... and {len(move.shares) - MOVED} more (--output json lists all)"


def _share(one: MeasureMoved) -> tuple[str, ...]:
    rule, key, before, after = cells(one)
    return (rule, key, before, "->", after)
