"""The SPDX license list and the syntax of expressions, as the library ``license-expression`` has them.

NOTE: the library takes twice as long as an empty Python, so it is loaded when the first expression is parsed. Its list
is kept here, and so a license means the same whichever version of the library is installed; a test compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from checker.record import dataclass

T = TypeVar("T")

LIST = os.path.join(os.path.dirname(__file__), "ids.txt")
"""An id a line. Behind a deprecated one stands what replaced it."""

MAX_LENGTH = 1000
"""Longest text that is parsed: no real expression is near it, and depth is bounded with it."""

REPLACED: Mapping[str, str] = {
    "bsd-2-clause-netbsd": "BSD-2-Clause",
    "ecos-2.0": "GPL-2.0-or-later WITH eCos-exception-2.0",
    "gpl-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "gpl-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "gpl-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "gpl-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "gpl-2.0-with-gcc-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "gpl-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "gpl-3.0-with-gcc-exception": "GPL-3.0-only WITH GCC-exception-3.1",
    "wxwindows": "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
}
"""Deprecated ids that the SPDX list replaces by an expression, which the library does not know."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids without letter case to ids as the list writes them; deprecated ones to what replaced them."""

    licenses: Mapping[str, str]
    exceptions: Mapping[str, str]


@cache
def ids() -> Ids:
    """The list: licenses and exceptions. ScanCode's own (``LicenseRef-scancode-...``) are not on it."""
    with open(LIST, encoding="ascii") as file:
        lines = [line.split() for line in file if not line.startswith("#")]
    licenses = {old.lower(): name for kind, old, *new in lines if kind == "license" for name in (new or [old])}
    return Ids(licenses, {name.lower(): name for kind, name, *_ in lines if kind == "exception"})


@cache
def _licensing() -> Any:  # noqa: ANN401 - the library has no types
    from license_expression import Licensing  # noqa: PLC0415 - see the note above

    return Licensing()


def parse(written: str, term: Callable[[str, str], T], join: Callable[[list[T], bool], T]) -> T | None:
    """An expression, made of ``term(license, exception)`` and ``join(parts, choice)``; None if it is none."""
    from license_expression import ExpressionError  # noqa: PLC0415 - see the note above

    if len(written) > MAX_LENGTH:
        return None
    licensing = _licensing()

    def build(node: Any) -> T:  # noqa: ANN401 - the library has no types
        if isinstance(node, licensing.AND | licensing.OR):
            return join([build(part) for part in node.args], isinstance(node, licensing.OR))
        exception = getattr(node, "exception_symbol", None)
        return term(node.license_symbol.key, exception.key) if exception else term(node.key, "")

    try:
        return build(licensing.parse(written, simple=True))
    except (ExpressionError, IndexError):  # NOTE: the library says IndexError of "()"
        return None
