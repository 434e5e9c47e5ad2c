"""Modules of others and of ours, imported without what a short run never asks them for.

NOTE: a check of one manifest spent a tenth of its time on patterns that nothing was compared with, on ``inspect`` and
``copy``, which ``dataclasses`` asks for one function each that it does not call here, and on translations of
``argparse``, of which there are none. While modules are imported here, a pattern is one that is compiled when somebody
uses it, and such a module one that is imported when somebody asks it for something. Afterwards ``sys.modules`` is as it
was: whoever imports one of these gets the real one. Only the console script does so, before anything else runs.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LATER = ("copy", "inspect")


class _Later:
    """A pattern that is compiled when it is used for the first time."""

    def __init__(self, pattern: Any, flags: Any = 0) -> None:  # noqa: ANN401 - as ``re.compile``
        self._asked = (pattern, flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of a pattern
        found = getattr(re.compile(*self._asked), name)
        setattr(self, name, found)
        return found


class _Module(ModuleType):
    """A module that is imported when somebody asks it for something."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of a module
        if name.startswith("__"):  # the machinery of imports looks for some
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        __import__(self.__name__)
        return getattr(sys.modules[self.__name__], name)


@contextmanager
def lean_patterns() -> Iterator[None]:
    """Import with patterns that are compiled when somebody uses them."""
    lean: Any = ModuleType("re")
    lean.__dict__.update(vars(re), compile=_Later)
    with _instead({"re": lean}):
        yield


@contextmanager
def lean_imports() -> Iterator[None]:
    """Import with such patterns, and without the modules that nobody asks for anything."""
    others = {name: _Module(name) for name in _LATER} | {"gettext": _untranslated()}
    with lean_patterns(), _instead({name: module for name, module in others.items() if name not in sys.modules}):
        yield


def _untranslated() -> ModuleType:
    """What ``argparse`` asks of ``gettext``, in English."""
    made: Any = ModuleType("gettext")
    made.gettext = lambda message: message
    made.ngettext = lambda one, several, count: one if count == 1 else several
    return made  # type: ignore[no-any-return]


@contextmanager
def _instead(modules: dict[str, ModuleType]) -> Iterator[None]:
    """Import with these modules in the place of the real ones."""
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in modules.items():
            real = before[name]
            if real is not None:
                sys.modules[name] = real
            elif sys.modules.get(name) is module:
                del sys.modules[name]
