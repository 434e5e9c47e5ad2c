"""Observations beside declared routes: which of them may be the same, on what is known of both. Pure, and exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from checker.condition.truth import Truth
from checker.diagnostic import Locate, Path, Place, Spot
from checker.fleet import Route, World
from checker.fleet.keys import keys
from checker.fleet.remember import once
from checker.packed import packs
from checker.record import dataclass
from checker.report import Decision, Subject
from checker.vocabulary import SELF_HOST, is_self

if TYPE_CHECKING:
    from checker.observed import Observation

When = Literal["in", "perhaps", "out"]
"""Whether a period lies in the window: wholly, in part, or not at all. What has no period is as the manifests are."""


@packs
@dataclass(frozen=True, slots=True)
class Told:
    """What a name at a host means; None where that is not known."""

    models: frozenset[str] | None
    """More than one, where the name is ambiguous."""
    host: str | None


@packs
@dataclass(frozen=True, slots=True)
class Seen:
    """An observation, what it means, and whether it counts."""

    observation: Observation
    told: Told
    when: When

    @property
    def shown(self) -> str:
        """The model, and the host where that is told: what findings and waivers know the use by."""
        known = next(iter(self.told.models)) if self.told.models and len(self.told.models) == 1 else None
        host = self.told.host or self.observation.host
        return f"{known or quote(self.observation.model)}{f' at {quote(host)}' if host else ''}"


def quote(name: str) -> str:
    """A name from evidence beside other words; in quotes where it has spaces, so that it cannot pass for several."""
    return repr(name) if " " in name else name


@packs
@dataclass(frozen=True, slots=True)
class Offer:
    """A declared route, as far as it can be told from others from outside.

    Attributes:
        subject: service, use and route.
        names: what the model may be called where no catalog knows it: as declared, by a server of one's own, by its
            deployment.
        told: the model and the host.
        live: whether it has live requests.
        share: which share of those of its use, above and below the line.
        at: where the manifest declares it.
    """

    subject: Subject
    names: frozenset[str]
    told: Told
    live: bool
    share: tuple[int, int]
    at: Spot


@packs
@dataclass(frozen=True, slots=True)
class Side:
    """What is declared of a service, and what was observed of it. Without a name: what maps to no service.

    Attributes:
        service: its name.
        certain: whether the rule is certainly about it.
        offers: its routes but planned ones.
        seen: observations of it.
        at: its manifest.
        applies: where that shows that the rule is about it.
        unjudged: what is to be said of one without a manifest.
        total: without a name: how many observations there are in all.
        gap: without a name: why nothing can be judged.
        unread: without a name: files of evidence that could not be read.
    """

    service: str
    certain: bool
    offers: tuple[Offer, ...] = ()
    seen: tuple[Seen, ...] = ()
    at: Spot | None = None
    applies: tuple[Spot, ...] = ()
    unjudged: Decision | None = None
    total: int = 0
    gap: str = ""
    unread: tuple[str, ...] = ()

    def located(self, locate: Locate) -> Side:
        """The same with its places looked up."""
        return replace(
            self,
            offers=tuple(replace(offer, at=locate(offer.at)) for offer in self.offers),
            at=None if self.at is None else locate(self.at),
            applies=tuple(locate(spot) for spot in self.applies),
            unjudged=None if self.unjudged is None else self.unjudged.located(locate),
        )


def see(world: World, observations: Iterable[Observation], within: int) -> tuple[Seen, ...]:
    """What observations mean, and which of them lie in the days before as-of."""
    return tuple(
        Seen(one, resolve(world, one.model, one.host), in_window(one, world.as_of, world.observed_until, within))
        for one in observations
    )


def in_window(seen: Observation, as_of: dt.date, last: dt.date, within: int) -> When:
    """Whether a period lies in the days from ``as_of - within`` to the last one that counts, both included."""
    since, until = seen.since, seen.until
    if since is None or until is None:
        return "in"
    start = as_of - dt.timedelta(days=min(within, as_of.toordinal() - 1))
    if until < start or since > last:
        return "out"
    return "in" if start <= since and until <= last else "perhaps"


@once
def resolve(world: World, model: str, host: str | None) -> Told:
    """What a name at a host means; a word that no catalog knows is no host."""
    catalog = world.catalog
    known_host = host if host is not None and catalog.knows_host(host) else None
    if world.is_own(model):
        return Told(frozenset({model}), known_host)
    found = catalog.resolver.resolve(model, None, known_host) if " " not in model else None
    if found is None:
        return Told(None, known_host)
    named = found.host.value if known_host is None and host is None else known_host
    if found.model.value is not None:
        return Told(frozenset({found.model.value}), named)
    return Told(frozenset(found.candidates) or None, named)


def offer(world: World, route: Route) -> Offer:
    """A route as it can be told from others."""
    declared = route.declared
    model = world.canonical(route.model)
    hosts = keys(world, route, "host")
    host = str(next(iter(hosts.certain))) if len(hosts.certain) == 1 and hosts.open is None else None
    known = world.catalog.model(route.model)
    unlisted = () if known else (declared.model, declared.model.rpartition("/")[2])
    names = {name for name in (declared.deployment, *unlisted) if name}
    is_told = model is not None and (known is not None or world.is_own(route.model))
    path: Path = (*route.path, "model")
    return Offer(
        Subject(route.service.name, route.use.name, route.name),
        frozenset(names),
        Told(frozenset({known.id if known else model}) if is_told and model else None, host),
        route.live,
        route.share.as_integer_ratio(),
        Place(route.service.document.file, path, "declared here"),
    )


def same(seen: Seen, declared: Offer) -> Truth:
    """Whether an observation is of a route: of the same model, at the same host."""
    return min(same_model(seen, declared), _same_host(seen, declared), key=_ORDER.index)


_ORDER = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)


def same_model(seen: Seen, declared: Offer) -> Truth:
    """Whether the names mean one model. A name of one's own, such as that of a deployment, means what it is for."""
    if seen.observation.model in declared.names:
        return Truth.TRUE
    if seen.told.models is None or declared.told.models is None:
        return Truth.UNKNOWN
    if not seen.told.models & declared.told.models:
        return Truth.FALSE
    return Truth.TRUE if len(seen.told.models) == 1 else Truth.UNKNOWN


def _same_host(seen: Seen, declared: Offer) -> Truth:
    """A name in code or in a bill of materials says no more than it says; who was called has a host."""
    here, there = seen.told.host, declared.told.host
    if here is None and seen.observation.host is None and not seen.observation.shows_use:
        return Truth.TRUE
    if here is None or there is None:
        return Truth.UNKNOWN
    if here == there or (here == SELF_HOST and is_self(there)):
        return Truth.TRUE
    return Truth.UNKNOWN if there == SELF_HOST and is_self(here) else Truth.FALSE


def best(seen: Seen, offers: Iterable[Offer]) -> Truth:
    """Whether an observation is of any of these routes."""
    found = [same(seen, declared) for declared in offers]
    return max(found, key=_ORDER.index, default=Truth.FALSE)
