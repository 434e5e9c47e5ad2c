"""Evidence bundles of the example, made as a user makes them, and ways to forge one."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from checker.audit.bundle import VerifyOptions, verify
from checker.bundle import layout
from checker.cli import main
from tests.small_fleet import TEAM_POLICY

EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
AS_OF = "2026-11-22"
ASKED = VerifyOptions(None, dt.date(2026, 11, 22))

PASSES = {
    "modelbylaws.yaml": 'format: modelbylaws/config/v1\npolicies: ["policies/org.yaml", "builtin:supply-hygiene"]\n',
    "policies/org.yaml": TEAM_POLICY,
    "model-manifest.yaml": """\
format: modelbylaws/manifest/v1
service: claims
owner: team-one
lifecycle: production
tier: 2
regulation: [none]
data: [none]
uses:
  - id: answers
    routes:
      - model: google/gemma-4-31b-it
        access: self-hosted
""",
}


def fleet(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder with the files in it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def example(folder: Path) -> Path:
    """A copy of the example fleet, outside of any repository."""
    shutil.copytree(EXAMPLE, folder)
    return folder


def run(*arguments: object) -> tuple[int, str]:
    """Exit code and standard output of a command."""
    with redirect_stdout(StringIO()) as said:
        code = main([str(argument) for argument in arguments])
    return code, said.getvalue()


def make(root: Path, target: Path, *more: object) -> int:
    config = root / "modelbylaws.yaml"
    return run("report", "--config", config, "--as-of", AS_OF, "--bundle", target, *more)[0]


def files_in(bundle: Path) -> dict[str, bytes]:
    found = (path for path in sorted(bundle.rglob("*")) if path.is_file())
    return {path.relative_to(bundle).as_posix(): path.read_bytes() for path in found}


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def resealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a forger does who knows the format: all digests made to agree again."""
    made = {name: raw for name, raw in files.items() if name != layout.SUMS}
    statement = json.loads(made[layout.STATEMENT])
    for entry in (*statement["subject"], *statement["predicate"]["configuration"]):
        entry["digest"]["sha256"] = layout.digest(made[layout.copy_of(entry["name"])])
    statement["predicate"]["modelbylaws_files_sha256"] = layout.files_digest(made)
    made[layout.STATEMENT] = f"{json.dumps(statement, sort_keys=True, separators=(',', ':'))}\n".encode()
    return made | {layout.SUMS: layout.sums(made)}


def changed_json(raw: bytes, **values: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps(json.loads(raw) | values, indent=2).encode()


def differences(bundle: Path) -> Iterator[str]:
    """What ``verify`` says differs; it must end with 1 exactly if there is something."""
    checked = verify(str(bundle), ASKED)
    said = checked.shown()
    found = [line.removeprefix("difference: ") for line in said.splitlines() if line.startswith("difference: ")]
    assert checked.exit_code == (1 if found else 0), said
    assert said.splitlines()[-1] == "verified, but there is no signature" or found
    yield from found
