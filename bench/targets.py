"""The targets, which are data: ``targets.toml`` beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FILE = Path(__file__).with_name("targets.toml")
TOO_FAR = 2.0
"""How many times its target a figure may be before a run ends with 1; less would fail on a busy machine."""

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


def judge(value: float | None, target: Target) -> Verdict:
    if value is None:
        return "not measured"
    if value <= target.target:
        return "met"
    if target.missed:
        return "known miss"
    return "too far" if value > TOO_FAR * target.target else "missed"
