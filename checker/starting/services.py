"""What ``--pre-commit``, ``--github`` and ``--gitlab`` write: the gate where a change passes through."""

from __future__ import annotations

import os
from collections.abc import Iterator

from checker.starting.asked import OWNERS, SOURCE, Asked, Spot, quoted
from checker.starting.plan import Planned
from checker.starting.scripts import GITHUB, GITLAB

_HOOKS = """\
default_install_hook_types: [pre-commit, pre-merge-commit]   # two branches may keep a limit that their merge breaks
repos:
{entry}"""
_ENTRY = """\
  - repo: {source}
    rev: {revision}
    hooks:
      - id: modelbylaws-fleet        # all rules, over the files that git tracks
{args}      - id: modelbylaws-policies     # faults of policies, catalogs and the configuration
{policies}"""
_TOO = "default_install_hook_types: [pre-commit, pre-merge-commit]   # at the top; a merge is judged like a commit\n"


def hooks(asked: Asked, spot: Spot) -> Planned:
    """Hooks for a commit and for a merge."""
    config = quoted(f"--config={spot.path('modelbylaws.yaml')}")
    args = f"        args: [{config}, --]\n" if spot.inside else ""
    files = quoted(f"^{spot.inside}/")
    own = f"        args: [{config}]\n        files: {files}\n" if spot.inside else ""
    entry = _ENTRY.format(source=quoted(asked.source), revision=quoted(asked.revision), args=args, policies=own)
    return Planned(
        ".pre-commit-config.yaml",
        _HOOKS.format(entry=entry),
        "hooks: a commit and a merge are judged",
        add=f"{_TOO}{entry}",
        next=f"{_address(asked, '.pre-commit-config.yaml')}pre-commit install   (or: prek install)",
    )


def _address(asked: Asked, file: str) -> str:
    """What to change first, where nobody said where the program is kept."""
    return f"in {file} put your copy in the place of {SOURCE}, then " if asked.source == SOURCE else ""


def github(asked: Asked, spot: Spot) -> Iterator[Planned]:
    path = ".github/workflows/modelbylaws.yml"
    yield Planned(
        path,
        _filled(GITHUB, asked, spot),
        "a workflow: annotations, a summary, a comment",
        next=f"{_address(asked, path)}commit {path}; the first pull request is judged, and gets a comment",
    )


def gitlab(asked: Asked, spot: Spot) -> Iterator[Planned]:
    path = ".gitlab-ci.yml"
    job = _filled(GITLAB, asked, spot)
    yield Planned(
        path,
        job,
        "a job: code quality and a test report",
        add=job,
        next=f"{_address(asked, path)}commit {path}; the first merge request is judged",
    )


def _filled(template: str, asked: Asked, spot: Spot) -> str:
    config = spot.path("modelbylaws.yaml") if spot.inside else ""
    filled = {"SOURCE": f"git+{asked.source}@{asked.revision}", "CONFIG": config}
    for name, value in filled.items():
        template = template.replace(f"<{name}>", quoted(value))
    return template


def owners(asked: Asked, spot: Spot) -> Planned:
    """Who must approve what decides: policies, waivers, catalogs and the configuration.

    A list that is there, in any of the places that the service knows, is the one it reads. The first place is one
    that GitHub and GitLab know.
    """
    folder = ".github" if asked.github else ".gitlab"
    places = ("CODEOWNERS", f"{folder}/CODEOWNERS", "docs/CODEOWNERS")
    there = (place for place in places if os.path.lexists(os.path.join(spot.repository, place)))
    decides = ("policies/", "catalog/", "modelbylaws.yaml")
    lines = "".join(f"/{spot.path(name)} {asked.owners}\n" for name in decides)
    path = next(there, places[0])
    team = f"in {path} put your team in the place of {OWNERS}, and " if asked.owners == OWNERS else ""
    return Planned(
        path,
        f"# Who decides about models approves what decides: policies, waivers (in policies/), catalogs.\n{lines}",
        "policies and waivers need a second person",
        add=lines,
        next=f"{team}let the branch protection require a review from code owners",
    )
