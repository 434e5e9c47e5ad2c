"""What a CI service would run: scripts, taken out of the action, the component and ``docs/pipelines.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
ACTION = ROOT / ".github" / "actions" / "check" / "action.yml"
COMPONENT = ROOT / "templates" / "check.yml"
PAGE = ROOT / "docs" / "pipelines.md"
PLACEHOLDER = "0123456789abcdef0123456789abcdef01234567"
"""Stands on the page where a reader puts the commit that they install."""


@dataclass(frozen=True, slots=True)
class Step:
    """One script, the shell that the service runs it with, and variables of its own with expressions still in them."""

    script: str
    shell: tuple[str, ...]
    variables: Mapping[str, str]


BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
POSIX = ("sh", "-e")


def blocks(language: str) -> list[str]:
    """The examples of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def example(part: str) -> Any:  # noqa: ANN401 - YAML of other programs
    """The one YAML example that has a part."""
    (text,) = [block for block in blocks("yaml") if part in block]
    return yaml.safe_load(text)


def action() -> list[Step]:
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    return [Step(step["run"], BASH, step["env"]) for step in steps]


def github() -> list[Step]:
    step = example("permissions: {contents: read}")["jobs"]["models"]["steps"][-1]
    return [Step(step["run"], BASH, step["env"])]


def component(**inputs: str) -> dict[str, Any]:
    """The component's job as GitLab makes it of the inputs.

    Raises:
        ValueError: GitLab would refuse the inputs.
    """
    head, job = COMPONENT.read_text(encoding="utf-8").split("\n---\n")
    values: dict[str, str] = {}
    for name, spec in yaml.safe_load(head)["spec"]["inputs"].items():
        values[name] = inputs.get(name, spec.get("default"))
        if values[name] is None or not re.search(spec.get("regex", ""), values[name]):
            raise ValueError(f"{name}: {values[name]!r}")
    text = re.sub(r"\$\[\[ inputs\.([a-z]+) \]\]", lambda found: values[found[1]], job)
    made: dict[str, Any] = yaml.safe_load(text)["modelbylaws"]
    return made


def gitlab_component() -> list[Step]:
    job = component(version=PLACEHOLDER)
    variables = {name: value["value"] for name, value in job["variables"].items() if isinstance(value, dict)}
    return [Step("\n".join(job["script"]), POSIX, variables)]


def gitlab() -> list[Step]:
    return [Step("\n".join(example("models:\n  image:")["models"]["script"]), POSIX, {})]


def jenkins() -> list[Step]:
    (text,) = blocks("groovy")
    return [Step(text.split("'''")[1], POSIX, {})]


def azure() -> list[Step]:
    steps = example("fetchDepth")["steps"]
    return [Step(step["bash"], ("bash", "--noprofile", "--norc"), {}) for step in steps if "bash" in step]
