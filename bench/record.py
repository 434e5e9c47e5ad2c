"""What a run found, as a file that another run can be compared with, and the machine it was found on.

Of the machine are named cores, memory, Python and its system; no host and no path.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.figure import Result
from bench.process import Cost

FORMAT = "modelbylaws/bench/v1"
_GIGABYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Record:
    """Results by the names of their figures, in the order of measuring."""

    machine: Mapping[str, str]
    commit: str
    form: str
    results: Sequence[Result]


def describe_machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "pyyaml": yaml.__version__,
    }


def current_commit(folder: Path) -> str:
    """The commit of this tree, with a + where something differs from it; empty outside of a repository."""
    asked = ("git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+")
    return subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()


def write_record(record: Record) -> str:
    found = {
        "format": FORMAT,
        "form": record.form,
        "commit": record.commit,
        "machine": dict(record.machine),
        "results": [_result(result) for result in record.results],
    }
    return json.dumps(found, indent=2) + "\n"


def _result(result: Result) -> dict[str, object]:
    costs = {name: _cost(cost) for name, cost in zip(("measured", "reference"), result.costs or (), strict=False)}
    values = {"cpu": result.cpu, "wall": result.wall, "megabytes": result.megabytes, "note": result.note}
    return {"name": result.name, **{key: value for key, value in values.items() if value}, **costs}


def _cost(cost: Cost) -> dict[str, float]:
    return {"wall": round(cost.wall, 4), "cpu": round(cost.cpu, 4), "megabytes": round(cost.memory / 1_000_000, 1)}


def read_values(text: str) -> dict[str, dict[str, float]]:
    """The values of each figure: the medians by cpu and wall, and megabytes.

    Raises:
        ValueError: this is no record of a run.
    """
    found = json.loads(text)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"not a record of the format {FORMAT}")
    return {result["name"]: dict(_values(result)) for result in found["results"]}


def _values(result: Mapping[str, object]) -> list[tuple[str, float]]:
    spreads = [(by, result[by]) for by in ("cpu", "wall") if by in result]
    medians = [(by, float(spread[1])) for by, spread in spreads if isinstance(spread, list)]
    size = result.get("megabytes")
    return [*medians, ("megabytes", float(size))] if isinstance(size, int | float) else medians
