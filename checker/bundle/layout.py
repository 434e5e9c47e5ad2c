"""Names in a bundle: copies of inputs under ``inputs/``, everything else at its root.

A name holds only plain characters; any other byte of a path is percent-encoded. So
every archive tool and file system keeps it, and no name can say anything to a terminal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from checker.diagnostic import is_elsewhere
from checker.resources import BUILTIN, BUILTIN_CATALOG

RUN, REPORT, PAGE = "run.json", "report.json", "report.html"
FACTS, FINDINGS, POPULATION, SERVICES = "facts.json", "findings.csv", "population.csv", "services.csv"
OBSERVED = "observed.csv"
REGISTER, CONTROLS, TEST_REPORT, SAMPLE, PAPER = (
    "register.md", "controls.csv", "tests.json", "sample.csv", "sample.txt",
)  # fmt: skip
STATEMENT, ENVELOPE, SIMPLE = "statement.json", "statement.dsse.json", "statement.svr.json"
SINCE, SINCE_PAGE = "since.json", "since.md"
SUMS = "SHA256SUMS"
OWN, CATALOG, POLICIES = "inputs/root/", "inputs/builtin/models/", "inputs/builtin/policies/"
TESTS = "inputs/tests/"
"""What only policy tests read, by its path below the root."""

_PLAIN = "/@=,+"
_NAME = re.compile(r"[A-Za-z0-9._~@=,+%-]+(?:/[A-Za-z0-9._~@=,+%-]+)*\Z")
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)\Z")


def copy_of(path: str) -> str:
    """Where the copy of an input lies."""
    if path.startswith(f"{BUILTIN_CATALOG}/"):
        return f"{CATALOG}{path.removeprefix(f'{BUILTIN_CATALOG}/')}"
    if path.startswith(BUILTIN):
        return f"{POLICIES}{path.removeprefix(BUILTIN)}.yaml"
    return f"{OWN}{quoted(path)}"


def is_copied(path: str) -> bool:
    """Whether an input has a copy of its own: a manifest of another repository is in that of the snapshot."""
    return not is_elsewhere(path)


def quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe=_PLAIN, errors="surrogateescape")


def unquoted(name: str) -> str | None:
    """The path that was quoted; None for one that we would not have written, or that leads elsewhere."""
    from urllib.parse import unquote

    path = unquote(name, errors="surrogateescape")
    return path if safe(name) and quoted(path) == name and "\0" not in path else None


def is_zip(target: str) -> bool:
    """Whether a bundle is, or is to be, a zip: by its name."""
    return target.lower().endswith(".zip")


def safe(name: str) -> bool:
    """Whether a name is one of ours: relative, without a way up, of plain characters only."""
    return bool(_NAME.match(name)) and not {".", ".."} & {*name.split("/")}


def sums(files: Mapping[str, bytes]) -> bytes:
    """The digests as ``sha256sum -c`` reads them."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()


def listed(raw: bytes) -> dict[str, str] | None:
    """Digest by name; None if this is not a list of them."""
    found: dict[str, str] = {}
    for line in raw.decode("ascii", "replace").splitlines():
        matched = _LINE.match(line)
        if not matched or not safe(matched[2]) or matched[2] in found:
            return None
        found[matched[2]] = matched[1]
    return found


def files_digest(files: Mapping[str, bytes]) -> str:
    """One digest for all files but those that hold it."""
    rest = {name: raw for name, raw in files.items() if name not in {STATEMENT, ENVELOPE, SUMS}}
    return digest(sums(rest))


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
