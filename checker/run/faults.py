"""Faults of the environment and of usage, printed as one line; they end with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Fault(Exception):  # noqa: N818 - nothing is broken but the request or the machine
    """What went wrong, as one phrase for standard error."""


class Lost(Exception):  # noqa: N818 - as above
    """A part of the work did not come back, as one phrase for standard error. The run ends with exit code 4."""


@contextmanager
def needed(extra: str, library: str) -> Iterator[None]:
    """Around an import of a library that only one output needs: says which extra brings it.

    Raises:
        Fault: the library is not installed.
    """
    try:
        yield
    except ModuleNotFoundError:
        raise Fault(f"this needs {library}, which is not installed: pip install 'modelbylaws[{extra}]'") from None


class NotBySums(Exception):  # noqa: N818 - it is an answer: the manifests themselves are looked at
    """Why partial sums cannot stand for manifests here, as people are told it."""
