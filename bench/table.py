"""The results as tables in Markdown: first what has a target, then what is beside it, then two runs side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bench.figure import Result
from bench.record import Record
from bench.targets import Target, compared, judge, value_of

NOTE = (
    "Ratios of runs in turns (A B A B ...), medians of the pairs with the least and the greatest. CPU is that of the "
    "processes themselves. Other work on the machine makes all of this noisy: a difference of a tenth says nothing."
)


def show_record(record: Record, targets: Mapping[str, Target]) -> str:
    machine = ", ".join(f"{key} {value}" for key, value in record.machine.items())
    head = [f"{record.form} form, commit {record.commit or 'unknown'}; {machine}", "", NOTE, ""]
    return "\n".join([*head, *_targets_table(record.results, targets), "", *_others_table(record.results, targets), ""])


def _targets_table(results: Sequence[Result], targets: Mapping[str, Target]) -> Iterator[str]:
    found = {result.name: result for result in results}
    if not found.keys() & targets.keys():
        return
    yield "| figure | by | measured | least to greatest | first | target | moonshot | |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for name, target in targets.items():
        if name in found:
            yield _row(_target_cells(found[name], target))


def _target_cells(result: Result, target: Target) -> Iterator[str]:
    value = value_of(result, target)
    yield from (target.title, target.by, number(value), spread_of(compared(result, target)))
    yield from (number(target.today), number(target.target), number(target.moonshot))
    verdict = judge(result, target)
    yield f"{verdict}: {_first_line(result)}" if value is None else verdict


def _others_table(results: Sequence[Result], targets: Mapping[str, Target]) -> Iterator[str]:
    others = [result for result in results if result.name not in targets]
    if others:
        yield "| figure | CPU | least to greatest | wall | memory, MB | note |"
        yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for result in others:
        wall = result.wall[1] if result.wall else None
        memory = result.costs[0].memory / 1_000_000 if result.costs else None
        cpu = result.cpu[1] if result.cpu else None
        yield _row((result.name, number(cpu), spread_of(result.cpu), number(wall), number(memory), _first_line(result)))


def _first_line(result: Result) -> str:
    return result.note.partition("\n")[0].replace("|", "/")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def number(value: float | None) -> str:
    """Three digits that count, and no more."""
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004


def spread_of(spread: tuple[float, float, float] | None) -> str:
    return f"{number(spread[0])} to {number(spread[2])}" if spread and spread[0] != spread[2] else ""


def compare(old: Mapping[str, Mapping[str, float]], new: Mapping[str, Mapping[str, float]]) -> str:
    """Two runs: what each figure was, what it is, and new / old. A figure of one run only is listed as such."""
    lines = ["| figure | by | old | new | new / old |", "| --- | --- | ---: | ---: | ---: |"]
    for name in dict.fromkeys([*old, *new]):
        for by in ("cpu", "wall", "megabytes"):
            before, after = old.get(name, {}).get(by), new.get(name, {}).get(by)
            if before is not None or after is not None:
                change = number(after / before) if before and after is not None else ""
                lines.append(_row((name, by, number(before), number(after), change)))
    return "\n".join([*lines, ""])
