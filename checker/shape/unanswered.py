"""Questions that nobody has answered yet: a draft says ``TODO`` where only people know, and nothing judges it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checker.diagnostic import Diagnostic, Path, Place
from checker.source import Document, Plain

OPEN = "TODO"
"""What a draft holds in the place of an answer."""

CODE = "unanswered-question"
_OPEN = re.compile(rf"\s*{OPEN}(?![A-Za-z0-9_.-])")
"""Also with a remark behind it, which would pass for a value where any text is one; ``TODO-app`` is a name."""
_REMARK = re.compile(r"""["'\]},\s]*#\s*(.*?)\s*\Z""")


def is_open(value: Plain) -> bool:
    """Whether a value is none, but a question."""
    return isinstance(value, str) and _OPEN.match(value) is not None


def find_open(data: Plain, at: Path = ()) -> Iterator[Path]:
    """Where a document says ``TODO``."""
    if is_open(data):
        yield at
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in entries:
        yield from find_open(value, (*at, step))


def unanswered(document: Document, path: Path, about: Callable[[], str]) -> Diagnostic:
    """The fault at such a place, with the question: the remark behind the value, or else what the key is about."""
    location = document.locate(Place(document.file, path))
    key = next((step for step in reversed(path) if isinstance(step, str)), "the value")
    question = ""
    if location.span is not None:
        line = document.text.split("\n")[location.span.end_line - 1]
        remark = _REMARK.match(line[location.span.end_column - 1 :])
        question = remark[1] if remark else ""
    return Diagnostic(
        CODE, f"{key} is {OPEN}: a question that nobody has answered yet", (location,), question or about()
    )
