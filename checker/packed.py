"""What goes from one process to another, or is put away until it is needed, as bytes of our own making.

Bytes that anybody else may have written are never read here: pickles can run code.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Self, TypeVar, overload

C = TypeVar("C", bound=type)
T_co = TypeVar("T_co", covariant=True)


def packs(cls: C) -> C:
    """Let a frozen dataclass be packed by its fields, of which it has two or more.

    NOTE: what Python does with one that has slots takes three times as long, by loops over its fields in Python.
    """
    values = attrgetter(*(field.name for field in fields(cls)))

    def reduce(self: object) -> tuple[Any, ...]:
        return type(self), values(self)

    cls.__reduce__ = reduce  # type: ignore[assignment]
    return cls


class Columns(Sequence[T_co], ABC):
    """Many things that are alike, each about a service, in columns; an object is made of one when it is asked for.

    Whoever asks for one by its number makes all: go through them instead.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def sound(self) -> bool:
        """Whether the columns fit each other, which were read from somewhere."""

    @property
    @abstractmethod
    def services(self) -> frozenset[str]:
        """Whom they are about."""

    @abstractmethod
    def without(self, services: Collection[str], /) -> Self:
        """Those about others."""

    @abstractmethod
    def joined(self, others: Sequence[Self], /) -> Self:
        """All of these together."""

    @overload
    def __getitem__(self, at: int, /) -> T_co: ...
    @overload
    def __getitem__(self, at: slice, /) -> tuple[T_co, ...]: ...
    def __getitem__(self, at: int | slice, /) -> T_co | tuple[T_co, ...]:
        return tuple(self)[at]
