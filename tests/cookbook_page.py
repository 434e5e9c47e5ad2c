"""The page of rules to copy: each from its file in `examples/cookbook`, with the tests that prove it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
COOKBOOK = ROOT / "examples" / "cookbook"
PARTS = ("Concentration", "Who", "Data", "Time", "Way out", "Contracts", "Introducing rules")
RECIPES = sorted(path for path in COOKBOOK.glob("*.yaml") if path.with_suffix(".tests.yaml").exists())
ENDING = """
## An exception until a date

An exception is no rule. It is a [waiver](waivers.md): for one finding, with a reason, an approver and an end. The policy says who may
approve it.

```yaml
format: modelbylaws/policy/v1
policy: waivable
waivers: {approvers: [ciso@example.org], max-days: 180}
rules:
  - id: own-machines
    title: Models run on our own machines
    kind: require
    of: all
    each: route
    must: {access: [self-hosted, on-device]}
    level: soft
```

```yaml
format: modelbylaws/waivers/v1
waivers:
  - id: W-2026-001
    rule: own-machines
    for: {service: a, use: main, route: primary}
    reason: The machines arrive in January.
    requested-by: sam@example.org
    approved-by: ciso@example.org
    approved-on: 2026-11-02
    expires: 2027-01-31
```

Until 31 January 2027 the finding is shown as waived, and the run ends with 0. From 1 February on it ends with 1.

## Another limit in one repository

A policy that many repositories share has a parameter, with bounds. The [configuration](configuration.md) of a repository sets it.

```yaml
format: modelbylaws/policy/v1
policy: shared
params:
  vendor-cap: {value: 40%, at-most: 60%}
rules:
  - id: vendor-cap
    title: No vendor stands behind more than {vendor-cap} of our services
    kind: max-share
    of: all
    by: vendor
    max: $vendor-cap
    level: soft
```

```yaml
format: modelbylaws/config/v1
params: {shared: {vendor-cap: 50%}}
```

With two services on two vendors, each has 50%: that is too much for the policy, and just right with this configuration. 70% would be
refused, because the policy allows at most 60%.
"""


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
    yield from ("```yaml", *recipe.with_suffix(".tests.yaml").read_text(encoding="utf-8").splitlines(), "```", "", "</details>", "")
