"""The program that is measured, what its command line can do, and the fleets it is measured with."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Growth
from bench.fleet import commit, git, manifest_path, write, write_fleet, write_shards
from bench.process import DONE, JUDGED, Command, output
from bench.rules import AS_OF, mixed_policy, plain_policy, policy_for_everybody

HERE = Path(__file__).parent
POLICIES: dict[str, Callable[[], str]] = {
    "rules-01": lambda: mixed_policy(1),
    "rules-05": lambda: mixed_policy(5),
    "rules-10": lambda: mixed_policy(10),
    "rules-50": lambda: mixed_policy(50),
    "rules-52": lambda: mixed_policy(52),
    "plain": plain_policy,
    "broken": lambda: policy_for_everybody(20, kept=False),
    "kept": lambda: policy_for_everybody(20, kept=True),
}
"""Policies that lie beside the fleet's own, which has 12 rules; a run names the one it is judged by."""


SHARDS = "shards"
"""The folder of records inside of a fleet that has some."""


@dataclass(frozen=True, slots=True)
class Program:
    """How to call it, and the options that its ``check`` has."""

    words: tuple[str, ...]
    options: frozenset[str]

    def call(self, folder: Path, *words: str, codes: frozenset[int] = JUDGED) -> Command:
        return Command((*self.words, *words), folder, codes)

    def check(self, folder: Path, *words: str, policy: str = "") -> Command:
        """A check with nothing stored, by the fleet's own policy or another one."""
        without = ("--no-cache",) if "--no-cache" in self.options else ()
        alone = ("--jobs", "1") if "--jobs" in self.options and "--jobs" not in words else ()
        chosen = ("--policy", policy_path(policy)) if policy else ()
        return self.call(folder, "check", "--as-of", AS_OF, *without, *alone, *chosen, *words)

    def hook(self, folder: Path) -> Command:
        """The hook of a commit, with whatever is stored."""
        return self.call(folder, "check", "--hook", "fleet", "--as-of", AS_OF)


def find_program(given: str | None) -> Program:
    """The program that was given, or the one of this environment."""
    words = (given or str(Path(sys.executable).with_name("modelbylaws")),)
    said = output(Command((*words, "check", "--help"), HERE, DONE))
    return Program(words, frozenset(re.findall(r"--[a-z-]+", said)))


def policy_path(name: str) -> str:
    return f"fixtures/{name}.yaml"


@dataclass(frozen=True, slots=True)
class Fleets:
    """Fleets by their size. ``run`` is another number in every run, so that nothing stored by an earlier one fits."""

    work: Path
    run: int

    def of(self, services: int) -> Path:
        """Its folder, which need not be there yet."""
        return self.work / f"fleet-{services}"

    def sharded(self, services: int) -> Path:
        """The folder of one whose manifests are records, a thousand in a file."""
        return self.work / f"shards-{services}"

    def make(self, folder: Path) -> None:
        """Write it, and commit it, unless an earlier run did. Half a fleet never has the folder's name."""
        if not folder.exists():
            begun = folder.with_name(f"{folder.name}.{self.run}")
            form, _, services = folder.name.partition("-")
            write_fleet(begun, int(services) if form == "fleet" else 0, mixed_policy(12))
            if form != "fleet":
                write_shards(begun / SHARDS, int(services), max(1, int(services) // 1000))
                begun.rename(folder)
                return
            for name, policy in POLICIES.items():
                write(begun / policy_path(name), policy())
            commit(begun)
            begun.rename(folder)

    def change(self, folder: Path, turn: int, manifests: int) -> None:
        """Other numbers in so many manifests than ever before, and in none of them what a rule asks about."""
        for number in range(manifests):
            path = folder / manifest_path(number)
            old = path.read_text(encoding="utf-8")
            write(path, re.sub(r"(?m)^spend: \d+", f"spend: {self.run + turn}", old))

    def stage(self, folder: Path, turn: int, manifests: int) -> None:
        """A commit that is about to be made, with so many manifests and a page that is no file of ours."""
        self.change(folder, turn, manifests)
        write(folder / "README.md", f"{self.run + turn}\n")
        git(folder, "add", "--all")


def reference(what: str, folder: Path) -> Command:
    """``load`` or ``events`` over the manifests of a fleet."""
    return Command((sys.executable, "-P", str(HERE / "references.py"), what, str(folder / "services")), folder, DONE)


def empty_python(folder: Path) -> Command:
    return Command((sys.executable, "-c", "pass"), folder, DONE)


def growth(program: Program, fleets: Fleets, measured: int, reference_size: int) -> Growth:
    return Growth(measured, reference_size, program.check(fleets.of(1)))
