"""Which event does what: from one situation to the next, with what follows for each use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from checker.condition.truth import Known, Truth, Unknown, every
from checker.files import manifest
from checker.files.events import Event, Lost, Moved, Raised, Relicensed, Retired, Whose
from checker.fleet import Fleet, Route
from checker.fleet.facts import retirement
from checker.fleet.keys import host, keys
from checker.fleet.service import Use
from checker.report.numbers import limit_text
from checker.vocabulary import LIVE_ROLES, is_self
from checker.whatif import EFFECTS, Outcome, Step, effects
from checker.whatif.situation import PROOF, IsLost, Situation, Turn, every_use, identity, losing, stays, turn

Result = tuple[Situation, Step]


def happen(situation: Situation, event: Event) -> Result:
    """One event, after the days until it have passed."""
    began = situation.as_of
    day = max(began, event.on or began) + dt.timedelta(days=event.advance or 0)
    later, ended = _pass_time(situation, day)
    after, step = _what_happens(later, event)
    outcomes = tuple(sorted((*ended, *step.outcomes), key=_order))
    late = f"dated {event.on}, which is before {began}, the day that the simulation has come to"
    notes = (*step.notes, late) if event.on and event.on < began else step.notes
    return after, replace(step, what=event.what or "", source=event.source or "", outcomes=outcomes, notes=notes)


def go_live(situation: Situation) -> Result:
    """Every planned route takes over its use."""
    return _turn_routes(situation, "planned routes go live", effects.use_planned, "no route is planned")


def _order(outcome: Outcome) -> tuple[int, str]:
    return (EFFECTS.index(outcome.effect), str(outcome.subject))


def _pass_time(situation: Situation, day: dt.date) -> tuple[Situation, tuple[Outcome, ...]]:
    """What hosts retire on the way is lost, each on its day; where no day is known, passing time changes nothing.

    A stop on every day of retirement: a fallback is proven or not by then, and many short ways come to one long way.
    """
    outcomes: tuple[Outcome, ...] = ()
    while situation.as_of < day:
        fleet, began = situation.fleet(), situation.as_of
        ends = [_ends(fleet, route) for use in every_use(fleet) for route in use.routes]
        until = min(end for end in (*ends, day) if end is not None and end > began)
        situation, ended = _each(replace(situation, as_of=until), _retiring(until))
        outcomes += ended
    return situation, outcomes


def _ends(fleet: Fleet, route: Route) -> dt.date | None:
    found = None if route.self_operated else retirement(fleet.world, route)
    return None if found is None or isinstance(found, Unknown) else found.day


def _retiring(day: dt.date) -> Callable[[Fleet, Use], Turn | None]:
    return lambda fleet, use: turn(fleet, use, lambda route: Truth.of(_ends(fleet, route) == day))


def _what_happens(situation: Situation, event: Event) -> Result:  # noqa: PLR0911 - one return an action
    match event.action:
        case Moved() as move:
            return _move(situation, move)
        case Lost() as lost:
            return _lose(situation, lost)
        case Retired() as retired:
            return _retire(situation, retired)
        case Raised() as raised:
            return _raise(situation, raised)
        case Relicensed() as change:
            return _relicense(situation, change)
        case Whose() as whose:
            return _close(situation, whose)
    return situation, _step(situation, _time(situation.as_of, event))


def _time(day: dt.date, event: Event) -> str:
    if event.advance:
        return f"{event.advance} days pass"
    return f"time passes until {day}" if event.on == day else "no time passes"


def _step(situation: Situation, title: str, outcomes: tuple[Outcome, ...] = (), note: str = "") -> Step:
    return Step(title, "", "", situation.as_of, outcomes, notes=(note,) if note else ())


def _each(
    situation: Situation, turned: Callable[[Fleet, Use], Turn | None], *, restarts: bool = False
) -> tuple[Situation, tuple[Outcome, ...]]:
    """Turn every use that still runs; one that stops keeps its routes, and only a move starts it again."""
    fleet = situation.fleet()
    idle = frozenset[tuple[str, str]]() if restarts else situation.stopped
    uses = {identity(use): use for use in every_use(fleet) if identity(use) not in idle}
    found = {name: change for name, use in uses.items() if (change := turned(fleet, use)) is not None}
    changed = {name: change.routes for name, change in found.items() if change.routes is not None}
    stopped = {name for name, change in found.items() if change.outcome.effect == "stops"}
    restarted = {name for name, routes in changed.items() if restarts and _is_served(uses[name], routes)}
    after = replace(situation.with_routes(changed), stopped=(situation.stopped - restarted) | stopped)
    return after, tuple(change.outcome for change in found.values())


def _is_served(use: Use, routes: Sequence[manifest.Route]) -> bool:
    """Whether enough of a use was moved to serve it; what stays where it was may be lost."""
    new = [route for was, route in zip(use.declared.routes, routes, strict=True) if route is not was]
    live = (route for route in new if route.actual_role in LIVE_ROLES)
    return any(route.share is None or route.share.part >= PROOF.live_share for route in live)


def _turn_routes(situation: Situation, title: str, turned: Callable[[Fleet, Use], Turn | None], nothing: str) -> Result:
    after, outcomes = _each(situation, turned, restarts=True)
    return after, _step(situation, title, outcomes, "" if outcomes else nothing)


def _key(situation: Situation, lost: Lost) -> str:
    """The key as routes carry it: a model by its id."""
    known = situation.catalog.model(lost.key) if lost.dimension == "model" else None
    return known.id if known else lost.key


def _lose(situation: Situation, lost: Lost) -> Result:
    dimension, key = lost.dimension, _key(situation, lost)
    fleet = situation.fleet()
    running = [use for use in every_use(fleet) if identity(use) not in situation.stopped]
    routes = [route for use in every_use(fleet) for route in use.routes]
    carried = any(key in keys(fleet.world, route, dimension).certain for route in routes)
    after, outcomes = _each(situation, lambda fleet, use: turn(fleet, use, losing(fleet, dimension, key)))
    touched = {str(outcome.subject) for outcome in outcomes}
    kept = [found for use in running if (found := stays(fleet, use, dimension, key))]
    every_outcome = (*outcomes, *(found for found in kept if str(found.subject) not in touched))
    note = "" if carried else f"no route says that it carries {dimension} {key}"
    return after, _step(situation, f"{dimension} {key} is lost", every_outcome, note)


def _retire(situation: Situation, retired: Retired) -> Result:
    fleet = situation.fleet()
    model, only = fleet.world.canonical(retired.model) or retired.model, retired.host
    title = f"{model} is retired at {only or 'every host'}"
    routes = [route for use in every_use(fleet) for route in use.routes]
    served = {str(where.value) for route in routes if isinstance(where := host(fleet.world, route), Known)}
    listed = {name for of, name in situation.catalog.endpoints if of == model}
    hosts = sorted(name for name in ({only} if only else {*served, *listed}) if not is_self(name))
    catalog = effects.retire(situation.catalog, model, hosts, situation.as_of, title)
    changed = replace(situation, catalog=catalog)
    nothing = f"no route that others run uses {model} there"
    after, outcomes = _each(changed, lambda fleet, use: turn(fleet, use, _is_at_host(fleet, model, only)))
    return after, _step(changed, title, outcomes, "" if outcomes else nothing)


def _is_at_host(fleet: Fleet, model: str, at: str | None) -> IsLost:
    """Whether a route is the model at the host; unknown where the manifest leaves either open."""

    def lost(route: Route) -> Truth:
        if route.self_operated:
            return Truth.FALSE
        named, where = keys(fleet.world, route, "model"), host(fleet.world, route)
        is_model = Truth.TRUE if model in named.certain else Truth.UNKNOWN if named.open else Truth.FALSE
        is_there = Truth.UNKNOWN if isinstance(where, Unknown) else Truth.of(where.value == at)
        return every([is_model, Truth.TRUE if at is None else is_there])

    return lost


def _move(situation: Situation, move: Moved) -> Result:
    what = (move.dimension, _key(situation, move))
    whose = f" of {'/'.join(filter(None, (move.service, move.use, move.route)))}" if move.service else ""
    title = f"routes{whose} on {' '.join(what)} move to {move.to.model}"
    nothing = f"no live route carries {' '.join(what)}"
    return _turn_routes(situation, title, lambda fleet, use: effects.move_use(fleet, use, what, move), nothing)


def _raise(situation: Situation, raised: Raised) -> Result:
    services, costs = effects.raise_price(situation.fleet(), situation.services, raised)
    whose = raised.vendor or raised.host
    note = "" if costs else f"no route that others run carries {whose}"
    step = _step(situation, f"{whose} raises its price by {limit_text(raised.by)}", (), note)
    return replace(situation, services=tuple(services)), replace(step, costs=tuple(costs))


def _close(situation: Situation, whose: Whose) -> Result:
    title = f"weights of {whose.model or whose.vendor} are no longer available"
    catalog = effects.close_weights(situation.catalog, whose, situation.as_of, title)
    return replace(situation, catalog=catalog), _step(situation, title)


def _relicense(situation: Situation, change: Relicensed) -> Result:
    title = f"license of {change.model or change.vendor} becomes {change.license}"
    catalog = effects.relicense(situation.catalog, change, situation.as_of, title)
    return replace(situation, catalog=catalog), _step(situation, title)
