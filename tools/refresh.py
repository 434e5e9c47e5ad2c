"""``python -m tools.refresh``: read again what vendors and datasets publish, and describe the change for who merges it.

Packages come through pip, repositories through git, or both from a folder of copies (``--copies``), and then nothing is
fetched. Each is imported as ``catalog import`` does it, into the facts of this repository. What came of it is grouped
by vendor: days that moved, models that no catalog lists, what is retired now, and conflicts. Nothing is committed here.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import fnmatch
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml

from checker.cli import main as program
from checker.formats.markdown_text import markdown_text
from checker.importing.vendor_days import PAGES
from checker.resources import catalog_folder
from checker.vocabulary import Imported

ROOT = Path(__file__).parent.parent
GROUPS = ("day moved", "new model", "now retired", "conflict")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_VERSION = re.compile(r"[0-9A-Za-z.]+")
INTO = {"litellm": "endpoints-litellm.yaml"}
"""Where an import was written before there was this tool."""


@dataclass(frozen=True)
class Copy:
    """The text of a source, and where and of which day it is."""

    what: Imported
    text: bytes
    where: str
    stood: str | None


@dataclass
class Change:
    """By vendor and group, what came of it; and what the program said of each import."""

    groups: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    diff: str = ""

    def add(self, vendor: str, group: str, text: str) -> None:
        listed = self.groups.setdefault(vendor, {}).setdefault(group, [])
        if text not in listed:
            listed.append(text)


def read_sources(path: Path) -> list[dict[str, Any]]:
    """The list of sources; a fault ends the program."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        sys.exit(f"{path} is no list of sources")
    for entry in listed:
        name = entry.get("package") or entry.get("repository")
        if not isinstance(name, str) or not _SAFE.fullmatch(name) or entry.get("what") not in get_args(Imported):
            sys.exit(f"{path}: {entry!r} names no package or repository, or nothing that can be imported")
        if not _VERSION.fullmatch(str(entry.get("version", "1"))) or not _VERSION.fullmatch(
            str(entry.get("commit", "1"))
        ):
            sys.exit(f"{path}: {entry!r} has a version or a commit that is none")
    return listed


def fetch(entry: dict[str, Any], copies: Path | None, work: Path) -> Copy:
    """One source, from the copies if there are any."""
    if "package" in entry:
        return _from_wheel(entry, copies or _download(entry, work))
    folder = copies / entry["repository"].replace("/", "+") if copies else _clone(entry, work)
    return _from_git(entry, folder)


def _download(entry: dict[str, Any], work: Path) -> Path:
    wanted = entry["package"] + (f"=={entry['version']}" if "version" in entry else "")
    asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*asked, "--dest", str(work), wanted], check=True)
    return work


def _clone(entry: dict[str, Any], work: Path) -> Path:
    folder = work / str(entry["repository"]).replace("/", "+")
    address = f"https://github.com/{entry['repository']}"
    subprocess.run(["git", "clone", "--quiet", "--bare", "--depth", "1", address, str(folder)], check=True)
    return folder


def _from_wheel(entry: dict[str, Any], folder: Path) -> Copy:
    package = entry["package"]
    (wheel,) = folder.glob(f"{package.replace('-', '_')}-{entry.get('version', '*')}-*.whl")
    version = wheel.name.split("-")[1]
    with zipfile.ZipFile(wheel) as archive:
        text = b"\n".join(archive.read(name) for name in entry["files"])
    stood = str(entry["stood"]) if "stood" in entry else None
    return Copy(entry["what"], text, f"PyPI {package} {version}, {', '.join(entry['files'])}", stood)


def _from_git(entry: dict[str, Any], folder: Path) -> Copy:
    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True).stdout

    commit, day = git("log", "-1", "--format=%h %cs", entry.get("commit", "HEAD")).decode().split()
    names = git("ls-tree", "-r", "--name-only", "-z", commit).decode().split("\0")
    chosen = sorted(name for name in names if any(fnmatch.fnmatchcase(name, wanted) for wanted in entry["files"]))
    text = b"\n".join(git("show", f"{commit}:{name}") for name in chosen)
    return Copy(entry["what"], text, f"github.com/{entry['repository']} {', '.join(entry['files'])} @{commit}", day)


def _run(*arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = program([*arguments])
    return code, said.getvalue()


def refresh(copies: Sequence[Copy], facts: Path, today: str) -> Change:
    """Import every copy into the facts; what changed."""
    change = Change()
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "before"
        shutil.copytree(facts, before)
        for copy in copies:
            _import(copy, Path(folder), facts, today, change)
        alone = ("--alone",) if facts.resolve() == catalog_folder().resolve() else ()
        compared = ("catalog", "diff", str(before), str(facts), *alone, "--as-of", today)
        code, said = _run(*compared, "--output", "json")
        if code != 0:
            sys.exit(said)
        found = json.loads(said)
        change.diff = _run(*compared)[1]
    for model in found["models"]:
        for vendor, group, text in _grouped(model):
            change.add(vendor, group, text)
    return change


def _import(copy: Copy, folder: Path, facts: Path, today: str, change: Change) -> None:
    file = folder / "given"
    file.write_bytes(copy.text)
    stood = ("--stood", copy.stood) if copy.stood else ()
    into = str(facts / INTO.get(copy.what, f"imported-{copy.what}.yaml"))
    code, said = _run(
        "catalog", "import", copy.what, str(file), "--where", copy.where, *stood, "--into", into, "--as-of", today
    )  # fmt: skip
    change.said.append(f"{copy.where}: {'imported' if code == 0 else said.strip()}")
    if code != 0:
        return
    for line in said.splitlines():
        told = re.match(r"  (?:retirement|\w+) of (\S+?)/\S+.*?: .* here, .* there, ", line)
        if told:
            change.add(told[1], "conflict", line.strip())
    if copy.what in PAGES:
        for name in _unlisted(copy):
            change.add(PAGES[copy.what].host, "new model", f"{name}, named in {copy.where}")


def _unlisted(copy: Copy) -> Iterator[str]:
    """Names on the page that no catalog lists."""
    page = PAGES[copy.what]
    names = {name for named in page.read(copy.text.decode("utf-8", "replace")) for name in named.names}
    if not names:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("".join(f"{page.host}/{name}\n" for name in sorted(names)))
        listed.flush()
        _, said = _run("catalog", "coverage", listed.name, "--missing")
    yield from (line.strip().partition("/")[2] for line in said.splitlines() if line.startswith("    "))


def _grouped(model: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    vendor = model["id"].partition("/")[0]
    if model["change"] == "appeared":
        yield vendor, "new model", model["id"]
        return
    for one in model["changes"]:
        told = f"{model['id']}: {one['what']} {one['before']} -> {one['after']}"
        if one["after"].startswith("disputed"):
            yield vendor, "conflict", told
        elif one["after"].startswith("retired"):
            yield vendor, "now retired", told
        elif one["what"].startswith("retirement"):
            yield vendor, "day moved", told


def describe(change: Change) -> str:
    """The change in Markdown, for a pull request: by vendor, and then what the program itself says."""
    lines = ["Read again, for people to check. Nothing merges by itself.", ""]
    lines += [*(f"- {markdown_text(text)}" for text in change.said), ""]
    for vendor in sorted(change.groups):
        lines += [f"## {markdown_text(vendor)}", ""]
        for group in GROUPS:
            for text in sorted(change.groups[vendor].get(group, ())):
                lines.append(f"- {group}: {markdown_text(text)}")
        lines.append("")
    lines += ["## catalog diff", "", *(f"    {line}" for line in change.diff.splitlines())]
    return "".join(f"{line}\n" for line in lines)


def run(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.refresh", description=__doc__)
    parser.add_argument("--sources", type=Path, default=ROOT / "tools/sources.yaml")
    parser.add_argument("--copies", type=Path, help="wheels, and git directories OWNER+NAME; then nothing is fetched")
    parser.add_argument("--facts", type=Path, default=ROOT / "checker/facts", help="the catalog that is changed")
    parser.add_argument("--as-of", default=dt.datetime.now(dt.UTC).date().isoformat())
    parser.add_argument("--body", type=Path, required=True, help="where the description is written")
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as work:
        copies = [fetch(entry, asked.copies, Path(work)) for entry in read_sources(asked.sources)]
    change = refresh(copies, asked.facts, asked.as_of)
    asked.body.write_text(describe(change), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
