"""The SPDX license list and the syntax of expressions, as the library ``license-expression`` has them.

NOTE: the library and its list take 35 ms, so both are loaded when the first license is compared, and once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from checker.record import dataclass

T = TypeVar("T")

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
    from license_expression import get_license_index  # noqa: PLC0415 - see the note above

    licenses: dict[str, str] = {}
    exceptions: dict[str, str] = {}
    replaced: dict[str, str] = {}
    for entry in get_license_index():
        name = entry["spdx_license_key"] or ""
        if not name or name.startswith("LicenseRef-") or name.lower() in REPLACED:
            continue
        (exceptions if entry["is_exception"] else licenses)[name.lower()] = name
        others = [other for other in entry["other_spdx_license_keys"] if not other.startswith("LicenseRef-")]
        replaced |= {other.lower(): name for other in others if not entry["is_exception"] and " " not in other}
    return Ids(replaced | licenses, exceptions)


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
