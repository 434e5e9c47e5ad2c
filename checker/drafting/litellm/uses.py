"""A use: the deployments behind one ``model_name``, their shares, and what is tried when they fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.diagnostic import Location
from checker.drafting.draft import Ask, Context, Drafted, DraftRoute, DraftUse
from checker.drafting.litellm.route import read_route
from checker.drafting.route import distinct, identifier
from checker.foreign.proxy import Deployment, Proxy, Reason
from checker.foreign.secret import looks_secret, shown
from checker.record import dataclass
from checker.shape.shares import MAX_PARTS
from checker.source.lenient import word
from checker.vocabulary import SELF_OPERATED, Role

_WEIGHTS = ("weight", "rpm", "tpm")
"""What LiteLLM's simple shuffle picks by: the first of these that a deployment has."""
_SHUFFLE = "simple-shuffle"
_WHY: dict[Reason, str] = {
    "": "",
    "context_window_fallbacks": "tried only where a request is too long (context_window_fallbacks)",
    "content_policy_fallbacks": "tried only where a request was refused (content_policy_fallbacks)",
}
_SHARE = "which share of the live requests?"
_DIGITS = 4
"""Decimals of a share that is no fraction of few parts."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A route, and the deployments that are it: they differ only in keys, limits and machines of one's own."""

    route: DraftRoute
    behind: tuple[Deployment, ...]

    def plays(self, role: Role, remark: str = "") -> Placed:
        """The same in a role; with a comment on it."""
        route = replace(self.route, role=role)
        return replace(self, route=route.remarking("role", remark) if remark else route)

    def is_also(self, route: DraftRoute, one: Deployment) -> bool:
        """Whether another deployment is this route, too."""
        alike = replace(route, at=self.route.at, sure=self.route.sure, id=self.route.id) == self.route
        is_replica = route.access in SELF_OPERATED or _address(one) == _address(self.behind[0])
        return alike and is_replica


def use_of(proxy: Proxy, name: str, id_: str, context: Context, found: Drafted) -> DraftUse:
    """The use of a name that the proxy has."""
    live, later = _by_order(proxy.deployments(name))
    placed = [*_roles(proxy, _merged(live, context))]
    placed += [one.plays("fallback") for one in _merged(later, context)]
    placed += _fallbacks(proxy, name, placed, context, found)
    found.places.update(one.at for made in placed for one in made.behind)
    ids = distinct([_id(made) for made in placed])
    routes = tuple(replace(made.route, id=given) for made, given in zip(placed, ids, strict=True))
    also = ", ".join(alias for alias, target in proxy.aliases.items() if target == name and not looks_secret(alias))
    return DraftUse(id_, routes, remarks=(Ask(("id",), f"also called {also}"),) if also else ())


def _by_order(group: Sequence[Deployment]) -> tuple[list[Deployment], list[Deployment]]:
    """Those that are tried first, and those that are tried when these fail; a deployment without an order is first."""
    first = min((one.number("order") or 0) for one in group)
    live = [one for one in group if (one.number("order") or 0) == first]
    later = [one for one in group if (one.number("order") or 0) != first]
    return live, sorted(later, key=lambda one: one.number("order") or 0)


def _merged(group: Sequence[Deployment], context: Context) -> list[Placed]:
    """The routes that deployments are."""
    kept: list[Placed] = []
    for one in group:
        route = read_route(one, context)
        same = next((index for index, placed in enumerate(kept) if placed.is_also(route, one)), None)
        if same is None:
            kept.append(Placed(route, (one,)))
        else:
            kept[same] = replace(kept[same], behind=(*kept[same].behind, one))
    return kept


def _address(one: Deployment) -> str:
    return word(one.params.get("api_base")) or word(one.params.get("base_url"))


def _roles(proxy: Proxy, live: Sequence[Placed]) -> Iterator[Placed]:
    """Primary is who has the largest share, and among equals who stands first."""
    shares = _shares(proxy, live)
    first = max(range(len(live)), key=lambda index: (shares[index] if shares else 0, -index))
    written = _write(shares) if shares else []
    for index in [first, *(index for index in range(len(live)) if index != first)]:
        placed = live[index].plays("primary" if index == first else "secondary")
        route = placed.route
        if len(live) > 1:
            route = replace(route, share=written[index]) if written else route.asking("share", _SHARE)
        yield replace(placed, route=route)


def _shares(proxy: Proxy, live: Sequence[Placed]) -> list[Fraction]:
    """The shares by which the proxy picks; none where it picks by something else, or does not say it of each."""
    every = [one for placed in live for one in placed.behind]
    key = next((key for key in _WEIGHTS if any(word(one.params.get(key)) for one in every)), None)
    if proxy.strategy not in {"", _SHUFFLE} or key is None or not all(one.number(key) for one in every):
        return []
    weights = [sum(one.number(key) or 0 for one in placed.behind) for placed in live]
    return [Fraction(weight, sum(weights)) for weight in weights]


def _write(shares: Sequence[Fraction]) -> list[str]:
    """In percent where that is exact, else as fractions of few parts, else rounded."""
    if all((share * 100).denominator == 1 for share in shares):
        return [f"{share * 100}%" for share in shares]
    if all(share.denominator <= MAX_PARTS for share in shares):
        return [str(share) for share in shares]
    return [f"{float(share * 100):.{_DIGITS}f}%" for share in shares]


def _fallbacks(proxy: Proxy, name: str, own: Sequence[Placed], context: Context, found: Drafted) -> Iterator[Placed]:
    """The routes of other names that are tried when this one fails; once each."""
    seen = {_entry(one) for placed in own for one in placed.behind}
    for target, reason in proxy.tried(name):
        by_id = proxy.by_id(target) if proxy.group(target) is None else None
        behind = [by_id] if by_id is not None else proxy.deployments(target)
        if not behind:
            found.skip(proxy.at, f"{shown(name)} -> {shown(target)}", "a fallback that is no model_name of this proxy")
        for placed in _merged([one for one in behind if _entry(one) not in seen], context):
            seen.update(map(_entry, placed.behind))
            yield placed.plays("fallback", _WHY[reason])


def _entry(one: Deployment) -> tuple[Location, str]:
    """An entry of the file, and the model that it serves: a wildcard serves several."""
    return one.at, word(one.params.get("model"))


def _id(placed: Placed) -> str:
    """What the file calls the deployment, else the model and who serves it."""
    route = placed.route
    given = word(placed.behind[0].info.get("id"))
    if given and not looks_secret(given):
        return identifier(given, "route")
    name = route.id or (route.model or route.deployment or "model").rpartition("/")[2]
    host = route.host or route.access or ""
    return identifier(f"{name}-{host.partition('.')[0]}", "route")
