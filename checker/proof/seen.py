"""What a policy test says that was observed, as the evidence that its rule is held against."""

from __future__ import annotations

from checker.diagnostic import Diagnostic, Path, Place
from checker.files.seen import Seen
from checker.observed import Evidence, Observation
from checker.observed.telemetry import overlapping
from checker.observed.values import Unusable, currency_in, model_in
from checker.source import Document


def read_seen(document: Document, seen: tuple[Seen, ...] | None, at: Path) -> Evidence | list[Diagnostic] | None:
    """The evidence of a case, or what no file of evidence could say; None where the case has none."""
    if seen is None:
        return None
    found: list[Observation] = []
    faults: list[Diagnostic] = []
    for index, one in enumerate(seen):
        try:
            found.append(_observation(document, one, (*at, index)))
        except Unusable as error:
            place = document.locate(Place(document.file, (*at, index)))
            faults.append(Diagnostic(error.code, error.message, (place,), error.help))
    faults += overlapping((one.series, one) for one in found if one.source == "telemetry")
    if faults:
        return faults
    in_order = tuple(sorted(found, key=lambda one: one.sort_key))
    return Evidence(in_order, tuple(dict.fromkeys(one.source for one in found)))


def _observation(document: Document, one: Seen, at: Path) -> Observation:
    caller, place = one.service or "", document.locate(Place(document.file, at))
    currency = currency_in(one.currency) if one.currency else None
    return Observation(
        one.of, caller, caller, model_in(one.model), one.host, one.from_, one.to, one.requests, one.cost,
        currency, place, one.where or "", offered=not caller,
    )  # fmt: skip
