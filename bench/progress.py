"""A bar on standard error while something long runs; nothing at all where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

_WIDTH = 30


class Progress:
    """How far a work of so many steps is."""

    def __init__(self, title: str, steps: int) -> None:
        self._title, self._steps, self._done, self._shown = title, max(steps, 1), 0, -1
        self._watched = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if self._watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def step(self) -> None:
        """One step is done."""
        self._done += 1
        self._show()

    def rename(self, title: str) -> None:
        """What is done now."""
        self._title, self._shown = title, -1
        self._show()

    def _show(self) -> None:
        full = _WIDTH * self._done // self._steps
        if self._watched and full != self._shown:
            self._shown = full
            bar = "#" * full + "." * (_WIDTH - full)
            sys.stderr.write(f"\r\x1b[K[{bar}] {100 * self._done // self._steps:3}% {self._title}")
            sys.stderr.flush()
