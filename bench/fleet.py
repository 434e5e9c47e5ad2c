"""Fleets on disk: a configuration, a policy, and a folder for each service; or shards of one JSON object a line.

The bytes follow from the seed and the numbers of the services. A fleet is written once, and measured many times.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.manifest_text import write_manifest
from bench.progress import Progress
from bench.services import CONTRACTS, SEED

FOLDER_SIZE = 1000
"""Services in one folder; git and file systems are slow with a hundred thousand entries in one."""
CONFIG = """\
format: modelbylaws/config/v1
organization:
  {name: Bench Bank, vendor: bench, jurisdiction: GB, monthly-active-users: 3000000, monthly-revenue-usd: 95000000}
"""
CATALOG = "format: modelbylaws/catalog/v1\ncontracts:\n" + "".join(
    f"  - {{id: {contract}, supplier: Example Cloud, end: 2028-12-31, notice-days: 90, dpa: true}}\n"
    for contract in CONTRACTS
)


def manifest_path(number: int) -> str:
    return f"services/{number // FOLDER_SIZE:04}/{number:07}/model-manifest.yaml"


def write_fleet(folder: Path, services: int, policy: str, seed: str = SEED) -> Path:
    """A fleet that ``check`` judges; the folder must not exist yet."""
    folder.mkdir(parents=True)
    write(folder / "modelbylaws.yaml", CONFIG)
    write(folder / "catalog" / "contracts.yaml", CATALOG)
    write(folder / "policies" / "org.yaml", policy)
    with Progress(f"write {services} manifests", services) as progress:
        for number in range(services):
            write(folder / manifest_path(number), write_manifest(number, seed))
            progress.step()
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_shards(folder: Path, services: int, shards: int, seed: str = SEED) -> Path:
    """Files ``00000.jsonl`` and so on; a line is ``{"path": ..., "text": ...}``, a manifest as it would lie in a fleet.

    A shard can be made without the others, and services are in the order of their numbers.
    """
    folder.mkdir(parents=True)
    with Progress(f"write {shards} shards", shards) as progress:
        for shard in range(shards):
            with (folder / f"{shard:05}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(shard_lines(range(services * shard // shards, services * (shard + 1) // shards), seed))
            progress.step()
    return folder


def shard_lines(numbers: range, seed: str = SEED) -> Iterator[str]:
    for number in numbers:
        yield json.dumps({"path": manifest_path(number), "text": write_manifest(number, seed)}) + "\n"


def commit(folder: Path) -> None:
    """The fleet as the one commit of a repository that nothing of the user's settings reaches."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "a fleet")


def git(folder: Path, *arguments: str) -> None:
    settings = ("user.name=bench", "user.email=bench@example.org", "commit.gpgSign=false", "core.autocrlf=false")
    options = [word for setting in settings for word in ("-c", setting)]
    subprocess.run(["git", *options, *arguments], cwd=folder, env=quiet_environment(), check=True)


def quiet_environment() -> dict[str, str]:
    """The environment of everything that is measured: no settings of a hook, a pipeline or a user's git."""
    foreign = ("GIT_", "COV_", "COVERAGE_", "PYTHON", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign) and name != "CI"}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1"}
