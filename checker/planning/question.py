"""What ``plan`` is asked, and the question made ready for the solver: options, and what the rules ask of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from checker.diagnostic import did_you_mean, many
from checker.fleet import Fleet
from checker.judging.docket import Docket, open_docket
from checker.kinds.fallback import Fallback
from checker.kinds.max_share import MaxShare
from checker.kinds.parts.limits import FleetLimit
from checker.kinds.parts.verdicts import PerSubject
from checker.kinds.survive import Survive
from checker.planning.demand import Demand, Mode
from checker.planning.demands import Demands
from checker.planning.destinations import places_of
from checker.planning.fit import Asking
from checker.planning.options import Bounds, Choices, Options
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.run import Run

FEW_SERVICES = 500
"""Beyond so many services a plan looks at fewer destinations a route, so that its making stays a matter of minutes."""
LISTED = 5
"""Most services that a note names."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    rules: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    """Services, and vendors as ``vendor=X``, that no move leaves."""
    max_moves: int | None = None
    budget: int | None = None
    horizon: dt.date | None = None
    unknown_cost: int | None = None
    test_cost: int = 1
    candidates: int = 4
    catalog: int = 12
    seconds: float = 50.0


@dataclass(frozen=True, eq=False)
class Prepared:
    """The question, ready for the solver.

    Attributes:
        modes: of each rule that counts, by its number, what is asked of it.
        choices: the options of each service, in the order of names.
        aside: rules that no move can mend, by number, and why.
    """

    run: Run
    fleet: Fleet
    docket: Docket
    modes: Mapping[int, Mode]
    choices: Choices
    demands: tuple[Demand, ...]
    aside: Mapping[int, str]
    notes: tuple[str, ...]


def prepare(run: Run, asked: PlanOptions) -> Prepared:
    """Options and demands.

    Raises:
        Fault: something is named that is not there.
    """
    fleet = run.fleet
    if fleet is None:
        raise Fault("the configuration or a catalog has faults")
    docket = open_docket(run.policies, fleet.world)
    modes = _modes(docket, asked)
    asking = Asking(fleet, docket, {}, asked.horizon, frozenset(modes))
    bounds = _bounds(fleet, docket, modes, asked)
    options = Options(fleet, asking, places_of(fleet), bounds)
    found = [options.of(service) for service in fleet.services]
    choices = [listed for listed, _ in found]
    makes = Demands(fleet, docket, choices)
    demands = {found.number: found for group in docket.groups for found in makes.of(group, modes)}
    aside: dict[int, str] = {}
    if not asked.rules:
        aside = {number: why for number, one in demands.items() if (why := cannot(one, choices))}
        kept: dict[int, Mode] = dict.fromkeys(aside, "keep")
        modes = {**modes, **kept}
        demands = {number: one for number, one in demands.items() if number not in aside}
        demands.update((found.number, found) for group in docket.groups for found in makes.of(group, kept))
    asked_of = tuple(demands[number] for number in sorted(demands))
    cut = sum(more for _, more in found)
    return Prepared(run, fleet, docket, modes, choices, asked_of, aside, tuple(_notes(bounds, cut)))


def _modes(docket: Docket, asked: PlanOptions) -> dict[int, Mode]:
    """What is asked of each rule. Of kinds whose verdicts moves do not decide nothing is."""
    known = [rule.id for _, rule, _ in docket.rules]
    for name in asked.rules:
        if name not in known:
            raise Fault(f"--rules: there is no rule {name!r}: {did_you_mean(name, known) or 'no rule is loaded'}")
    modes: dict[int, Mode] = {}
    for number, (_, rule, _) in enumerate(docket.rules):
        plannable = isinstance(rule, FleetLimit | PerSubject)
        if rule.id in asked.rules and not plannable:
            raise Fault(f"--rules: no move changes what {rule.id} (kind {rule.kind}) says")
        if rule.id in asked.rules or (not asked.rules and plannable and _binds(docket, number)):
            modes[number] = "hold"
        elif plannable and _binds(docket, number):
            modes[number] = "keep"
    return modes


def _binds(docket: Docket, number: int) -> bool:
    return docket.rules[number][1].level_on(docket.world.as_of) != "advisory"


def cannot(demand: Demand, choices: Choices) -> str:
    """Why no move mends a rule, whatever other rules say."""
    if demand.mode != "hold":
        return ""
    if demand.hopeless:
        return demand.hopeless
    stuck = [
        options[0].service.name
        for index, options in enumerate(choices)
        if all((index, option) in demand.barred for option in range(len(options)))
    ]
    named = ", ".join(stuck[:LISTED]) + (f" and {len(stuck) - LISTED} more" if len(stuck) > LISTED else "")
    return f"no move mends it for {named}" if stuck else ""


def _bounds(fleet: Fleet, docket: Docket, modes: Mapping[int, Mode], asked: PlanOptions) -> Bounds:
    rules = [docket.rules[number][1] for number in modes]
    names = {service.name for service in fleet.services}
    kept = frozenset(word for word in asked.keep if "=" not in word)
    vendors = frozenset(word.partition("=")[2] for word in asked.keep if "=" in word)
    for word in asked.keep:
        what, equals, key = word.partition("=")
        if equals and (what != "vendor" or key not in fleet.world.catalog.vendors):
            raise Fault(f"--keep {word!r}: name a service, or vendor=X with a vendor of the catalog")
        if not equals and word not in names:
            raise Fault(f"--keep: there is no service {word!r}: {did_you_mean(word, names) or 'see check'}")
    by_gateway = any(_looks_at_gateways(rule) for rule in rules)
    known = {route.declared.gateway for service in fleet.services for route in service.routes()} - {None, "direct"}
    gateways = tuple(sorted({*(str(name) for name in known), *(fleet.world.gateways or ())})) if by_gateway else ()
    fallbacks = any(
        isinstance(rule, Fallback | Survive) or (isinstance(rule, MaxShare) and rule.count == "sole") for rule in rules
    )
    few = len(fleet.services) <= FEW_SERVICES
    return Bounds(
        asked.candidates if few else min(asked.candidates, 2),
        asked.catalog if few else 0,
        asked.test_cost,
        fallbacks,
        gateways,
        kept,
        vendors,
    )


def _looks_at_gateways(rule: object) -> bool:
    names = (getattr(rule, "by", None), getattr(rule, "losing", None), *getattr(rule, "differs_in", ()))
    return "gateway" in names


def _notes(bounds: Bounds, cut: int) -> Iterator[str]:
    tried = f" and {bounds.catalog} more of the catalog" if bounds.catalog else ""
    yield (
        f"looked at: up to {many(bounds.candidates, 'destination')} a route, among the models that owners list, "
        f"that the fleet runs{tried}; the proof is about these"
    )
    if cut:
        yield f"of {many(cut, 'service')} not all combinations of changes were looked at"
