"""A repository whose hook's answers are kept, and what tells whether one was given again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker.cli import _answer
from tests.repository import AS_OF, commit, repository, write
from tests.small_fleet import CATALOG, MANIFEST, POLICY, VENDOR, VENDORS

HOOK = ("check", "--hook", "fleet", *AS_OF, "--")
CHAT = "services/chat/model-manifest.yaml"
CONFIG = "format: modelbylaws/config/v1\ninventory: [inventory.yaml]\n"
INVENTORY = "format: modelbylaws/inventory/v1\nservices:\n"
WAIVERS = """\
format: modelbylaws/waivers/v1
waivers:
  - {id: W-1, rule: vendor-cap, for: {key: acme}, limit: 70%, reason: soon, requested-by: a@example.org,
     approved-by: b@example.org, approved-on: 2026-11-01, expires: 2026-12-01}
"""


def manifest(service: str, vendor: str, owner: str = "team-one") -> str:
    return MANIFEST.format(service=service, vendor=vendor, owner=owner)


def a_fleet(folder: Path) -> Path:
    """Five services within a cap of 40%, an inventory of them, and files that are none of ours; committed."""
    made = repository(folder)
    vendors = sorted({*VENDORS.values()})
    write(made, "modelbylaws.yaml", CONFIG)
    write(made, "inventory.yaml", INVENTORY + "".join(f"  - {{service: {name}}}\n" for name in VENDORS))
    write(made, "catalog/in-house.yaml", CATALOG + "".join(VENDOR.format(name=name) for name in vendors))
    write(made, "policies/org.yaml", POLICY)
    write(made, "README.md", "A fleet.\n")
    write(made, "src/app.py", "pass\n")
    for service, vendor in VENDORS.items():
        write(made, f"services/{service}/model-manifest.yaml", manifest(service, vendor))
    commit(made)
    return made


Said = tuple[int, str, str]
"""Exit code, standard output, standard error."""


@dataclass
class Program:
    """The program, as its console script runs it, and how often it judged."""

    read: Callable[[], tuple[str, str]]
    judged: int = 0

    def run(self, *words: str) -> Said:
        self.read()
        code = _answer(words, heeded=False)
        return code, *self.read()

    def fresh(self, *words: str) -> Said:
        """What it says when nothing is kept."""
        ends = words.index("--") if "--" in words else len(words)
        return self.run(*words[:ends], "--no-cache", *words[ends:])

    def judges(self, *words: str) -> bool:
        """Whether it judges, and does not give a kept answer again; what it says is the truth in either case."""
        before = self.judged
        said = self.run(*words)
        judges = self.judged > before

        assert said == self.fresh(*words)
        return judges


def counted(monkeypatch: pytest.MonkeyPatch, read: Callable[[], tuple[str, str]]) -> Program:
    """A program that counts when it judges."""
    from checker.cli import program

    made, run_one = Program(read), program.run_one

    def count(words: tuple[str, ...]) -> int:
        made.judged += 1
        return run_one(words)

    monkeypatch.setattr(program, "run_one", count)
    return made
