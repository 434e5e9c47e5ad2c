"""The targets, which are data: ``targets.toml`` beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.figure import Result

FILE = Path(__file__).with_name("targets.toml")
TOO_FAR = 2.0
"""How many times its target a figure may be before a run ends with 1, in each of its pairs: other work on the machine
makes single pairs, and so their median, anything.
"""

Verdict = Literal["met", "missed", "too far", "known miss", "not measured"]


@dataclass(frozen=True, slots=True)
class Target:
    title: str
    by: Literal["cpu", "wall", "megabytes"]
    target: float
    today: float | None = None
    moonshot: float | None = None
    missed: str = ""
    """Why the present code misses it, if it is known to."""


def read_targets(file: Path = FILE) -> Mapping[str, Target]:
    """The targets by the names of their figures, in the order of the table."""
    return {name: Target(**values) for name, values in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def judge(result: Result, target: Target) -> Verdict:
    """What is compared is the median of the pairs; too far is a figure only if the least of its pairs is, too."""
    value = value_of(result, target)
    if value is None:
        return "not measured"
    if value <= target.target:
        return "met"
    if target.missed:
        return "known miss"
    spread = compared(result, target)
    return "too far" if (spread[0] if spread else value) > TOO_FAR * target.target else "missed"


def value_of(result: Result, target: Target) -> float | None:
    """What is compared with the target; None if it was not measured."""
    if target.by == "megabytes":
        return result.megabytes
    spread = compared(result, target)
    return spread[1] if spread else None


def compared(result: Result, target: Target) -> tuple[float, float, float] | None:
    """Least, median and greatest of the pairs, of the cost that counts; None where there are none."""
    return result.cpu if target.by == "cpu" else result.wall if target.by == "wall" else None
