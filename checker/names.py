"""Names that mean the same model: package URLs, and the aliases that catalogs give.

A catalog writes a Hugging Face repository as ``hf:org/name``; the package URL
``pkg:huggingface/org/name@commit`` is that alias, with a version.
"""

from __future__ import annotations

import datetime as dt
import re

_SCHEME = "pkg:"
_STAMP = re.compile(r"(?<![0-9])(20[0-9]{2})(-?)([0-9]{2})\2([0-9]{2})(?![0-9])")


def alias_of(written: str) -> str:
    """The alias that a package URL stands for; any other name as it is, and a package URL nobody can read too."""
    if not written.startswith(_SCHEME):
        return written
    parts = _parsed(written)
    return f"hf:{parts[0]}/{parts[1]}" if parts else written


def version_of(written: str) -> str | None:
    """The version that a package URL names."""
    parts = _parsed(written) if written.startswith(_SCHEME) else None
    return parts[2] if parts else None


def snapshot_of(written: str) -> dt.date | None:
    """The date in the name of a snapshot, such as ``gpt-4o-2024-05-13`` or ``claude-3-haiku@20240307``."""
    found = _STAMP.search(written)
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def without_snapshot(written: str) -> str:
    """The name without its date, and without the sign before it."""
    found = _STAMP.search(written)
    return written if found is None else written[: found.start()].rstrip("-@") + written[found.end() :]


def _parsed(written: str) -> tuple[str, str, str | None] | None:
    """Namespace, name and version of a package URL of a model hub."""
    from packageurl import PackageURL  # noqa: PLC0415 - slow to import, and few manifests need it

    try:
        found = PackageURL.from_string(written)
    except ValueError:
        return None
    return (found.namespace, found.name, found.version) if found.type == "huggingface" and found.namespace else None
