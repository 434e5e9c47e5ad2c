"""A fleet is judged in chunks: however many, wherever, and in whatever order, the report is the same bytes."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import signal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from checker.diagnostic import Diagnostic
from checker.engine import processes
from checker.engine.again import Again, Texts
from checker.engine.chunks import Chunk, Item, Paths, digest_of
from checker.engine.desk import Desk
from checker.engine.engine import ALONE, Engine
from checker.engine.judge import judge_chunks, judge_files
from checker.engine.processes import Processes
from checker.formats import FORMATS, render
from checker.formats.terminal import plain
from checker.kinds.require import Require
from checker.report import Report
from checker.resources import builtin
from checker.run.faults import Fault, Lost
from checker.run.files import Files, Memory, Sources
from checker.run.read import read
from checker.run.request import Asked
from checker.source.characters import MAX_BYTES
from tests.small_fleet import POLICY

AS_OF = dt.date(2026, 11, 22)
ASKED = Asked("modelbylaws.yaml", (), AS_OF)
EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
CONFIG = """\
format: modelbylaws/config/v1
organization: {name: Own Bank, vendor: own, jurisdiction: DE, monthly-active-users: 1000, monthly-revenue-usd: 1000}
gateways: [proxy]
inventory: [inventory.yaml]
"""
INVENTORY = (
    "format: modelbylaws/inventory/v1\nservices: [{service: s00, tier: 1}, {service: nowhere}, {service: s03}]\n"
)
RULES = """\
  - {id: lineage-cap, title: t, kind: max-share, of: all, by: lineage, max: 20%, level: soft, why: w}
  - {id: split-cap, title: t, kind: max-share, of: live, by: host, max: 60%, count: fractional, weight: traffic,
     level: soft, why: w}
  - {id: sole, title: t, kind: survive, of: all, losing: lineage, min: 90%, level: soft, why: w}
  - {id: spread, title: t, kind: min-effective, of: all, by: vendor, min: 3, level: soft, why: w}
  - {id: hostable, title: t, kind: min-share, of: all, each: route, must: {model.self-hostable: true}, min: 50%,
     level: soft, why: w}
  - {id: listed, title: t, kind: inventoried, of: all, level: soft, why: w}
  - {id: open, title: t, kind: require, of: live, each: route, must: {model.weights: public}, level: soft, why: w}
  - {id: open-again, title: t, kind: require, of: live, each: route, must: {model.weights: public}, level: hard, why: w}
  - {id: way-out, title: t, kind: fallback, of: all, differs-in: [vendor], level: soft, why: w}
"""
WAIVERS = """\
format: modelbylaws/waivers/v1
waivers:
  - {id: W-1, rule: open, for: {service: s01, use: main, route: primary}, reason: because, requested-by: a@example.org,
     approved-by: b@example.org, approved-on: 2026-11-01, expires: 2026-12-01}
  - {id: W-2, rule: open, for: {service: s02, use: mian, route: primary}, reason: because, requested-by: a@example.org,
     approved-by: b@example.org, approved-on: 2026-11-01, expires: 2026-12-01}
"""
MODELS = (
    "meta/llama-4-scout",
    "own/tuned",
    "openai/gpt-5.1",
    "nobody/knows-this",
    "unknown",
    "mistral/mistral-small-4",
)


def _manifest(number: int, *, service: str = "") -> str:
    model = MODELS[number % len(MODELS)]
    bases = "\n        derived-from: [meta/llama-4-scout]" if number == 7 else ""
    more = "\n        gateway: proxxy" if number % 9 == 4 else ""
    traffic = f"traffic: {number * 100 + 7}\n"
    return (
        f"format: modelbylaws/manifest/v1\nservice: {service or f's{number:02}'}\nowner: team-{number % 3}\n"
        f"lifecycle: {'production' if number % 4 else 'experimental'}\ntier: {number % 4}\nregulation: [none]\n"
        f"data: [none]\n{traffic}uses:\n  - id: main\n    routes:\n      - model: {model}\n        access: self-hosted"
        f"{bases}{more}\n        contract: C-{number % 2}\nexit: {{plan: docs/exit.md}}\n"
    )


def _fleet(count: int = 24) -> dict[str, str]:
    """A fleet with all that one service says of others, and with everything that can be wrong in a file."""
    policy = POLICY.replace("rules:\n", "selections: {live: {lifecycle: production}}\nrules:\n") + RULES
    policy = policy.replace("rules:\n", "waivers: {approvers: [b@example.org], max-days: 90}\nrules:\n", 1)
    files = {
        "modelbylaws.yaml": CONFIG,
        "inventory.yaml": INVENTORY,
        "policies/org.yaml": policy,
        "policies/waivers.yaml": WAIVERS,
    }
    return files | {f"services/{n:02}/model-manifest.yaml": _manifest(n) for n in range(count)}


SOUND = _fleet()
BROKEN = SOUND | {
    "services/05/model-manifest.yaml": "service: s05\n  format: x\n",
    "services/06/model-manifest.yaml": _manifest(6).replace("tier: 2", "tire: 2"),
    "services/20/model-manifest.yaml": _manifest(7, service="s03"),
    "services/21/model-manifest.yaml": _manifest(21).replace("docs/exit.md", "../elsewhere.md"),
}
CYCLE = SOUND | {
    "services/08/model-manifest.yaml": _manifest(7, service="s08").replace("own/tuned", "own/a").replace(
        "meta/llama-4-scout", "own/b"),
    "services/22/model-manifest.yaml": _manifest(7, service="s22").replace("own/tuned", "own/b").replace(
        "meta/llama-4-scout", "own/a"),
}  # fmt: skip
FLEETS = {"sound": SOUND, "broken": BROKEN, "cycle": CYCLE}


def _sources(files: Mapping[str, str]) -> Sources:
    memory = Memory({path: text.encode() for path, text in files.items()})
    return Sources(memory, memory, builtin())


def _desk(files: Mapping[str, str]) -> Desk:
    return Desk(partial(_sources, files), ASKED)


def _written(report: Report) -> str:
    return "".join(render(name, report, plain, quiet=False) for name in FORMATS)


def _whole(files: Mapping[str, str]) -> Report:
    """The same fleet, all of it in memory at once."""
    return read(_sources(files), ASKED).judge()


@pytest.mark.parametrize("name", FLEETS)
def test_a_fleet_says_what_it_is_meant_to_say(name: str) -> None:
    """What follows compares reports with each other; so they must hold something."""
    report = _whole(FLEETS[name])

    assert report.exit_code == (1 if name == "sound" else 2)
    assert {finding.rule for finding in report.findings} >= {"open", "known-names"}
    assert any("nobody/knows-this" in note for note in report.notes)
    assert (len(report.diagnostics) > 0) == (name != "sound")


@pytest.mark.parametrize(("size", "at_hand"), [(1, 0), (2, 100), (7, 0), (7, 100), (24, 0), (100, 0)])
@pytest.mark.parametrize("name", FLEETS)
def test_chunks_of_any_size_give_the_same_bytes(name: str, size: int, at_hand: int) -> None:
    found = judge_files(_desk(FLEETS[name]), ALONE, size, at_hand).report

    assert _written(found) == _written(_whole(FLEETS[name]))


@pytest.mark.slow
@pytest.mark.parametrize("name", FLEETS)
def test_chunks_in_any_order_give_the_same_bytes(name: str) -> None:
    files, dice = FLEETS[name], random.Random(name)  # noqa: S311 - no secret
    paths = [path for path in files if path.startswith("services/")]
    for _ in range(3):
        dice.shuffle(paths)
        chunks = [Paths(paths[start : start + 5]) for start in range(0, len(paths), 5)]
        desk = _desk(files)

        found = judge_chunks(desk, ALONE, chunks, desk.files.read).report

        assert _written(found) == _written(_whole(files))


@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "at_hand"), [(2, 0), (3, 100)])
@pytest.mark.parametrize("name", FLEETS)
def test_processes_give_the_same_bytes(name: str, jobs: int, at_hand: int) -> None:
    found = judge_files(_desk(FLEETS[name]), Processes(jobs), 4, at_hand).report

    assert _written(found) == _written(_whole(FLEETS[name]))


@pytest.mark.slow
def test_processes_that_begin_with_nothing_give_the_same_bytes() -> None:
    found = judge_files(_desk(BROKEN), Processes(2, "spawn"), 9).report

    assert _written(found) == _written(_whole(BROKEN))


def test_no_manifest_at_all_is_nothing_to_judge_for_processes_too() -> None:
    files = _fleet(0)

    assert _written(judge_files(_desk(files), Processes(2), 4).report) == _written(_whole(files))


def test_a_faulty_catalog_is_told_as_ever() -> None:
    files = SOUND | {"catalog/own.yaml": "format: modelbylaws/catalog/v1\nmodels: 1\n"}

    assert _written(judge_files(_desk(files), ALONE, 4).report) == _written(_whole(files))


def test_a_kind_that_crashes_ends_its_rules_with_an_error_wherever_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_kind: Require, _world: object, member: object) -> object:
        raise RuntimeError(f"at {member.service.name}")  # type: ignore[attr-defined]

    monkeypatch.setattr(Require, "collect", crash)
    whole = _whole(SOUND)

    assert whole.exit_code == 4
    assert "RuntimeError: at s00" in next(f.message for f in whole.findings if f.rule == "owned-by-a-team")
    for engine in (ALONE, Processes(2)):
        assert _written(judge_files(_desk(SOUND), engine, 5).report) == _written(whole)


class Deadly(Paths):
    """A chunk whose reader dies, as one does for which there is no memory left."""

    __slots__ = ()

    def read(self, files: Files) -> Iterable[Item]:
        yield from ((path, files.read(path)) for path in self[:1])
        os.kill(os.getpid(), signal.SIGKILL)


def _in_chunks(desk: Desk, engine: Engine, chunks: Sequence[Chunk]) -> Report:
    return judge_chunks(desk, engine, chunks, desk.files.read).report


def test_a_worker_that_is_killed_ends_the_run() -> None:
    desk = _desk(SOUND)
    paths = desk.prepared.paths
    chunks = [Paths(paths[:8]), Deadly(paths[8:16]), Paths(paths[16:])]

    with pytest.raises(Lost, match="nothing was judged: a worker process was killed by SIGKILL before"):
        _in_chunks(desk, Processes(2), chunks)


def test_a_worker_ends_without_a_word_when_whoever_asked_was_killed(capfd: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    context = multiprocessing.get_context("fork")
    worker = processes._begin(context, lambda _: os.read(reading, 1), [Paths(["a"])], [])

    worker.pipe.send(0)
    worker.pipe.close()
    os.write(writing, b"x")
    worker.process.join()

    assert worker.process.exitcode == 0
    assert capfd.readouterr().err == ""


class Failing(Paths):
    """A chunk that cannot be read for a reason that nobody thought of."""

    __slots__ = ()

    def read(self, files: Files) -> Iterable[Item]:
        raise ZeroDivisionError(str(files)[:0])


def test_a_bug_of_ours_in_a_worker_ends_the_run_as_one() -> None:
    desk = _desk(SOUND)

    with pytest.raises(Lost, match="internal error, please report it: ZeroDivisionError"):
        _in_chunks(desk, Processes(2), [Paths(desk.prepared.paths), Failing(desk.prepared.paths[:1])])


class Changing:
    """Files of which one is another file from the second, or the third, time on that it is read."""

    def __init__(self, files: Memory, path: str, reads: int) -> None:
        self._files, self._path, self._left = files, path, reads
        self.find, self.real = files.find, files.real
        self.names, self.written_otherwise = files.names, files.written_otherwise

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
        raw = self._files.read(path, limit)
        if path != self._path or not isinstance(raw, bytes):
            return raw
        self._left -= 1
        return raw if self._left >= 0 else raw + b"\n"


@pytest.mark.parametrize("reads", [1, 2])
def test_a_file_that_changes_while_the_fleet_is_judged_is_a_fault(reads: int) -> None:
    sources, path = _sources(SOUND), "services/01/model-manifest.yaml"
    assert isinstance(sources.manifests, Memory)
    changing = replace(sources, manifests=Changing(sources.manifests, path, reads))

    with pytest.raises(Fault, match=f"{path} changed while the fleet was judged"):
        _written(judge_files(Desk(lambda: changing, ASKED), ALONE, 5, at_hand=0).report)


@pytest.mark.parametrize("size", [5, 100])
def test_a_small_fleet_reads_each_file_once(size: int) -> None:
    sources, path = _sources(SOUND), "services/11/model-manifest.yaml"
    assert isinstance(sources.manifests, Memory)
    changing = replace(sources, manifests=Changing(sources.manifests, path, 1))

    report = judge_files(Desk(lambda: changing, ASKED), ALONE, size).report

    assert report.exit_code == 1


def test_the_files_that_a_report_shows_are_fetched_once() -> None:
    held = {"a.yaml": b"a: 1\n", "b.yaml": b"b: 1\n"}
    fetched: list[set[str]] = []

    class Fetching:
        def fetch(self, paths: Iterable[str]) -> None:
            fetched.append({*paths})

        def __call__(self, path: str) -> bytes:
            return held[path]

    again = Again(Fetching(), {path: digest_of(raw) for path, raw in held.items()})
    texts = Texts({}, again, [*held])

    assert [texts[path] for path in held] == ["a: 1\n", "b: 1\n"]
    assert fetched == [{*held}]
