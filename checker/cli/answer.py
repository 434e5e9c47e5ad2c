"""What a verb answers: a value with an exit code, and how it is written for people and for programs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from checker.formats import Format
from checker.formats.terminal import Paint
from checker.record import dataclass
from checker.run.output import Target, deliver


class Found(Protocol):
    """What a verb found. What programs may ask for has a ``FORM``, too."""

    @property
    def exit_code(self) -> int: ...


F = TypeVar("F", bound=Found)


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, how it is told to people, and what writes it in formats that are neither text nor JSON."""

    value: Found
    text: Callable[[Paint], str]
    others: Callable[[Format, Paint], str] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What people are told, and programs are not."""

    text: str
    exit_code: int = 0


def answered(
    value: F, text: Callable[[F, Paint], str], others: Callable[[Format, F, Paint], str] | None = None
) -> Answer:
    """The answer whose text is made of its value, and other formats too if the verb offers some."""
    other = None if others is None else lambda name, paint: others(name, value, paint)
    return Answer(value, lambda paint: text(value, paint), other)


def words(text: str, exit_code: int = 0) -> Answer:
    """An answer that is only told, such as which files were written."""
    return answered(Words(text, exit_code), lambda said, _: said.text)


def render(found: Answer, name: Format, paint: Paint) -> str:
    """The answer in one of the formats that its verb offers."""
    if name == "json":
        from checker.formats.json import write_json

        return write_json(found.value)
    return found.text(paint) if name == "full" or found.others is None else found.others(name, paint)


def give(found: Answer | int, given: argparse.Namespace) -> int:
    """Write the answer where the command line asks for it; its exit code. A verb that wrote already gives only that.

    Raises:
        Fault: something could not be written.
    """
    if isinstance(found, int):
        return found
    asked: Sequence[Target] | Format = getattr(given, "output", ())  # a form alone is for standard output
    targets = [Target(asked)] if isinstance(asked, str) else asked
    deliver(lambda name, paint, _: render(found, name, paint), targets, getattr(given, "color", "never"))
    return found.value.exit_code
