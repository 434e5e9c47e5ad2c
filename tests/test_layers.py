"""What manifests came to, as plain data: read again, taken apart and put together, the report is the same bytes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import pytest

from checker.diagnostic import Location, Place, Span
from checker.engine.chunks import Part, Paths, Scan, collect, scan
from checker.engine.desk import Desk, Settled
from checker.engine.engine import ALONE
from checker.engine.judge import judge_files, judge_passes
from checker.engine.layers import PARTS, SCANS, Layer, Pass, can_be_kept
from checker.engine.plain import CLASSES, Strange, read_plain, write_plain
from checker.formats import FORMATS, render
from checker.formats.terminal import plain
from checker.kinds import KINDS
from checker.report import Report, Subject, Verdict
from checker.report.finding import Lead
from checker.resources import builtin
from checker.run.files import Memory, Sources
from checker.run.request import CONFIG_NAME, Asked
from tests.test_engine import FLEETS

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "meridian-bank"
CASES = sorted({path.parent.parent for path in (HERE / "cases").glob("*/*/policies/*.yaml")})
FEW = [HERE / "cases" / name for name in ("declared/verdicts", "fallback/not-proven", "retirement/verdicts")]
ALL: list[Path | str] = [*FEW, EXAMPLE, "broken", "cycle"]
"""Folders, and fleets with all that can be wrong in a file."""
UNUSUAL = {"Cause", "Place"}
"""What a kind of these fleets collects in no decision of a service, and might."""
R = TypeVar("R")


def files_of(fleet: Path | str) -> dict[str, bytes]:
    if isinstance(fleet, str):
        return {path: text.encode() for path, text in FLEETS[fleet].items()}
    files = (path for path in fleet.rglob("*") if path.is_file() and path.name != "expected.txt")
    return {path.relative_to(fleet).as_posix(): path.read_bytes() for path in files}


def sources_of(fleet: Path | str) -> Sources:
    memory = Memory(files_of(fleet))
    return Sources(memory, memory, builtin())


def desk_of(folder: Path | str, *, grounds: bool) -> Desk:
    config = CONFIG_NAME if CONFIG_NAME in files_of(folder) else None
    return Desk(partial(sources_of, folder), Asked(config, (), dt.date(2026, 11, 22), grounds=grounds))


def told(report: Report) -> list[str]:
    return [render(name, report, plain, quiet=False) for name in FORMATS]


@dataclass
class Halves:
    """Passes whose results are written and read again: some manifests as a second layer has them."""

    desk: Desk
    dice: random.Random
    kept: list[bool] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)

    def scan(self) -> Sequence[Scan]:
        whole, some = self._chunks()
        found = self._again(SCANS, [(whole, scan(self.desk, whole)), (some, scan(self.desk, some))])
        digests = dict(found.digests)
        return [Scan(tuple((path, digests[path]) for path in whole), found.declared)]

    def collect(self, _: Sequence[Scan], settled: Settled) -> Sequence[Part]:
        made = [(chunk, collect(self.desk, settled, chunk, small=False)) for chunk in self._chunks()]
        kept = all(can_be_kept(part) for _, part in made)
        self.kept.append(kept)
        return [self._again(PARTS, made) if kept else made[0][1]]

    def _chunks(self) -> tuple[Paths, Paths]:
        paths = self.desk.prepared.paths
        return Paths(paths), Paths(path for path in paths if self.dice.random() < 0.5)

    def _again(self, of: Pass[R], made: Sequence[tuple[Paths, R]]) -> R:
        written = [of.write_layer(Layer(dict.fromkeys(chunk, "id"), found)) for chunk, found in made]
        self.written += written
        whole, some = (of.read_layer(layer) for layer in written)
        left = of.only(whole, [path for path in whole.names if path not in some.names])
        return of.joined([some, left]).found


def halved(folder: Path | str, seed: str, *, grounds: bool = False) -> Halves:
    """Passes whose report was found to be that of a usual run."""
    desk = desk_of(folder, grounds=grounds)
    passes = Halves(desk, random.Random(seed))  # noqa: S311 - the same every time
    found = judge_passes(desk, passes, desk.files.read).report

    assert told(found) == told(judge_files(desk_of(folder, grounds=grounds), ALONE).report)
    return passes


@cache
def classes_in(folder: Path | str, *, grounds: bool) -> frozenset[str]:
    """The listed classes that are written for a fleet."""
    written = b"".join(halved(folder, "classes", grounds=grounds).written)
    return frozenset(name for names in CLASSES.values() for name in names if f'"{name}"'.encode() in written)


@pytest.mark.parametrize("folder", ALL, ids=str)
@pytest.mark.parametrize("grounds", [False, True])
def test_what_was_written_gives_the_same_report(folder: Path | str, grounds: bool) -> None:
    passes = halved(folder, "one", grounds=grounds)

    assert passes.kept == ([False, True] if folder == "broken" else [True])  # where a service has two manifests


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_what_was_written_gives_the_same_report_whatever_is_in_the_fleet(folder: Path) -> None:
    if desk_of(folder, grounds=False).prepared.catalog is not None:
        for seed in ("two", "three"):
            halved(folder, seed, grounds=seed == "two")


def test_every_kind_is_in_the_fleets_that_show_that_all_it_collects_can_be_kept() -> None:
    """A kind that collects something new has to be listed; until it is, nothing of its fleet is kept."""
    runs = [desk_of(fleet, grounds=False).prepared.run for fleet in ALL]
    asked = {rule.kind for run in runs for policy in run.policies for rule in policy.rules}

    assert asked == {*KINDS}


def test_each_listed_class_is_written_for_one_of_them() -> None:
    seen = {name for fleet in ALL for name in classes_in(fleet, grounds=True)}

    assert {name for names in CLASSES.values() for name in names} - seen == UNUSUAL


VALUES: list[object] = [
    None, True, 1, "text", "\ud800 \u2028 'x'", (), frozenset(), {}, 10**30, -1, Fraction(-7, 3), dt.date(2026, 1, 31),
    Verdict.FAIL, Span(1, 2, 3, 4), Location("a.yaml"), Place("a.yaml", ("uses", 0, "routes", 10)),
    {("a", "b"): frozenset({("c",), ("d", 1)}), ("e", ""): frozenset()}, (1, True, 1, True, None, "1"), (0, False) * 4,
    ((Subject("a"), 1), (Subject("a"), 1), (Verdict.PASS, Fraction(1, 2))),
    tuple(Subject(f"s{n % 3}") for n in range(9)),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_what_is_written_is_read_as_it_was(value: object) -> None:
    again = read_plain(write_plain(value))

    assert repr(again) == repr(value) if not isinstance(value, frozenset | dict) else again == value
    assert type(again) is type(value)


def test_what_was_cut_to_its_length_is_not_cut_again() -> None:
    subject = Subject("x" * 300)

    assert read_plain(write_plain(subject)) == subject


@pytest.mark.parametrize("value", [1.5, b"raw", ["a"], {1}, Lead("a note", ()), object(), Paths(["a"]), KINDS, Path()])
def test_what_is_not_listed_is_not_written(value: object) -> None:
    with pytest.raises(Strange):
        write_plain((value,))


@pytest.mark.parametrize("name", ["Path", "os.system", "Desk", "object"])
def test_what_is_not_listed_is_not_read(name: str) -> None:
    with pytest.raises(KeyError):
        read_plain(f'["objects","{name}",[["all","id"]]]'.encode())
