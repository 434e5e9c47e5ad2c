"""Files that come with the program: the built-in catalog, and the built-in policies.

The catalog lies inside the package. The policies lie beside it in a checkout,
and so in an editable installation, and inside of it in a wheel.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

BUILTIN = "builtin:"
BUILTIN_CATALOG = "builtin:models"
COMPILED = "compiled.json"
"""All built-in catalog files as plain data, each with the digest of the file that it was made from."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Built-in files of another version of the program, as an evidence bundle carries them."""

    catalog: Mapping[str, bytes]
    """Catalog files by the names that ``catalog_files`` gives."""
    policies: Mapping[str, bytes]
    """Policies by name."""


_CARRIED: ContextVar[Carried | None] = ContextVar("carried", default=None)
# NOTE: a context and no argument, so that no reader below can forget to pass it on and mix two versions.


@contextmanager
def instead(carried: Carried) -> Iterator[None]:
    """Inside, these are all the built-in files there are."""
    token = _CARRIED.set(carried)
    try:
        yield
    finally:
        _CARRIED.reset(token)


def catalog_folder() -> Path:
    """Where the built-in catalog lies."""
    return Path(str(files("checker"))) / "facts"


def catalog_files() -> list[tuple[str, bytes]]:
    """Name and bytes of every built-in catalog file, by name."""
    carried = _CARRIED.get()
    if carried is not None:
        return sorted(carried.catalog.items())
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
    carried = _CARRIED.get()
    if carried is not None:
        return sorted(carried.policies)
    return sorted(path.stem for path in _policies().glob("*.yaml") if "." not in path.stem)


def policy_file(name: str) -> bytes:
    """The bytes of a built-in policy, one of ``policy_names``."""
    carried = _CARRIED.get()
    if carried is not None:
        return carried.policies[name]
    return (_policies() / f"{name}.yaml").read_bytes()
