"""Files that come with the program: the built-in catalog, and the built-in policies.

The catalog lies inside the package. The policies lie beside it in a checkout,
and so in an editable installation, and inside of it in a wheel.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

BUILTIN = "builtin:"
BUILTIN_CATALOG = "builtin:models"
COMPILED = "compiled.json"
"""All built-in catalog files as plain data, each with the digest of the file that it was made from."""


def catalog_folder() -> Path:
    """Where the built-in catalog lies."""
    return Path(str(files("checker"))) / "facts"


def catalog_files() -> list[tuple[str, bytes]]:
    """Name and bytes of every built-in catalog file, by name."""
    found = [entry for entry in catalog_folder().iterdir() if entry.name.endswith(".yaml")]
    return [(f"{BUILTIN_CATALOG}/{entry.name}", entry.read_bytes()) for entry in sorted(found, key=lambda e: e.name)]


@cache
def _compiled() -> dict[str, Any]:
    path = catalog_folder() / COMPILED
    return json.loads(path.read_bytes()) if path.exists() else {}


def compiled(name: str, raw: bytes) -> dict[str, Any] | None:
    """The plain data of a built-in catalog file, as it was parsed before; None if the file is not that one any more.

    Reading YAML with all its positions took most of the start-up time; JSON takes a hundredth of that.
    """
    entry = _compiled().get(name)
    return entry["data"] if entry and entry["sha256"] == hashlib.sha256(raw).hexdigest() else None


def _policies() -> Path:
    package = Path(str(files("checker")))
    carried = package / "_data" / "policies"
    return carried if carried.is_dir() else package.parent / "policies"


def policy_names() -> list[str]:
    """The built-in policies; their tests lie beside them, as NAME.tests.yaml."""
    return sorted(path.stem for path in _policies().glob("*.yaml") if "." not in path.stem)


def policy_file(name: str) -> bytes:
    """The bytes of a built-in policy, one of ``policy_names``."""
    return (_policies() / f"{name}.yaml").read_bytes()
