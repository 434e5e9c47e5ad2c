"""The program against other tools, on the same manifests and the same five rules.

A tool is measured only if it decides the same: the services that break a rule must be those that break it here.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bench.figure import Absent, Figure
from bench.fleet import manifest_path
from bench.process import Command, Failed, output
from bench.program import Fleets, Program

HERE = Path(__file__).parent
Decisions = set[tuple[str, str]]
"""Path of a manifest, and the rule that it breaks; an empty name where a tool does not tell which."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool: how it is asked about a fleet, and what its answer decides. ``why_not`` is empty if it is here."""

    name: str
    why_not: str
    ask: Callable[[Path], Command]
    decided: Callable[[str], Decisions]
    names_rules: bool = True


def peers(services: int) -> Iterator[Peer]:
    for name, module in (("regopy", "regopy"), ("guard", "cfn_guard_rs")):
        yield Peer(module.replace("_", "-"), _no_module(module), partial(_library, name), _lines)
    yield Peer(
        "check-jsonschema", _no_module("check_jsonschema"), partial(_schema, services), _schema_files, names_rules=False
    )
    yield Peer("opa exec", _no_program("opa"), _opa, _opa_results)
    yield Peer("conftest", _no_program("conftest"), _conftest, _conftest_results)


def peer_figures(program: Program, fleets: Fleets, services: int, pairs: int) -> Iterator[Figure | Absent]:
    folder = fleets.of(services)
    ours, told = program.check(folder, policy="plain"), program.check(folder, "--output", "json", policy="plain")
    for peer in peers(services):
        name = f"peer: check / {peer.name}, {services} manifests, 5 rules"
        if peer.why_not:
            yield Absent(name, peer.why_not)
        else:
            asked = peer.ask(folder)
            yield Figure(name, ours, asked, pairs, why_not=partial(why_not, peer, told, asked))


def why_not(peer: Peer, told: Command, asked: Command) -> str:
    """Why its decisions are not ours; empty if they are.

    Raises:
        Failed: one of the two could not be asked.
    """
    expected = decisions_of(output(told))
    try:
        found = peer.decided(output(asked))
    except (ValueError, LookupError, TypeError) as error:
        raise Failed(f"its answer is not understood: {error!r}") from error
    wanted = expected if peer.names_rules else {(path, "") for path, _ in expected}
    return "" if found == wanted else f"decides otherwise about {len(found ^ wanted)} of {len(found | wanted)}"


def decisions_of(report: str) -> Decisions:
    """What our report in JSON decided."""
    found = json.loads(report)["findings"]
    return {(place["path"], finding["rule"]) for finding in found for place in _manifests(finding["locations"])}


def _manifests(places: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    yield from (place for place in places if place["path"].startswith("services/"))


def _no_module(name: str) -> str:
    return "" if find_spec(name) else "not on this machine"


def _no_program(name: str) -> str:
    return "" if shutil.which(name) else "not on this machine"


def _library(name: str, folder: Path) -> Command:
    return Command((sys.executable, "-P", str(HERE / "judge.py"), name, "services"), folder)


def _lines(said: str) -> Decisions:
    return {(path, rule) for path, _, rule in (line.partition(" ") for line in said.splitlines())}


def _schema(services: int, folder: Path) -> Command:
    files = map(manifest_path, range(services))
    asked = (sys.executable, "-m", "check_jsonschema", "--schemafile", str(HERE / "plain.schema.json"), "-o", "json")
    return Command((*asked, *files), folder)


def _schema_files(said: str) -> Decisions:
    return {(error["filename"], "") for error in json.loads(said)["errors"]}


def _opa(folder: Path) -> Command:
    return Command(("opa", "exec", "--decision", "bench/deny", "--bundle", str(HERE), "services"), folder)


def _opa_results(said: str) -> Decisions:
    return {(result["path"], rule) for result in json.loads(said)["result"] for rule in result["result"]}


def _conftest(folder: Path) -> Command:
    asked = ("conftest", "test", "--policy", str(HERE), "--namespace", "bench", "--output", "json", "services")
    return Command(asked, folder)


def _conftest_results(said: str) -> Decisions:
    return {(file["filename"], broken["msg"]) for file in json.loads(said) for broken in file.get("failures", ())}
