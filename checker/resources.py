"""Files that come with the program: the built-in catalog.

They lie inside the package, so that they are there in a wheel, in an editable
installation and in a checkout alike.
"""

from __future__ import annotations

from importlib.resources import files

BUILTIN_CATALOG = "builtin:models"


def catalog_files() -> list[tuple[str, bytes]]:
    """Name and bytes of every built-in catalog file, by name."""
    folder = files("checker") / "facts"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return [(f"{BUILTIN_CATALOG}/{entry.name}", entry.read_bytes()) for entry in sorted(found, key=lambda e: e.name)]
