"""What a license asks of those who use a model: a closed list, so that a program can judge it."""

from __future__ import annotations

from typing import Annotated, Self

from checker.shape import Fault, Shape, reject
from checker.shape.marks import Field, model_validator
from checker.shape.scalars import Distinct, Flag, Prose, Whole
from checker.vocabulary import LicenseScope, Region


class Conditions(Shape):
    """Conditions of a license. Notices are shown and never judged. Money is in US dollars."""

    max_monthly_active_users: Whole | None = None
    """The license ends above this many monthly active users."""
    max_monthly_revenue_usd: Whole | None = None
    """The license ends above this revenue a month, in US dollars."""
    max_annual_revenue_usd: Whole | None = None
    """The license ends above this revenue a year, in US dollars."""
    excluded_territory: Annotated[tuple[Region, ...], Distinct] | None = None
    """Organizations with their seat here have no license."""
    non_commercial: Flag | None = None
    """true: no commercial use."""
    needs_authorization: Flag | None = None
    """true: no commercial use without an authorization by the licensor in writing."""
    indemnity: Flag | None = None
    """true: whoever uses it has to indemnify the licensor against claims of others."""
    scope: Annotated[tuple[LicenseScope, ...], Field(min_length=1), Distinct] | None = None
    """Uses that these conditions bind: own-use, hosting (inference for others), end-user. Default: all."""
    notice: Prose | None = None
    """What must be displayed."""
    notice_above_monthly_active_users: Whole | None = None
    """The notice is due above this many monthly active users; above one of several thresholds is enough."""
    notice_above_monthly_revenue_usd: Whole | None = None
    """The notice is due above this revenue a month, in US dollars."""
    notice_above_annual_revenue_usd: Whole | None = None
    """The notice is due above this revenue a year, in US dollars."""
    notice_file: Prose | None = None
    """What a file must say that goes with every copy."""

    @model_validator(mode="after")
    def _a_notice_is_due(self) -> Self:
        above = [name for name, value in self if name.startswith("notice_above") and value is not None]
        if above and self.notice is None:
            reject([Fault((above[0].replace("_", "-"),), "a threshold needs a notice", "say what must be displayed")])
        return self
