"""What a use asks of any model: kinds of content that it must take and give.

A declared purpose says it. Without one the model must take and give whatever the present one does. What is not known
of the present model leaves the need unknown, and then nothing is shown to fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.condition.truth import Known, Members, Truth, Unknown
from checker.fleet import Route, World
from checker.fleet.content import purposes
from checker.fleet.facts import fact
from checker.planning import Check, Destination
from checker.planning.destinations import with_moved
from checker.record import dataclass
from checker.vocabulary import Modality, Purpose

Kinds = tuple[frozenset[str], ...]
"""Of each set one is enough."""


@dataclass(frozen=True, slots=True)
class Need:
    """``open`` says why the need is not known; then ``takes`` and ``gives`` are what is known of it."""

    takes: Kinds
    gives: Kinds
    why: str
    purpose: Purpose | None = None
    open: Unknown | None = None

    def show(self) -> str:
        return f"{_show(self.takes)} in and {_show(self.gives)} out, {self.why}"


def _kinds(*names: tuple[Modality, ...]) -> Kinds:
    return tuple(frozenset(one) for one in names)


_TEXT, _SOUND = _kinds(("text",)), _kinds(("audio", "speech"))
_BY_PURPOSE: Mapping[Purpose, tuple[Kinds, Kinds]] = {
    "chat": (_TEXT, _TEXT),
    "code": (_TEXT, _TEXT),
    "agent": (_TEXT, _TEXT),
    "moderation": (_TEXT, ()),
    "vision": (_kinds(("image",)), _TEXT),
    "embedding": (_TEXT, _kinds(("embedding",))),
    "rerank": (_TEXT, _kinds(("rerank",))),
    "image": (_TEXT, _kinds(("image",))),
    "speech-to-text": (_SOUND, _TEXT),
    "text-to-speech": (_TEXT, _SOUND),
}
_TOLD_BY_CONTENT = frozenset(_BY_PURPOSE) - {"moderation"}
"""Purposes that a model serves if it takes and gives what they need. A model that takes text need not moderate it."""


def need_of(world: World, route: Route) -> Need:
    """What the use of a route needs, as its purpose or its present model says."""
    purpose = route.use.declared.purpose
    if purpose is not None and purpose in _BY_PURPOSE:
        takes, gives = _BY_PURPOSE[purpose]
        return Need(takes, gives, f"for the purpose {purpose}", purpose)
    return need_like(world, route.model)


def need_like(world: World, model: str) -> Need:
    """To take and to give at least what a model does."""
    found = fact(world, model, "modalities", None)
    if not isinstance(found, Known):
        reason = found.reason if isinstance(found, Unknown) else "its modalities are not known"
        return Need((), (), f"as {model}", open=Unknown(reason, "declare the purpose of the use"))
    of: Any = found.value
    takes, gives = (tuple(frozenset({kind}) for kind in sorted(side)) for side in (of.input, of.output))
    return Need(takes, gives, f"as {model}")


def serves(world: World, route: Route, need: Need) -> Check:
    """Whether the model of a route covers a need."""
    found = fact(world, route.model, "modalities", None)
    if not isinstance(found, Known):
        gap = found if isinstance(found, Unknown) else Unknown("its modalities are not known")
        return Check("modality", Truth.UNKNOWN, gap.reason, gap.remedy)
    of: Any = found.value
    has = f"takes {', '.join(sorted(of.input))} and gives {', '.join(sorted(of.output))}"
    lacks = [_show([kinds]) + " in" for kinds in need.takes if kinds.isdisjoint(of.input)]
    lacks += [_show([kinds]) + " out" for kinds in need.gives if kinds.isdisjoint(of.output)]
    if lacks:
        return Check("modality", Truth.FALSE, f"{has}; needed: {', '.join(lacks)}, {need.why}", source=found.because)
    if need.open is not None:
        return Check("modality", Truth.UNKNOWN, f"what is needed is not known: {need.open.reason}", need.open.remedy)
    return _purpose(world, route, need) or Check("modality", Truth.TRUE, has, source=found.because)


def misfit(world: World, route: Route, model: str) -> Check | None:
    """Why a model does another job than the route's, where that is known.

    Where no purpose is declared, nobody says that a use needs all that its model can: then it is another job only if
    the one takes nothing that the other does, or gives nothing of it.
    """
    need = need_of(world, route)
    _, there = with_moved(world, route, Destination(model, "self-hosted", None))
    found, has = serves(world, there, need), fact(world, there.model, "modalities", None)
    if found.truth is not Truth.FALSE or need.purpose is not None or not isinstance(has, Known):
        return found if found.truth is Truth.FALSE else None
    of: Any = has.value
    sides = ((need.takes, of.input), (need.gives, of.output))
    return found if any(all(kinds.isdisjoint(side) for kinds in needed) for needed, side in sides if needed) else None


def _purpose(world: World, route: Route, need: Need) -> Check | None:
    """What a catalog says of purposes, where that decides."""
    if need.purpose is None:
        return None
    said = purposes(world, route, None)
    if isinstance(said, Members):
        if need.purpose in said.certain:
            return None
        if said.open is None:
            reason = f"is made for {', '.join(said.names)}, and not for {need.purpose}"
            return Check("purpose", Truth.FALSE, reason, source=said.because)
    if need.purpose in _TOLD_BY_CONTENT:
        return None
    return Check("purpose", Truth.UNKNOWN, f"whether it is made for {need.purpose} is in no catalog")


def _show(kinds: Kinds | list[frozenset[str]]) -> str:
    return ", ".join(" or ".join(sorted(one)) for one in kinds) or "anything"
