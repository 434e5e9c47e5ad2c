"""Constraints for pip: the lowest version of everything that pyproject.toml allows. ``.ci/run`` tests with them."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def constraint(written: str) -> str:
    """``name==version`` of a requirement.

    Raises:
        ValueError: it has no lower bound, so that nobody knows with what it works.
    """
    requirement = Requirement(written)
    for bound in requirement.specifier:
        if bound.operator in {">=", "=="}:
            return f"{requirement.name}=={bound.version}"
    raise ValueError(f"pyproject.toml: {written!r} has no lower bound")


def lowest() -> list[str]:
    """One constraint for each thing that the program, an extra or a developer needs."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    groups = (project["dependencies"], *project["optional-dependencies"].values())
    written = {line for group in groups for line in group if Requirement(line).name != project["name"]}
    return sorted(map(constraint, written))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lowest())
