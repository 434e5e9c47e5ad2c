"""The models that no catalog knows, in one block: where they are used, what they may be, and what waits for them.

Each of them leaves every fact about it unknown, so one slip in a name can be behind many findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from checker.condition.truth import Unknown
from checker.diagnostic import Place, many
from checker.fleet import Route, Service, World
from checker.fleet.remember import once
from checker.fleet.service import every_route
from checker.placed import written_in
from checker.record import dataclass
from checker.report import Finding, Verdict
from checker.report.finding import Lead

_MODELS = 20
"""Most models that are listed."""
_PLACES = 3
"""Most places of one model that are listed."""
_QUOTED = re.compile(r"'[^' ]*'|\"[^\" ]*\"")


@dataclass(frozen=True, slots=True)
class Usage:
    """On how many routes a model is, and where the first of them are: service, number of the route there, place."""

    routes: int
    first: tuple[tuple[str, int, str], ...]

    @property
    def more(self) -> str:
        """How many routes there are besides those, in words."""
        return f" and {self.routes - _PLACES} more" if self.routes > _PLACES else ""

    @property
    def places(self) -> list[str]:
        """File, line and column of each name."""
        return [place for _, _, place in self.first]

    def plus(self, other: Usage) -> Usage:
        return Usage(self.routes + other.routes, tuple(sorted((*self.first, *other.first))[:_PLACES]))


def find_unlisted(world: World, services: Iterable[Service]) -> dict[str, Usage]:
    """The models that no catalog knows, by the name that is written; services are in the order of their names."""
    used: dict[str, Usage] = {}
    for service in services:
        for number, route in enumerate(every_route([service])):
            written = route.model
            if _is_unlisted(world, written):
                known = used.get(written, Usage(0, ()))
                here = ((service.name, number, _place(route)),) if len(known.first) < _PLACES else ()
                used[written] = Usage(known.routes + 1, (*known.first, *here))
    return used


@once
def _is_unlisted(world: World, written: str) -> bool:
    return world.canonical(written) is not None and isinstance(world.vendor(written), Unknown)


def add_up(parts: Iterable[Mapping[str, Usage]]) -> dict[str, Usage]:
    """The models of several parts of a fleet."""
    used: dict[str, Usage] = {}
    for part in parts:
        for written, usage in part.items():
            used[written] = used[written].plus(usage) if written in used else usage
    return used


def note_unlisted(world: World, used: Mapping[str, Usage], findings: Iterable[Finding]) -> tuple[Lead, ...]:
    """A headline, and a line for each model, those on most routes first."""
    if not used:
        return ()
    in_order = sorted(used, key=lambda written: (-used[written].routes, written))
    listed = [_describe(world, written, used[written]) for written in in_order[:_MODELS]]
    left = len(in_order) - len(listed)
    more = [Lead(f"and {many(left, 'more name')}", ())] if left else []
    routes = sum(usage.routes for usage in used.values())
    return (_headline(len(used), routes, _count_waiting(used, findings)), *listed, *more)


def _headline(names: int, routes: int, waiting: int) -> Lead:
    are, them = ("is", "it") if names == 1 else ("are", "them")
    waits = f"; {many(waiting, 'finding')} {'waits' if waiting == 1 else 'wait'} for {them}" if waiting else ""
    return Lead(f"{many(names, 'model name')} {are} in no catalog ({many(routes, 'route')}){waits}", ())


def _describe(world: World, written: str, used: Usage) -> Lead:
    hint = world.near(written) or world.unlisted(written).remedy
    return Lead(f"{written}: ", used.places, f"{used.more}; {hint}")


def _place(route: Route) -> str:
    """File, line and column of the model's name."""
    at = route.service.document.locate(Place(route.service.document.file, (*route.path, "model")))
    return f"{at.file}:{at.span.line}:{at.span.column}" if at.span else at.file


def _count_waiting(models: Iterable[str], findings: Iterable[Finding]) -> int:
    """Findings that say of one of these names, which a reason quotes, that nothing is known about it."""
    quoted = {repr(written_in(model)) for model in models}
    open_ = [finding for finding in findings if finding.verdict in {Verdict.FAIL, Verdict.UNKNOWN}]
    return sum(any(not quoted.isdisjoint(_QUOTED.findall(text)) for text in (f.message, *f.notes)) for f in open_)
