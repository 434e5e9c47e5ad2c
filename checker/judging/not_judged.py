"""What is concluded of a rule that cannot be judged: unknown, with the reason and the places to mend."""

from __future__ import annotations

from checker.diagnostic import Place
from checker.fleet import Population
from checker.kinds import AnyKind
from checker.kinds.kind import Conclusion
from checker.kinds.parts.shares import some_of
from checker.report import Cause, Decision, Subject, Verdict


def nothing_selected(rule: AnyKind, at: Place, of_whom: str) -> Conclusion:
    """A selection of a rule that holds nobody is more often a slip than meant."""
    message = f"nothing-selected: selection {rule.of!r} selects {of_whom}"
    place = Place(at.file, (*at.path, "of"), "selects nothing")
    help_ = "correct the selection, or write no-match: ok if that is meant"
    return only(Decision(Subject(), Verdict.UNKNOWN, message, (place,), help=help_))


def not_read(at: Place, fleet: Population) -> Conclusion:
    """No share is given over a part of a population."""
    places = tuple(dict.fromkeys(entry.location for entry in fleet.unread))
    reasons = sorted({entry.reason for entry in fleet.unread}) or ["the manifests contradict each other"]
    files = some_of(sorted({place.file for place in places}))
    because = reasons[0] if len(reasons) == 1 else f"{files} could not be read"
    message = f"input-invalid: not judged, because {because}"
    cause = Cause("not-read", because, places)
    help_ = "correct the faults listed"
    return only(Decision(Subject(), Verdict.UNKNOWN, message, (at, *places), help=help_, cause=cause))


def only(decision: Decision) -> Conclusion:
    """One decision that stands for the whole rule."""
    return Conclusion((decision,), verdict=decision.verdict, reason=decision.reason)
