"""What a fact rests on, and what is to be done where it is not known: in the words of reports."""

from __future__ import annotations

from checker.catalog.claims import ONLY_REPORTED, join_lines, when_read
from checker.condition.truth import Unknown
from checker.files.facts import Claim, Sourced


def missing(name: str, model: str, reason: str) -> Unknown:
    """The unknown value of a fact, and where it can be added."""
    kind, instead = (
        ("confirmed claim", ", or say accept: reported in the rule") if reason == ONLY_REPORTED else ("claim", "")
    )
    remedy = (
        f"add a {kind} for fact {name!r} of {model!r} to a catalog of yours, such as catalog/in-house.yaml{instead}"
    )
    return Unknown(f"fact {name!r} of {model} {reason}", remedy)


def rests_on(name: str, model: str, value: str, basis: Sourced) -> str:
    """One line of evidence: the fact, its status, and its first source."""
    source = basis.sources[0]
    since = f" since {basis.from_}" if isinstance(basis, Claim) else ""
    decided = (
        f"; decided by {basis.decided.by} on {basis.decided.on}: {join_lines(basis.decided.why)}"
        if basis.decided
        else ""
    )
    return (
        f"{name} of {model}: {value}{since} ({basis.status}; {source.class_}: {source.what}, {source.where}, "
        f"{when_read(source)}{decided})"
    )
