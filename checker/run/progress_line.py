"""A line on standard error that says how far the work is, on a terminal alone, for what takes more than a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field

from checker.progress import listening
from checker.record import dataclass
from checker.run.output import warn

AFTER = 1.0
"""Seconds that work takes before it is shown: nobody needs to be told of less."""

EVERY = 0.1
"""Seconds between two changes of the line; an eye sees no more."""

_CLEAR = "\r\x1b[K"

_LOGS = ("CI", "PRE_COMMIT")
"""Set where a log is kept of what looks like a terminal."""


@dataclass
class ProgressLine:
    """Listens, and writes the line; ``clock`` gives seconds."""

    write: Callable[[str], None] = warn
    clock: Callable[[], float] = time.monotonic
    _what: str = field(default="", init=False)
    _next: float = field(default=0.0, init=False)
    _shown: bool = field(default=False, init=False)

    def __call__(self, what: str, done: int, total: int) -> None:
        now = self.clock()
        if what != self._what:
            self._what, self._next = what, now + AFTER
        if done == total:
            self.clear()
            self._what = ""
        elif now >= self._next:
            self.write(f"{_CLEAR}{what}: {done:,} of {total:,}")
            self._next, self._shown = now + EVERY, True

    def clear(self) -> None:
        """Take the line away, so that what follows stands alone."""
        if self._shown:
            self.write(_CLEAR)
            self._shown = False


@contextmanager
def showing_progress() -> Iterator[None]:
    """While it lasts, long work is shown, if a person may see it; the line is gone at the end, whatever happens."""
    if not _seen():
        yield
        return
    line = ProgressLine()
    try:
        with listening(line):
            yield
    finally:
        line.clear()


def _seen() -> bool:
    """Whether standard error is a terminal, and none of which somebody keeps what is written."""
    terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return terminal and not any(os.environ.get(name) for name in _LOGS)
