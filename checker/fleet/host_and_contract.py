"""The rows of the attribute table about the host of a route, and about the contract it is under."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from checker.diagnostic import Path
from checker.fleet import facts
from checker.fleet.reading import HOSTED, OfRoute, fraction, joined, term
from checker.vocabulary import TrainingOnData


def rows() -> Iterator[OfRoute]:
    about = "first day the host no longer serves the model"
    read = joined(facts.retires, *HOSTED, "declared.version")
    yield OfRoute("endpoint.retires", "route", "day", about, ("host",), read=read)
    about = "the host's corporate group"
    read = joined(facts.host_group, *HOSTED)
    yield OfRoute("host.group", "route", "text", about, ("host",), names="host group", read=read)
    at: Path = ("contract",)
    about = "supplier under the contract"
    yield OfRoute("contract.supplier", "route", "text", about, at, read=term(lambda c: c.supplier))
    yield OfRoute("contract.end", "route", "day", "last day of the contract", at, read=term(lambda c: c.end))
    about = "period of notice, in days"
    yield OfRoute("contract.notice-days", "route", "number", about, at, read=term(lambda c: fraction(c.notice_days)))
    yield OfRoute("contract.dpa", "route", "flag", "data processing agreement", at, read=term(lambda c: c.dpa))
    about = "HIPAA business associate agreement"
    yield OfRoute("contract.baa", "route", "flag", about, at, read=term(lambda c: c.baa))
    yield OfRoute("contract.audit-right", "route", "flag", "right to audit", at, read=term(lambda c: c.audit_right))
    yield OfRoute(
        "contract.training-on-data", "route", "choice", "whether the supplier may train on our data", at,
        get_args(TrainingOnData), read=term(lambda c: c.training_on_data),
    )  # fmt: skip
