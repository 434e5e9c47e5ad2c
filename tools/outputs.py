"""``python -m tools.outputs REVISION``: whether this tree writes the bytes that another revision of it wrote.

Both judge the example as it lies in this tree, by their own program, facts and policies. Whatever differs is shown as a
diff, cut off; a change that means to change nothing (a faster one) ends with 0, any other with 1.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
BANK = ROOT / "examples" / "meridian-bank"
DATED = ("--config", str(BANK / "modelbylaws.yaml"), "--as-of", "2026-11-22")
FORMATS = ("full", "summary", "concise", "github", "azure", "sarif", "gitlab", "junit", "markdown", "csv", "json")
CALLS: tuple[tuple[str, ...], ...] = (
    *(("check", *DATED, "--output", name) for name in FORMATS),
    ("check", *DATED, "--no-cache", "--jobs", "2", "--output", "json"),
    *(("report", *DATED, "--output", f"{name}=-") for name in ("html", "population", "oscal", "gemara")),
    ("simulate", *DATED, "--lose", "lineage=meta", "--rank"),
    ("waivers", *DATED),
    ("sample", *DATED, "--n", "5", "--seed", "2026Q4"),
)
SHOWN = 20
"""Most lines of a difference."""


def unpack(revision: str, folder: Path) -> Path:
    """The tree of a revision.

    Raises:
        subprocess.CalledProcessError: there is none.
    """
    raw = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def run(tree: Path, words: Sequence[str]) -> str:
    """What the program of a tree prints, and its exit code."""
    program = [sys.executable, "-P", "-c", "from checker.cli import run; run()", *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COV_"))}
    done = subprocess.run(
        program, cwd=BANK, env=env | {"PYTHONPATH": str(tree), "NO_COLOR": "1"}, capture_output=True, check=False
    )
    return f"{done.stdout.decode(errors='backslashreplace')}exit {done.returncode}\n"


def differences(before: Path, after: Path, calls: Sequence[Sequence[str]] = CALLS) -> Iterator[str]:
    """What two trees say otherwise, call by call."""
    for words in calls:
        old, new = run(before, words), run(after, words)
        if old != new:
            lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "before", "after", lineterm="", n=1)
            shown = "\n".join(line[:200] for line in islice(lines, SHOWN))
            yield f"{' '.join(words)}:\n{shown}\n"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tools.outputs", description=__doc__)
    parser.add_argument("revision", help="what this tree is compared with, such as HEAD~1 or a tag")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="outputs-") as folder:
        try:
            before = unpack(given.revision, Path(folder))
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"outputs: {error.stderr.decode(errors='backslashreplace')}")
            return 2
        found = list(differences(before, ROOT))
    sys.stdout.write("\n".join(found) or f"{len(CALLS)} calls say the same, byte for byte\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
