"""What the dossier says of git: the commit, and which inputs are byte for byte as it holds them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from checker.report import Input
from checker.run.stands import find_commit
from tests.repository import git, repository, write

CASE = Path(__file__).parent / "cases" / "report" / "page-and-tables"


def inputs(folder: Path, paths: Iterable[str]) -> list[Input]:
    return [Input(path, "manifest", hashlib.sha256((folder / path).read_bytes()).hexdigest()) for path in paths]


PATHS = ("services/a/model-manifest.yaml", "services/b/model-manifest.yaml")


def test_inputs_that_differ_from_the_commit_or_are_not_in_it_are_named(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CASE, content / "bank")
    root = repository(tmp_path / "repository", content) / "bank"
    clean = find_commit(str(root), inputs(root, PATHS))

    (root / PATHS[0]).write_bytes((root / PATHS[0]).read_bytes() + b"\n")
    write(root, "services/new.yaml", "x: 1\n")
    changed = find_commit(str(root), [*inputs(root, (*PATHS, "services/new.yaml")), Input("builtin:x", "policy", "")])

    assert clean is not None
    assert clean.id == git(root, "rev-parse", "HEAD")
    assert clean.changed == ()
    assert changed is not None
    assert changed.changed == (PATHS[0], "services/new.yaml")


def test_a_folder_outside_of_any_repository_or_without_a_commit_has_no_commit(tmp_path: Path) -> None:
    root = tmp_path / "bank"
    shutil.copytree(CASE, root)

    assert find_commit(str(root), inputs(root, PATHS)) is None

    git(root, "init", "--quiet")
    assert find_commit(str(root), inputs(root, PATHS)) is None
