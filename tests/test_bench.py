"""The bench: fleets are the same everywhere, ratios are what they say, and no test looks at a clock."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import progress
from bench.dice import Dice
from bench.figure import Figure, Growth, Result, extrapolate, measure, ratio, spread
from bench.fleet import manifest_path, shard_lines, write_fleet, write_shards
from bench.manifest_text import STYLES, Style, render, write_manifest
from bench.peers.figures import Peer, peers, why_not
from bench.plan import FULL, QUICK, Sizes, plan
from bench.process import DONE, Command, Cost
from bench.program import POLICIES, Fleets, Program, find_program, policy_path
from bench.record import Record, read_values, write_record
from bench.rules import AS_OF, mixed_policy
from bench.services import make_service
from bench.table import compare, number, show_record
from bench.targets import Target, judge, read_targets
from checker.cli import main
from checker.files.manifest import Manifest
from checker.shape import read
from checker.source import Document, parse
from tests.repository import Capture

MANY = range(300)
DIGEST = "ddfc38c140d5f5d695df1e2211491094538d243c80679f0f8c4de65025238642"
"""Of the first manifests of every fleet. With another one, figures of two commits are of two workloads."""
_LONG = {"check-jsonschema": pytest.mark.slow}  # a program that takes more than a second
EACH = [pytest.param(peer, id=peer.name, marks=_LONG.get(peer.name, ())) for peer in peers(60)]


# --- fleets


def test_the_same_seed_gives_the_same_bytes_on_every_machine() -> None:
    text = "".join(map(write_manifest, MANY))

    assert hashlib.sha256(text.encode()).hexdigest() == DIGEST


def test_another_seed_gives_another_fleet() -> None:
    assert write_manifest(7, "one") != write_manifest(7, "two")


def test_every_manifest_says_what_it_was_made_from() -> None:
    for index in MANY:
        document = parse("m.yaml", write_manifest(index).encode())

        assert isinstance(document, Document), document
        assert document.data == as_read(make_service(index))
        assert isinstance(read(document, Manifest), Manifest)


@pytest.mark.parametrize("style", [pytest.param(style, id=style.name) for style in STYLES])
def test_every_style_says_the_same(style: Style) -> None:
    document = parse("m.yaml", render(make_service(3), style, Dice("comments")).encode())

    assert isinstance(document, Document), document
    assert document.data == as_read(make_service(3))


def as_read(value: object) -> object:
    """As the reader gives it: every scalar is its text."""
    if isinstance(value, Mapping):
        return {key: as_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_read(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_manifests_are_as_large_as_real_ones() -> None:
    sizes = [len(write_manifest(index)) for index in MANY]

    assert 1_200 < sum(sizes) / len(sizes) < 1_600
    assert min(sizes) > 700
    assert max(sizes) < 2_600


def test_a_fleet_is_judged_by_each_of_its_policies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    fleets = Fleets(tmp_path, 0)
    fleets.make(fleets.of(10))
    monkeypatch.chdir(fleets.of(10))

    for name in POLICIES:
        code = main(["check", "--as-of", AS_OF, "--policy", policy_path(name), "--output", "json"])
        report = json.loads(capsys.readouterr().out)
        counts = report["counts"]

        assert code == report["exit_code"] == (0 if name == "kept" else 1), name
        assert counts["services"] == 10
        assert counts["error"] == 0
        assert (counts["fail"] == 10 * 20) == (name == "broken")


def test_shards_hold_the_manifests_of_the_fleet(tmp_path: Path) -> None:
    write_fleet(tmp_path / "fleet", 10, mixed_policy(1))
    write_shards(tmp_path / "shards", 10, 3)

    files = sorted((tmp_path / "shards").iterdir())
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert [file.name for file in files] == ["00000.jsonl", "00001.jsonl", "00002.jsonl"]
    assert [line["path"] for line in lines] == [manifest_path(index) for index in range(10)]
    assert all((tmp_path / "fleet" / line["path"]).read_text(encoding="utf-8") == line["text"] for line in lines)
    assert files[1].read_text(encoding="utf-8") == "".join(shard_lines(range(3, 6)))


def test_a_change_is_another_one_in_every_turn_and_every_run(tmp_path: Path) -> None:
    first, second = Fleets(tmp_path, 1000), Fleets(tmp_path, 2000)
    folder = first.of(2)
    first.make(folder)

    def changed(fleets: Fleets, turn: int) -> tuple[str, str]:
        fleets.change(folder, turn, manifests=1)
        one, other = ((folder / manifest_path(index)).read_text(encoding="utf-8") for index in (0, 1))
        return one, other

    seen = [changed(fleets, turn) for fleets in (first, second) for turn in (0, 1)]
    assert len({one for one, _ in seen}) == 4
    assert {other for _, other in seen} == {write_manifest(1)}


# --- ratios


def test_a_ratio_is_how_many_times_the_reference() -> None:
    assert ratio(6.0, 2.0) == 3.0


def test_growth_compares_what_a_manifest_costs_after_the_start() -> None:
    assert ratio(measured=21.0, reference=3.0, start=1.0, scale=1_000 / 10_000) == 1.0


def test_memory_is_drawn_out_along_a_line() -> None:
    assert extrapolate((10_000, 1_000), (130.0, 40.0), wanted=100_000) == 1030.0


def test_a_spread_is_the_least_the_median_and_the_greatest() -> None:
    assert spread([3.0, 1.0, 9.0]) == (1.0, 3.0, 9.0)


def python(folder: Path, program: str, codes: frozenset[int] = DONE) -> Command:
    return Command((sys.executable, "-c", program), folder, codes)


def test_commands_run_in_turns_each_after_its_preparation(tmp_path: Path) -> None:
    def say(word: str) -> Command:
        return python(tmp_path, f"open('said', 'a').write('{word} ')")

    def prepare(turn: int) -> None:
        with (tmp_path / "said").open("a") as file:
            file.write(f"{turn}: ")

    growth = Growth(2, 1, say("start"))
    names = [result.name for result in measure(Figure("x", say("A"), say("B"), 2, prepare, growth=growth), limit=60)]

    assert (tmp_path / "said").read_text() == "start start start 0: A B 1: A B "
    assert names == ["x"]


@pytest.mark.parametrize(
    ("program", "limit", "note"),
    [
        ("import sys; sys.exit('no such fleet')", 60, "ended with 1: no such fleet"),
        ("import time; time.sleep(60)", 0.2, "stopped after 0 s"),
    ],
)
def test_what_cannot_be_measured_is_a_result_with_a_reason(
    tmp_path: Path, program: str, limit: float, note: str
) -> None:
    command = python(tmp_path, program)

    assert list(measure(Figure("x", command, command, 1), limit)) == [Result("x", note)]


# --- targets, table and records

TARGET = Target("time", "cpu", target=2.0, today=8.0)


@pytest.mark.parametrize(
    ("pairs", "missed", "verdict"),
    [
        ((1.0, 2.0, 9.0), "", "met"),
        ((4.0, 4.0, 4.0), "", "missed"),
        ((4.1, 4.1, 4.1), "", "too far"),
        ((3.9, 9.0, 99.0), "", "missed"),
        ((99.0, 99.0, 99.0), "not built", "known miss"),
        ((1.0, 1.0, 1.0), "not built", "met"),
        (None, "", "not measured"),
    ],
)
def test_a_figure_is_judged_by_its_target(pairs: tuple[float, float, float] | None, missed: str, verdict: str) -> None:
    assert judge(Result("a", cpu=pairs), Target("time", "cpu", target=2.0, missed=missed)) == verdict


def test_memory_is_one_figure_and_judged_as_it_is() -> None:
    assert judge(Result("a", megabytes=1201), Target("memory", "megabytes", target=600)) == "too far"


def planned(sizes: Sizes) -> set[str]:
    figures = list(plan(Program(("modelbylaws",), frozenset()), Fleets(Path("nowhere"), 0), sizes))
    memory = {figure.memory for figure in figures if isinstance(figure, Figure)}
    return {figure.name for figure in figures} | memory - {""}


def test_every_target_is_planned_in_every_form() -> None:
    targets = set(read_targets())
    large_only = {"growth-100k", "memory-100k-measured"}

    assert planned(QUICK) >= targets - large_only
    assert planned(FULL) > planned(QUICK) & targets
    assert planned(replace(FULL, large=100_000)) >= targets


def test_the_table_shows_the_target_beside_each_figure() -> None:
    results = [
        Result("a", cpu=(1.0, 5.0, 9.0), wall=(1.0, 6.0, 9.0), costs=(Cost(1, 1, 2_000_000), Cost(1, 1, 1))),
        Result("b", note="not on this | machine\nat all"),
        Result("c", megabytes=512.4),
    ]
    targets = {"a": TARGET, "c": Target("memory", "megabytes", target=600)}

    shown = show_record(Record({"cores": "2"}, "abc", "quick", results), targets).splitlines()

    assert shown[0] == "quick form, commit abc; cores 2"
    assert "| time | cpu | 5.00 | 1.00 to 9.00 | 8.00 | 2.00 |  | missed |" in shown
    assert "| memory | megabytes | 512 |  |  | 600 |  | met |" in shown
    assert "| b |  |  |  |  | not on this / machine |" in shown


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (0.123, "0.12"), (12.34, "12.3"), (1234.5, "1234")])
def test_numbers_have_three_digits(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_two_records_are_compared(tmp_path: Path, capsys: Capture) -> None:
    files = []
    for name, value in (("old", 8.0), ("new", 2.0)):
        result = Result("a", cpu=(1.0, value, 9.0), costs=(Cost(1, 2, 3), Cost(1, 2, 3)))
        files.append(tmp_path / name)
        files[-1].write_text(write_record(Record({}, name, "quick", [result, Result("b", "not here")])))

    assert bench.main(["compare", *map(str, files)]) == 0
    assert capsys.readouterr().out.splitlines()[2:] == ["| a | cpu | 8.00 | 2.00 | 0.25 |"]
    assert "| m | megabytes |  | 7.00 |  |" in compare({}, {"m": {"megabytes": 7.0}})


@pytest.mark.parametrize("text", ["[]", "{}", "no JSON", '{"format": "modelbylaws/report/v1"}'])
def test_what_is_no_record_is_refused(text: str, tmp_path: Path, capsys: Capture) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_values(text)

    (tmp_path / "record").write_text(text)
    assert bench.main(["compare", str(tmp_path / "record"), str(tmp_path / "record")]) == 2
    assert capsys.readouterr().err.startswith("bench: ")


# --- other tools


@pytest.mark.parametrize("peer", EACH)
def test_other_tools_decide_the_same(peer: Peer, tmp_path: Path) -> None:
    if peer.why_not:
        pytest.skip(peer.why_not)
    program, fleets = find_program(None), Fleets(tmp_path, 0)
    folder = fleets.of(60)
    fleets.make(folder)
    told = program.check(folder, "--output", "json", policy="plain")

    assert why_not(peer, told, peer.ask(folder)) == ""


def test_a_tool_that_decides_otherwise_is_not_measured(tmp_path: Path) -> None:
    places = [{"path": "services/a", "line": 1}, {"path": "policies/org.yaml", "line": 1}]
    report = json.dumps({"findings": [{"rule": "version", "locations": places}]})
    told, asked = python(tmp_path, f"print({report!r})"), python(tmp_path, "print('services/b version')")
    peer = Peer("x", "", lambda _: asked, lambda _: {("services/b", "version")})

    assert why_not(peer, told, asked) == "decides otherwise about 2 of 2"


# --- the command


def test_nothing_is_drawn_where_nobody_watches(capsys: Capture) -> None:
    with progress.Progress("write", 2) as bar:
        bar.step()
        bar.rename("read")

    assert capsys.readouterr().err == ""


def test_a_bar_is_drawn_and_wiped_on_a_terminal(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress.Progress("write", 2) as bar:
        bar.step()

    drawn = capsys.readouterr().err
    assert "[###############...............]  50% write" in drawn
    assert drawn.endswith("\r\x1b[K")


def test_the_command_writes_the_same_fleet_twice(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        assert bench.main(["fleet", str(folder), "--services", "3"]) == 0

    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) == 6
    assert [(one / path).read_bytes() for path in files] == [(other / path).read_bytes() for path in files]
    assert bench.main(["fleet", str(one)]) == 2


@pytest.mark.slow
def test_the_command_measures_what_was_asked_for(tmp_path: Path, capsys: Capture) -> None:
    written = tmp_path / "record.json"

    code = bench.main(["--quick", "--only", "check-one", "--only", "million", "--json", str(written)])

    shown = capsys.readouterr().out
    assert code == 0
    assert "`check` of one manifest, nothing stored / `python -c pass` | cpu |" in shown
    assert "not measured: " in shown
    assert set(read_values(written.read_text())) == {"check-one", "million-dask"}
