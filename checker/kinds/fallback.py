"""Has each required use another proven route that shares nothing listed with its primary?

Proven is a live route (a secondary counts) with at least 10% of its use, or a
live or fallback route tested within ``tested-within`` before as-of. Its keys must
be known and disjoint from the primary's in every dimension of ``differs-in``.

Fails:
    rule: {kind: fallback, differs-in: [vendor]}
    services:
      a:
        - {id: a, model: openai/gpt-5.4, access: vendor-api, role: primary}
        - {id: b, model: openai/gpt-5.4, access: cloud-api, host: azure.foundry, role: fallback, tested: 2026-11-01}

Passes:
    rule: {kind: fallback, differs-in: [vendor]}
    services:
      a:
        - {id: a, model: openai/gpt-5.4, access: vendor-api, role: primary}
        - {id: b, model: google/gemma-4-31b-it, access: self-hosted, role: fallback, tested: 2026-11-01}
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from checker.condition.attribute import Depth
from checker.condition.truth import Known, show, show_value
from checker.diagnostic import Place
from checker.fleet import Route, World
from checker.fleet.keys import DIMENSIONS, keys, keys_of
from checker.fleet.remember import once_of_most
from checker.fleet.service import Use
from checker.fleet.survival import LIVE_SHARE, TESTED_WITHIN, RouteProof, proven
from checker.fleet.view import View
from checker.kinds.kind import Member
from checker.kinds.parts.grounds import tell
from checker.kinds.parts.verdicts import Narrowed, Opinion, decide
from checker.policy import Limits
from checker.report import Decision, Ground, Unmet, Verdict
from checker.shape.marks import Field
from checker.shape.scalars import Days, Distinct
from checker.vocabulary import Dimension


class Fallback(Narrowed):
    """Has each required use another proven route that shares nothing listed with its primary?"""

    limits: ClassVar[Limits] = {"tested-within": "smaller"}

    picked: ClassVar[Depth] = "use"

    kind: Literal["fallback"]
    differs_in: Annotated[tuple[Dimension, ...], Field(min_length=1), Distinct]
    """Dimensions in which the other route must share no key with the primary."""
    tested_within: Days = TESTED_WITHIN
    """A route tested within this many days before as-of is proven. Default 180d."""

    def demand(self) -> str:
        keys_apart = " or ".join(name.replace("-", " ") for name in self.differs_in)
        uses = f"every required use{self.only_where()}"
        return f"{uses} must have another proven route that shares no {keys_apart} with its primary route"

    def collect(self, world: World, member: Member) -> tuple[Decision, ...]:
        return tuple([self._decide(world, use, member) for use in member.service.required_uses])

    def nobody(self) -> str:
        return "no required use"

    def _decide(self, world: World, use: Use, member: Member) -> Decision:
        subject = use.subject
        if self.where is not None:
            meant = self.narrow(View(world, member.service, use), subject, member)
            if isinstance(meant, Decision):
                return meant
            member = meant
        primary = next(route for route in use.routes if route.role == "primary")
        proof = RouteProof(LIVE_SHARE, self.tested_within)
        others = [route for route in proven(world, use, proof) if route.path != primary.path]
        one = self._declared(primary)
        compared = {route.name: _compare(world, self.differs_in, one, self._declared(route)) for route in others}
        shared = {name: found for name, (found, _) in compared.items()}
        gaps = {name: found for name, (_, found) in compared.items()}
        apart = [route for route in others if not shared[route.name] and not gaps[route.name]]
        if apart:
            passed = Decision(subject, Verdict.PASS, f"{apart[0].name} differs in {' and '.join(self.differs_in)}")
            grounds = tuple(self._grounds(world, (primary, *apart))) if world.grounds else ()
            return replace(passed, grounds=grounds)
        opinion = Opinion(
            Verdict.UNKNOWN if any(not found for found in shared.values()) else Verdict.FAIL,
            self._message(world, use, others, shared, gaps),
            f"add or test a route with another {' and '.join(self.differs_in)}",
            breaks=frozenset(self._unmet(world, primary, others)),
        )
        places = (self._at(primary, "the primary"), *(self._at(route, route.name) for route in others))
        return decide(world, member, subject, opinion, places, str(subject))

    def _declared(self, route: Route) -> tuple[Hashable, ...]:
        """What decides its keys, dimension by dimension."""
        return tuple([DIMENSIONS[name].declared(route) for name in self.differs_in])

    def _grounds(self, world: World, routes: tuple[Route, ...]) -> Iterator[Ground]:
        """The keys of the primary and of the routes that share none of them, and what proves these."""
        for route in routes:
            carried = (f"{name} {show_value(keys(world, route, name))}" for name in self.differs_in)
            told = f"{route.name} ({route.role}) {world.shown(route.model)}: {', '.join(carried)}"
            yield Ground(told, Place(route.service.document.file, (*route.path, "model")))
            tested = Known(route.declared.tested) if route.declared.tested is not None else None
            if tested is not None and route.role != "primary":
                at = Place(route.service.document.file, (*route.path, "tested"))
                yield Ground(f"{route.name}: {tell('tested', tested, world.as_of)}", at)

    def _unmet(self, world: World, primary: Route, others: list[Route]) -> Iterator[Unmet]:
        """What it lacks: a proven route at all, one that differs in everything, one that differs in a dimension."""
        yield Unmet("another proven route must share nothing with the primary")
        if not others:
            yield Unmet("another route must be proven")
        for dimension in self.differs_in:
            if not any(self._differs(world, primary, route, dimension) for route in others):
                yield Unmet(f"another proven route must differ in {dimension}")

    @staticmethod
    def _differs(world: World, primary: Route, other: Route, dimension: Dimension) -> bool:
        one, two = keys(world, primary, dimension), keys(world, other, dimension)
        return one.open is None and two.open is None and not one.certain & two.certain

    def _message(
        self,
        world: World,
        use: Use,
        others: list[Route],
        shared: Mapping[str, Sequence[str]],
        gaps: Mapping[str, Sequence[str]],
    ) -> str:
        if not others:
            untested = [route.name for route in use.routes if route.role == "fallback"]
            why = f"; not tested within {self.tested_within} days: {', '.join(untested)}" if untested else ""
            return f"no proven route besides its primary{why}"
        parts = []
        for route in others:
            what = f"{route.role} {world.shown(route.model)}"
            if shared[route.name]:
                parts.append(f"{what} shares {' and '.join(shared[route.name])} with the primary")
            else:
                parts.append(f"{what} may share something with the primary: {'; '.join(gaps[route.name])}")
        return "; ".join(parts)

    @staticmethod
    def _at(route: Route, label: str) -> Place:
        return Place(route.service.document.file, (*route.path, "model"), label)


@once_of_most
def _compare(
    world: World, differs_in: tuple[Dimension, ...], one: tuple[Hashable, ...], other: tuple[Hashable, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What two routes share, as ``vendor openai`` for each dimension, and what is not known of either."""
    of_both = [
        [keys_of(world, name, told) for name, told in zip(differs_in, declared, strict=True)]
        for declared in (one, other)
    ]
    shared = []
    for name, here, there in zip(differs_in, *of_both, strict=True):
        both = here.certain & there.certain
        if both:
            shared.append(f"{name} {', '.join(sorted(map(show, both)))}")
    gaps = (members.open for found in of_both for members in found)
    return tuple(shared), tuple(dict.fromkeys(gap.reason for gap in gaps if gap is not None))
