"""What a model takes, what it gives, and what it is made for, as attributes of the routes to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from checker.condition.truth import Known, Members, Unknown, Value
from checker.diagnostic import Path
from checker.fleet.facts import fact
from checker.fleet.reading import OfRoute, judged
from checker.fleet.service import Route
from checker.fleet.world import World
from checker.vocabulary import Accept, Modality, Purpose


def rows(at: Path) -> Iterator[OfRoute]:
    yield OfRoute(
        "model.modalities", "route", "choice", "kinds of content that the model takes or gives", at,
        get_args(Modality), is_set=True, read=judged(modalities, "model"),
    )  # fmt: skip
    yield OfRoute(
        "model.purposes", "route", "choice", "what the model is made for", at,
        get_args(Purpose), is_set=True, read=judged(purposes, "model"),
    )  # fmt: skip


def modalities(world: World, route: Route, accept: Accept | None) -> Value:
    found = fact(world, route.model, "modalities", accept)
    if not isinstance(found, Known):
        return found
    of: Any = found.value
    return Members(frozenset((*of.input, *of.output)), None, found.because)


def purposes(world: World, route: Route, accept: Accept | None) -> Value:
    """What a catalog says; else what the content that goes in and comes out tells, and there may be more."""
    said = fact(world, route.model, "purposes", accept)
    if not isinstance(said, Unknown):
        return said
    found = fact(world, route.model, "modalities", accept)
    if not isinstance(found, Known):
        return said
    of: Any = found.value
    told = {purpose for kind, purpose in _TOLD.items() if kind in of.output}
    if "image" in of.input and "text" in of.output:
        told.add("vision")
    return Members(frozenset(told), said, found.because)


_TOLD = {"embedding": "embedding", "rerank": "rerank", "image": "image"}
"""What comes out, and the purpose that it tells. NOTE: text and audio tell none: a model that moderates writes, too."""
