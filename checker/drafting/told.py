"""From what a deployment file tells of a model to a route of a draft: what it leaves open is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import Location
from checker.drafting.draft import Ask, Context, Drafted, DraftRoute, DraftUse, not_offered
from checker.drafting.route import ask_access, identifier, route_of
from checker.foreign.secret import looks_secret
from checker.foreign.settled import Told, is_weights, likely_names, name_of, place_of_weights
from checker.names import is_fixed
from checker.shape.scalars import is_foreign_name, is_identifier
from checker.vocabulary import Access

_YOUR_ID = "YOUR-VENDOR-ID"
_CALLED = "does the service call this? write true, or false if it can do without it, or delete the use"


def told_route(
    context: Context, told: Told | None, at: Location, who: str, *, access: Access, host: str | None
) -> DraftRoute:
    """The route of what a file tells; ``who`` is what serves the model, for the question."""
    unknown = DraftRoute(None, at, "", access=access, host=host)
    which = f"which model does {who} serve?"
    if told is None:
        return replace(unknown, sure="nothing says which model").asking("model", which)
    if not told.is_settled:
        question = f"{which} {told.by} leaves it open"
        return replace(unknown, sure=f"left open by {told.by}").asking("model", question, defaults(told))
    name = name_of(told.text)
    if name:
        route = named_route(context, name, at, access=access, host=host)
        return replace(route, sure=f"{route.sure}, by {told.by}")
    if is_weights(told.text) and not looks_secret(told.text):
        question = f"which model are the weights at {place_of_weights(told.text)}?"
        resolve = context.catalog.resolver.resolve
        known = [name for name in likely_names(told.text) if resolve(name, access, host).model.value is not None]
        return replace(unknown, sure=f"{told.by} says only where its weights are").asking("model", question, known)
    return replace(unknown, sure=f"what {told.by} says is no name of a model").asking("model", which)


def named_route(
    context: Context, name: str, at: Location, *, access: Access | None, host: str | None, version: str | None = None
) -> DraftRoute:
    """The route of a name that no tool wrote anything around: where no catalog knows it, it stays as it is written."""
    route = route_of(context, name, at, access=access, host=host, version=version)
    is_known = known_id(context, name, route) is not None
    return route if is_known or route.model is None else replace(route, model=name, version=version)


def known_id(context: Context, name: str, route: DraftRoute) -> str | None:
    """The catalog's id of a name on a route."""
    return context.catalog.resolver.resolve(name, route.access, route.host, route.version).model.value


def with_revision(route: DraftRoute, told: Told | None, *, moves: bool) -> DraftRoute:
    """The route with the revision that a file states; without one a repository ``moves``, or it is not known."""
    if told is not None and not told.is_settled:
        return route.asking("version", f"which revision? {told.by} leaves it open", defaults(told))
    if told is not None and told.text and is_fixed(told.text):
        return replace(route, version=told.text)
    if told is not None and told.text:
        return replace(route, version="floating").remarking(
            "version", f"{told.by} names a branch or a tag, which moves"
        )
    if moves and route.version is None and route.model is not None:
        return replace(route, version="floating").remarking("version", "no revision is stated, so the newest is loaded")
    return route


def defaults(told: Told) -> tuple[str, ...]:
    """What is deployed where nobody says otherwise: one possible answer."""
    return (told.default,) if told.default and not looks_secret(told.default) else ()


def with_deployment(route: DraftRoute, name: str) -> DraftRoute:
    """The route with what callers call the model, where a manifest can hold that."""
    return replace(route, deployment=name) if is_foreign_name(name) and not looks_secret(name) else route


def use_of(id_: str, route: DraftRoute) -> DraftUse:
    """A use with one route. An import again knows it by its id, so that is of what serves it, and not of the model."""
    return DraftUse(id_, (replace(route, id=identifier(route.host or route.access or "", "model")),))


def service_name(written: str, default: str = "service") -> str:
    """A name as a manifest takes it: as it is, or what can be made of it."""
    return written if is_identifier(written) and not looks_secret(written) else identifier(written, default)


def own_model(
    context: Context, base: DraftRoute, bases: Sequence[str], called: str, *, is_own: bool = True
) -> DraftRoute:
    """The route of a fine-tune: what it was made from is known, and its own name only in the file.

    Args:
        context: whose catalog is asked; it knows the organization's vendor id, if the configuration has one.
        base: the route as if its base served; its model is the base where ``bases`` are not given.
        bases: names of the models that it was made from.
        called: what the file calls it.
        is_own: whether it is surely the organization's; else its name is asked.
    """
    made_from = [named_route(context, name, base.at, access=base.access, host=base.host) for name in bases] or [base]
    known = tuple(dict.fromkeys(route.model for route in made_from if route.model is not None))
    route = replace(base, model=None, version=None, jurisdictions=(), derived_from=known, asks=(), remarks=())
    route = ask_access(replace(route, sure=f"a fine-tune of {', '.join(known) or 'a model that is not named'}"))
    if len(known) < len(made_from) or not known:
        candidates = tuple(name for one in made_from for ask in one.asks for name in ask.candidates)
        route = route.asking("derived-from", "which models was it made from?", candidates)
    own = f"{context.own or _YOUR_ID}/{identifier(called, 'model')}"
    if is_own and context.own is not None:
        return replace(route, model=own, sure=f"{route.sure}; its name is that in the file")
    return route.asking("model", "what is this fine-tune called, if it is your own?", (own,))


def share_out(
    context: Context, default: str, uses: Sequence[DraftUse], found: Drafted, at: Location
) -> Iterator[tuple[str, list[DraftUse]]]:
    """The uses of each service: all are of ``default``, unless the command line names services and what they call.

    A service calls a use by its id, or by the name of its deployment; one of which nothing is said calls all of them.
    """
    if not context.services:
        yield default, list(uses)
    for service, called in context.services.items():
        unknown = [name for name in called if not any(_is_called(use, name) for use in uses)]
        if unknown:
            found.faults.append(not_offered("unknown-use", service, unknown, [use.id for use in uses], at))
        chosen = [use for use in uses if not called or any(_is_called(use, name) for name in called)]
        if not called and len(chosen) > 1:
            chosen = [replace(use, asks=(*use.asks, Ask(("required",), _CALLED))) for use in chosen]
        if chosen:
            yield service, chosen


def _is_called(use: DraftUse, name: str) -> bool:
    return name == use.id or any(name == route.deployment for route in use.routes)
