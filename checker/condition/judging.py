"""How operators judge a value: one value, a set that may hold more, or whether there is a value at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from checker.condition.truth import Datum, Known, Members, Truth, Value, union
from checker.licenses import License, parse
from checker.record import dataclass

Values = tuple[Datum, ...]
"""What is asked for: the operand, of which there is at least one."""


@dataclass(frozen=True, slots=True)
class OfKnowledge:
    """Whether there is a value, whatever it is; asked for is True or False."""

    def judge(self, value: Value, asked: Values, _as_of: dt.date, *, is_license: bool) -> Truth:
        del is_license
        known = _is_known(value)
        return known if asked[0] else ~known


def _is_known(value: Value) -> Truth:
    if isinstance(value, Known):
        return Truth.of(value.value is not None)
    gap = value.open if isinstance(value, Members) else value
    if gap is not None and gap.unseen:
        return Truth.UNKNOWN
    return Truth.of(gap is None)


@dataclass(frozen=True, slots=True)
class OfOne:
    """A single value; ``holds`` gets it, what is asked, and the as-of date."""

    holds: Callable[[Datum, Values, dt.date], bool]
    license: Callable[[License, Sequence[Datum]], Truth] | None = None
    """The same of a license, of which the user may choose a part."""
    absent: bool = False
    """Whether it holds of a label that is not there."""

    def judge(self, value: Value, asked: Values, as_of: dt.date, *, is_license: bool) -> Truth:
        if not isinstance(value, Known):
            return Truth.UNKNOWN
        if is_license and self.license is not None:
            return self.license(parse(str(value.value)), asked)
        return Truth.of(self.absent if value.value is None else self.holds(value.value, asked, as_of))


@dataclass(frozen=True, slots=True)
class OfSet:
    """A set of values, of which there may be more than are certain: those cannot undo ``then``."""

    decides: Callable[[frozenset[Datum], frozenset[Datum]], bool]
    """Whether the certain members make it ``then``, by what is asked."""
    then: Truth
    licenses: Callable[[Sequence[License], Sequence[Datum]], Truth]
    """The same of several licenses."""

    def judge(self, value: Value, asked: Values, _as_of: dt.date, *, is_license: bool) -> Truth:
        have = value if isinstance(value, Members) else union([value])
        found = self._of(have.certain, asked, is_license=is_license)
        return found if have.open is None or found is self.then else Truth.UNKNOWN

    def _of(self, certain: frozenset[Datum], asked: Values, *, is_license: bool) -> Truth:
        if is_license:
            return self.licenses([parse(text) for text in sorted(map(str, certain))], asked)
        return self.then if self.decides(certain, frozenset(asked)) else ~self.then


Judging = OfKnowledge | OfOne | OfSet
