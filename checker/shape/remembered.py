"""Texts that are typed once in a process, and lists of them.

NOTE: manifests of a fleet repeat nearly all of their values. It halves the time of shaping, and what is equal is kept
once. A shape looks into ``known`` itself, since a call takes three times as long as the look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from checker.diagnostic import MAX_VALUE

T = TypeVar("T")

MAX_REMEMBERED = 4096
"""Most texts of a type that are typed only once; ids, of which each service has its own, are most of them."""

MAX_LISTED = 8
"""Most entries of a list that is remembered."""

NONE_KNOWN: Mapping[str, Any] = {}


class Remembered(Generic[T]):
    """A function from text to a value that cannot change, which types each text once and gives the same value again."""

    __slots__ = ("known", "parse")

    def __init__(self, parse: Callable[[Any], T], known: dict[str, T] | None = None) -> None:
        self.parse = parse
        self.known: dict[str, T] = {} if known is None else known

    def __call__(self, value: Any) -> T:  # noqa: ANN401 - whatever a file holds
        if not isinstance(value, str):
            return self.parse(value)
        if value in self.known:
            return self.known[value]
        made = self.parse(value)
        if len(value) <= MAX_VALUE and len(self.known) < MAX_REMEMBERED:
            self.known[value] = made
        return made

    def or_none(self) -> Remembered[T | None]:
        """The same where nothing may be said."""
        parse = self.parse
        return Remembered(lambda value: None if value is None else parse(value), self.known)  # type: ignore[arg-type] # no text is None


def remember(parse: Callable[[object], T]) -> Remembered[T]:
    """The function, which gives the same value again for the same text."""
    return Remembered(parse)


def remember_lists(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A reader of lists of texts, which reads each short list once."""
    known: dict[tuple[str, ...], Any] = {}

    def typed(value: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        if type(value) is not list:
            return read(value)
        listed = tuple(value)
        try:
            made = known.get(listed)
        except TypeError:  # it holds more than texts
            return read(value)
        if made is None:
            made = read(value)
            if len(known) < MAX_REMEMBERED and len(listed) <= MAX_LISTED and all(map(_is_short_text, listed)):
                known[listed] = made
        return made

    return typed


def _is_short_text(item: object) -> bool:
    return type(item) is str and len(item) <= MAX_VALUE
