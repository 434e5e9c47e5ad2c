"""Libraries that only one output needs: which extra brings them, said when one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from checker.cli.faults import Fault


@contextmanager
def needed(extra: str, library: str) -> Iterator[None]:
    """Around an import.

    Raises:
        Fault: the library is not installed.
    """
    try:
        yield
    except ModuleNotFoundError:
        raise Fault(f"this needs {library}, which is not installed: pip install 'modelbylaws[{extra}]'") from None
