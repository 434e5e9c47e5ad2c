"""``init``: a first fleet that passes, the gate in front of it, and what an editor needs. It overwrites nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.run.faults import Fault
from checker.run.request import CONFIG_NAME, Request
from checker.starting.asked import Asked, Spot, quoted, spot_of
from checker.starting.first import CONFIG, LISTED_RULE, MANIFEST, POLICY
from checker.starting.plan import Planned, carry_out
from checker.starting.services import github, gitlab, hooks, owners

_SCHEMAS = ".modelbylaws/schemas"
_PATTERNS: Mapping[str, Sequence[str]] = {
    "manifest": ("**/model-manifest.yaml", "**/model-manifest.yml"),
    "config": ("**/modelbylaws.yaml",),
    "tests": ("policies/*.tests.yaml",),
    "waivers": ("policies/waivers.yaml",),
    "policy": ("policies/*.yaml", "!policies/*.tests.yaml", "!policies/waivers.yaml"),
    "catalog": ("catalog/*.yaml",),
}
_KINDS = {
    "modelbylaws.yaml": "config",
    "policies/org.yaml": "policy",
    "services/example/model-manifest.yaml": "manifest",
}


def start(folder: str, asked: Asked, request: Request) -> str:
    """Write the files; what was written, for the user, and what to do next.

    Raises:
        Fault: nothing else is asked for and one of the files is there already, or something cannot be read or
            written; then nothing was written.
    """
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise Fault(f"{folder!r} is no folder, and the files need one to lie in")
    spot = spot_of(folder)
    if asked.adds and not spot.is_plain:
        raise Fault(f"the fleet's folder {spot.inside!r} needs quoting in scripts: write these files by hand")
    first = list(_first(folder, asked))
    there = [plan.path for plan in first if os.path.lexists(os.path.join(folder, plan.path))]
    if there and not asked.adds:
        raise Fault(f"already there, nothing was written: {', '.join(there)}")
    fresh = [] if there else first
    if not there and asked.listed:
        from checker.starting.listed import drafts

        fresh += drafts(folder, asked, request)
    said = carry_out(folder, fresh) if fresh else ""
    said += carry_out(spot.repository, [*_gates(asked, spot)])
    if asked.vscode:
        said += _editor(folder, request)
    check = f"modelbylaws check{f' --config {spot.path(CONFIG_NAME)}' if spot.inside else ''}"
    return f"{said}Next     {_after(asked, check)}"


def _after(asked: Asked, check: str) -> str:
    if asked.listed:
        return f"answer every TODO; let types and lifecycles leave out services without models; then {check}\n"
    more = "" if asked.adds else "Then     modelbylaws init --pre-commit --github --vscode   (or --gitlab): the gate\n"
    return f"{check}\n{more}"


def _first(folder: str, asked: Asked) -> Iterator[Planned]:
    config, policy = CONFIG, POLICY
    if asked.listed:
        inside = os.path.relpath(asked.listed, folder).replace(os.sep, "/")
        types = f"\n  types: [{', '.join(map(quoted, asked.types))}]" if asked.types else ""
        config += f"inventory:                   # every service in it must have a manifest\n  files: {quoted(inside)}"
        config += f"{types}\n"
        policy += LISTED_RULE
    yield _with_schema(Planned(CONFIG_NAME, config, "where every file is"), asked)
    yield _with_schema(Planned("policies/org.yaml", policy, f"{policy.count('  - id: ')} rules to start from"), asked)
    if not asked.listed:
        yield _with_schema(Planned("services/example/model-manifest.yaml", MANIFEST, "a manifest to copy"), asked)


def _with_schema(plan: Planned, asked: Asked) -> Planned:
    """With the line that names its schema to an editor, where the schemas are written, too."""
    if not asked.vscode:
        return plan
    up = "../" * plan.path.count("/") or "./"
    line = f"# yaml-language-server: $schema={up}{_SCHEMAS}/{_KINDS[plan.path]}.schema.json\n"
    return replace(plan, text=f"{line}{plan.text}")


def _gates(asked: Asked, spot: Spot) -> Sequence[Planned]:
    plans: list[Planned] = []
    if asked.pre_commit:
        plans.append(hooks(asked, spot))
    if asked.github:
        plans += github(asked, spot)
    if asked.gitlab:
        plans += gitlab(asked, spot)
    if asked.github or asked.gitlab:
        plans.append(owners(asked, spot))
    return plans


def _editor(folder: str, request: Request) -> str:
    from checker.starting.editor import editor_plans, write_schemas

    written = write_schemas(replace(request, config=CONFIG_NAME), _SCHEMAS)
    patterns = {f"./{_SCHEMAS}/{name}.schema.json": matched for name, matched in _PATTERNS.items()}
    line = (
        f"Written  {f'{_SCHEMAS}/':<44} {len(written)} files for editors; again: modelbylaws schema --into {_SCHEMAS}\n"
    )
    return line + carry_out(folder, [*editor_plans(patterns)])
