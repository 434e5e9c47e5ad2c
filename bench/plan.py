"""Which figures there are, in the order in which they are measured. To plan is to run nothing and to write nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.figure import Absent, Figure
from bench.peers.figures import peer_figures
from bench.process import run
from bench.program import SHARDS, Fleets, Program, empty_python, growth, reference
from bench.rules import AS_OF
from bench.services import make_service


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many services, findings and pairs the figures have."""

    fleet: int
    small: int
    report: int
    broken: int
    """Services that break 20 rules each."""
    peers: int
    start_pairs: int
    pairs: int
    long_pairs: int
    everything: bool = True
    """Also what has no target: every verb, and every output."""
    large: int = 0
    """Of the largest fleet; 0: none."""
    beyond: tuple[int, int] | None = None
    """Of two fleets that the program does not keep at hand, so that they tell what memory a larger one takes."""


QUICK = Sizes(
    fleet=800, small=200, report=200, broken=50, peers=50, start_pairs=5, pairs=2, long_pairs=1, everything=False
)
FULL = Sizes(
    fleet=10_000,
    small=1_000,
    report=3_000,
    broken=1_000,
    peers=1_000,
    start_pairs=15,
    pairs=3,
    long_pairs=1,
    beyond=(24_000, 12_000),
)
PLANNED = 300
"""Services for which the cheapest moves are looked for."""
Planned = Figure | Absent


def plan(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    yield from start_figures(program, fleets, sizes)
    yield from fleet_figures(program, fleets, sizes)
    yield from review_figures(program, fleets, sizes)
    if not sizes.large:
        yield Absent("million-dask", "only with --large")
    yield from peer_figures(program, fleets, sizes.peers, sizes.pairs)
    if sizes.everything:
        yield from beside_figures(program, fleets, sizes)
        yield from output_figures(program, fleets, sizes)
        yield from verb_figures(program, fleets, sizes)
    if sizes.large:
        yield from large_figures(program, fleets, sizes)


def start_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    one, pairs = fleets.of(1), sizes.start_pairs
    python = empty_python(one)
    checked = program.check(one, policy="rules-10")
    yield Figure("check-one", checked, python, pairs)
    for name, manifests in (("hook-untouched", 0), ("hook-one", 1)):
        yield Figure(name, program.hook(one), python, pairs, partial(_before_hook, program, fleets, one, manifests))


def _before_hook(program: Program, fleets: Fleets, folder: Path, manifests: int, turn: int) -> None:
    """A store is warm by the hook of the commit before."""
    if turn == 0:
        run(program.hook(folder), limit=600)
    fleets.stage(folder, turn, manifests)


def fleet_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    many, few = fleets.of(sizes.fleet), fleets.of(sizes.small)
    check, load = program.check(many), reference("load", many)
    yield Figure("check-load", check, load, sizes.pairs)
    if "--jobs" in program.options:
        yield Figure("check-two", program.check(many, "--jobs", "2"), load, sizes.pairs)
    else:
        yield Absent("check-two", "not built: check has no --jobs")
    yield Figure("check-warm", program.hook(many), load, 1, partial(_before_hook, program, fleets, many, 5))
    grown = growth(program, fleets, sizes.fleet, sizes.small)
    yield Figure("growth", check, program.check(few), sizes.pairs, growth=grown)
    yield _memory(program, fleets, sizes.beyond)
    fifty, five = (program.check(many, policy=name) for name in ("rules-50", "rules-05"))
    yield Figure("rules-50", fifty, five, sizes.long_pairs)


def _memory(program: Program, fleets: Fleets, beyond: tuple[int, int] | None) -> Planned:
    """NOTE: of up to 10,000 manifests the program keeps all at hand, so smaller fleets say nothing of a larger one."""
    if beyond is None:
        return Absent("memory-100k", "only in the full form: two fleets that are too large to be kept at hand")
    more, fewer = beyond
    checks = program.check(fleets.of(more)), program.check(fleets.of(fewer))
    name = f"fleet: time a manifest, {more} / {fewer}"
    return Figure(name, *checks, 1, growth=growth(program, fleets, more, fewer), memory="memory-100k")


def beside_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    """What stands beside the targets."""
    many = fleets.of(sizes.fleet)
    load, events = reference("load", many), reference("events", many)
    yield Figure("fleet: check / raw events of the parser", program.check(many), events, sizes.pairs)
    before = partial(_before_hook, program, fleets, many)
    yield Figure("fleet: hook, one manifest changed / load", program.hook(many), load, 1, partial(before, 1))
    yield Figure("fleet: hook, commit without our files / load", program.hook(many), load, 1, partial(before, 0))


def review_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    many, reported = fleets.of(sizes.fleet), fleets.of(sizes.report)
    against = program.check(many, "--against", "HEAD")
    yield Figure("against", against, program.check(many), sizes.long_pairs, partial(fleets.change, many, manifests=5))
    page = program.call(
        reported, "report", "--as-of", AS_OF, "--policy", "fixtures/rules-52.yaml", "--output", "html=-"
    )
    yield Figure("report-html", page, program.check(reported, policy="rules-52"), sizes.long_pairs)


OUTPUTS = ("concise", "full", "github", "azure", "sarif", "gitlab", "junit", "markdown", "csv", "json")
REPORTS = ("html", "csv", "population", "oscal", "gemara", "json", "xlsx", "dora")


def output_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    """All findings in each format, against a run of the same size that finds nothing."""
    folder = fleets.of(sizes.broken)
    clean = program.check(folder, "--output", "concise", policy="kept")
    for name in OUTPUTS:
        yield Figure(f"output: check {name}", program.check(folder, "--output", name, policy="broken"), clean, 1)
    written = fleets.work / "written"
    for name in REPORTS:
        words = ("report", "--as-of", AS_OF, "--policy", "fixtures/broken.yaml", "--output", f"{name}={written}")
        yield Figure(f"output: report {name}", program.call(folder, *words), clean, 1, partial(_clear, written))


def _clear(path: Path, _turn: int) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()


def verb_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    """Every verb that reads the fleet, against a plain load of it."""
    folder = fleets.of(sizes.fleet)
    load, bundle = reference("load", folder), fleets.work / "bundle"
    service = str(make_service(0)["service"])
    dated = ("--as-of", AS_OF)
    calls = {
        "lint": ("lint",),
        "waivers": ("waivers", *dated),
        "docs": ("docs",),
        "docs --with-verdicts": ("docs", "--with-verdicts", *dated),
        "explain RULE": ("explain", "rule-01", *dated),
        "explain RULE SERVICE": ("explain", "rule-01", service, *dated),
        "catalog list": ("catalog", "list", *dated),
        "catalog show": ("catalog", "show", "google/gemma-4-31b-it", *dated),
        "sample": ("sample", "--n", "25", "--seed", "2026Q4", *dated),
        "check PATH": ("check", "services/0000/0000000/model-manifest.yaml", *dated),
        "check --fix --diff": ("check", "--fix", "--diff", *dated),
        "check --all-fleets": ("check", "--all-fleets", *dated),
        "diff": ("diff", "HEAD", *dated),
        "simulate --lose": ("simulate", "--lose", "lineage=meta", *dated),
        "simulate --rank": ("simulate", "--rank", *dated),
        "report html": ("report", "--output", f"html={os.devnull}", *dated),
    }
    for name, words in calls.items():
        yield Figure(f"verb: {name}", program.call(folder, *words), load, 1)
    made = program.call(folder, "report", "--bundle", str(bundle), *dated)
    yield Figure("verb: report --bundle", made, load, 1, partial(_clear, bundle))
    yield Figure("verb: verify", program.call(folder, "verify", str(bundle)), load, 1)
    moving = fleets.of(PLANNED)
    yield Figure("plan-300", program.call(moving, "plan", *dated), reference("load", moving), 1)
    written = folder / "fixtures" / "baseline.yaml"
    words = ("baseline", "write", "fixtures/baseline.yaml", "--by", "risk@example.org", "--reason", "measured", *dated)
    yield Figure("verb: baseline write", program.call(folder, *words), load, 1, partial(_clear, written))


_ON_DASK = ("--shards", SHARDS, "--engine", "dask", "--jobs", "2")


def large_figures(program: Program, fleets: Fleets, sizes: Sizes) -> Iterator[Planned]:
    if "--engine" in program.options:
        folder = fleets.sharded(sizes.large)
        alone = program.check(folder, "--shards", SHARDS)
        yield Figure("million-dask", program.check(folder, *_ON_DASK), alone, 1)
    else:
        yield Absent("million-dask", "not built: check has no --engine")
    large = program.check(fleets.of(sizes.large))
    grown = growth(program, fleets, sizes.large, sizes.small)
    yield Figure(
        "growth-100k", large, program.check(fleets.of(sizes.small)), 1, growth=grown, memory="memory-100k-measured"
    )
