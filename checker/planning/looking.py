"""What a question finds of a service after some changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from checker.judging.docket import Docket, Group
from checker.kinds.kind import Member
from checker.kinds.parts.verdicts import PerSubject
from checker.record import dataclass
from checker.report import Decision, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Looked:
    """Whether the service is a member then, how many pieces it gives, and those.

    Attributes:
        broken: how badly each subject is broken, where it is asked of one service after the other.
        stakes: of a limit over the fleet.
    """

    member: bool
    count: int
    broken: Mapping[Subject, int] = field(default_factory=dict)
    stakes: tuple[object, ...] = ()


_NOBODY = Looked(False, 0)  # noqa: FBT003 - the first of a record
Rows = Sequence[Sequence[Looked]]
"""Of each option of each service."""


def look(docket: Docket, group: Group, member: Member | None) -> Looked:
    """What a question finds of a service, which is no member if it certainly is not selected."""
    if member is None:
        return _NOBODY
    pieces = tuple(group.rule.collect(docket.world, member))
    if isinstance(group.rule, PerSubject):
        return Looked(True, len(pieces), broken=broken_in(pieces) or _NOBODY.broken)  # noqa: FBT003 - the first of a record
    return Looked(True, len(pieces), stakes=pieces)  # noqa: FBT003 - as above


_RANK = {Verdict.UNKNOWN: 1, Verdict.FAIL: 2, Verdict.ERROR: 3}


def broken_in(collected: Iterable[object]) -> dict[Subject, int]:
    """How badly each subject is broken."""
    found: dict[Subject, int] = {}
    for one in collected:
        if isinstance(one, Decision) and one.verdict.broken:
            found[one.subject] = max(found.get(one.subject, 0), _RANK[one.verdict])
    return found
