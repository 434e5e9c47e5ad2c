"""The page of rules to copy: each from its file in `examples/cookbook`, with the tests that prove it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
COOKBOOK = ROOT / "examples" / "cookbook"
PARTS = ("Concentration", "Who", "Data", "Time", "Way out", "Contracts", "Introducing rules")
RECIPES = sorted(path for path in COOKBOOK.glob("*.yaml") if path.with_suffix(".tests.yaml").exists())
ENDING = (ROOT / "tests" / "heads" / "cookbook-ending.md").read_text(encoding="utf-8")


def cookbook_page(head: str) -> list[str]:
    lines = [head, ""]
    for part in PARTS:
        lines += [f"## {part}", ""]
        for recipe in RECIPES:
            if recipe.read_text(encoding="utf-8").startswith(f"# {part}: "):
                lines += _recipe(recipe)
    return [*lines, ENDING.strip(), ""]


def question(recipe: Path) -> str:
    """What a recipe demands, as its first line says."""
    return recipe.read_text(encoding="utf-8").partition("\n")[0].partition(": ")[2].rstrip(".")


def _recipe(recipe: Path) -> Iterator[str]:
    lines = recipe.read_text(encoding="utf-8").splitlines()
    comments = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    yield from (f"### {question(recipe)}", "")
    if comments[1:]:
        yield from (*comments[1:], "")
    yield from ("```yaml", *(line for line in lines if not line.startswith("# ")), "```", "")
    yield from ('<details markdown="1">', "<summary>A fleet that breaks it, and one that passes</summary>", "")
    yield from (
        "```yaml",
        *recipe.with_suffix(".tests.yaml").read_text(encoding="utf-8").splitlines(),
        "```",
        "",
        "</details>",
        "",
    )
