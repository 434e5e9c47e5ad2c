"""JSON in which no key appears twice: another program might take the other of two values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def parsed(raw: bytes) -> object:
    """A JSON file's data, or None for what is not JSON, or has a key twice."""
    try:
        return json.loads(raw, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object's pairs, as ``object_pairs_hook`` takes them.

    Raises:
        ValueError: a key appears twice, and a plain reader would keep the last value alone.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key appears twice")
    return found
