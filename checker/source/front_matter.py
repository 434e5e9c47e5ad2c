"""The YAML at the head of a Markdown file, as model cards have it."""

from __future__ import annotations

_FENCE = b"---"


def front_matter(raw: bytes) -> bytes | None:
    """The YAML between the first line and the next ``---``, on the lines where it stands; None if there is none."""
    lines = raw.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == _FENCE), None)
    return None if end is None else b"\n" + b"".join(lines[1:end])
