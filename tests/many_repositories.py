"""Real git repositories, one or two services in each, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.repository import commit, git, repository, write
from tests.small_fleet import MANIFEST_OF_MODEL
from tests.small_fleet import POLICY as SMALL_POLICY

OPENAI, MISTRAL, META = "openai/gpt-5.4", "mistral/mistral-small-4", "meta/llama-4-scout"
_OTHERS = (MISTRAL, "google/gemma-4-31b-it", META)
FIRST, SECOND = "model-manifest.yaml", "batch/model-manifest.yaml"
HEAD = "format: modelbylaws/repositories/v1\nrepositories:\n"
POLICY = SMALL_POLICY.replace("rules:\n", "waivers: {approvers: [ciso@example.org], max-days: 90}\nrules:\n")


def manifest(service: str, model: str = MISTRAL) -> str:
    return MANIFEST_OF_MODEL.format(service=service, owner=f"team-{service}", model=model)


def ninety_eight() -> dict[str, str]:
    """Manifests by service: 39 on OpenAI, and one that no team owns. Two more make it 39% of a hundred."""
    made = {
        f"s{number:02}": manifest(f"s{number:02}", OPENAI if number < 39 else _OTHERS[number % 3])
        for number in range(98)
    }
    return {**made, "s50": made["s50"].replace("team-s50", "nobody")}


def bare(folder: Path, name: str, files: Mapping[str, str]) -> Path:
    """A bare repository ``name.git`` with one commit of these files, which a checkout beside it can push to."""
    work = repository(folder / "work" / name)
    for path, text in files.items():
        write(work, path, text)
    commit(work)
    git(folder, "clone", "--quiet", "--bare", str(work), f"{name}.git")
    git(folder / f"{name}.git", "config", "uploadpack.allowFilter", "true")
    return work


def push(work: Path) -> str:
    """Commit what changed in a checkout, and push it to the bare repository of its name."""
    made = commit(work)
    git(work, "push", "--quiet", "--force", str(work.parent.parent / f"{work.name}.git"), "HEAD:main")
    return made


def listed(folder: Path, entries: Sequence[str]) -> Path:
    file = folder / "repositories.yaml"
    file.write_text(HEAD + "".join(f"  - {{{entry}}}\n" for entry in entries), encoding="utf-8")
    return file
