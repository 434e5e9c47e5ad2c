"""What kinds have in common that give a verdict to each service, use or route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.condition.truth import Truth
from checker.diagnostic import Place
from checker.fleet import World
from checker.fleet.view import View
from checker.kinds.kind import Breach, Conclusion, Member, Piece
from checker.report import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Judged(Piece):
    """The verdict on one subject, and its finding if it is one."""

    decision: Decision
    breach: Breach | None = None


def concluded(pieces: tuple[Judged, ...], nobody: str) -> Conclusion:
    """The subjects' verdicts; ``nobody`` says why there are none."""
    decisions = tuple(piece.decision for piece in pieces)
    breaches = tuple(piece.breach for piece in pieces if piece.breach is not None)
    return Conclusion(decisions, breaches, reason="" if decisions else nobody)


def undecided_unless_selected(verdict: Verdict, member: Member) -> Verdict:
    """Not selected, or it must hold: a failure of a service that is perhaps not selected is unknown."""
    return Verdict.UNKNOWN if verdict is Verdict.FAIL and not member.certain else verdict


def applies_because(world: World, member: Member) -> Iterator[Place]:
    """Where the manifest shows that the rule is about the service."""
    view = View(world, member.service)
    for reading in member.outcome.deciding:
        perhaps = "may apply" if reading.truth is Truth.UNKNOWN else "applies"
        yield view.place(reading, f"the rule {perhaps} because of this")
