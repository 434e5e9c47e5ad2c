"""A use: the deployments behind one ``model_name``, their shares, and what is tried when they fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.drafting.draft import Context, Drafted, DraftRoute, DraftUse
from checker.drafting.litellm.proxy import Deployment, Proxy, Reason
from checker.drafting.litellm.route import read_route
from checker.drafting.route import distinct, identifier, looks_secret
from checker.shape.shares import MAX_PARTS
from checker.source.lenient import word

_WEIGHTS = ("weight", "rpm", "tpm")
"""What LiteLLM's simple shuffle picks by: the first of these that the first deployment has."""
_SHUFFLE = "simple-shuffle"
_WHY: dict[Reason, str] = {
    "": "",
    "context_window_fallbacks": "tried only where a request is too long (context_window_fallbacks)",
    "content_policy_fallbacks": "tried only where a request was refused (content_policy_fallbacks)",
}
_SHARE = "which share of the live requests?"
_DIGITS = 4
"""Decimals of a share that is no fraction of few parts."""

Placed = tuple[DraftRoute, Deployment]


def use_of(proxy: Proxy, name: str, id_: str, context: Context, found: Drafted) -> DraftUse:
    """The use of a name that the proxy has."""
    live, later = _by_order(proxy.groups[name])
    routes = [*_roles(proxy, _merged(proxy, live, context))]
    routes += [(replace(route, role="fallback"), one) for route, one in _merged(proxy, later, context)]
    routes += _fallbacks(proxy, name, [one for _, one in routes], context, found)
    ids = distinct([_id(route, one) for route, one in routes])
    made = zip((route for route, _ in routes), ids, strict=True)
    return DraftUse(id_, tuple(replace(route, id=given) for route, given in made))


def _by_order(group: Sequence[Deployment]) -> tuple[list[Deployment], list[Deployment]]:
    """Those that are tried first, and those that are tried when these fail; a deployment without an order is first."""
    first = min((one.number("order") or 0) for one in group)
    live = [one for one in group if (one.number("order") or 0) == first]
    later = sorted((one for one in group if one not in live), key=lambda one: one.number("order") or 0)
    return live, later


def _merged(proxy: Proxy, group: Sequence[Deployment], context: Context) -> list[Placed]:
    """A route for each deployment, but one for those that differ only in keys and limits."""
    kept: list[Placed] = []
    for one in group:
        route = read_route(one, context)
        same = next((other for other, its in kept if _alike(route, other) and _address(one) == _address(its)), None)
        if same is None:
            kept.append((route, one))
        elif same.at != one.at:
            proxy.merged.setdefault(same.at, []).append(one.at)
    return kept


def _alike(one: DraftRoute, other: DraftRoute) -> bool:
    return replace(one, at=other.at, sure=other.sure, id=other.id) == other


def _address(one: Deployment) -> str:
    return word(one.params.get("api_base")) or word(one.params.get("base_url"))


def _roles(proxy: Proxy, live: Sequence[Placed]) -> Iterator[Placed]:
    """Primary is who has the largest share, and among equals who stands first."""
    shares = _shares(proxy, [one for _, one in live])
    first = max(range(len(live)), key=lambda index: (shares[index] if shares else 0, -index))
    written = _write(shares) if shares else []
    order = [first, *(index for index in range(len(live)) if index != first)]
    for index in order:
        route, one = live[index]
        route = replace(route, role="primary" if index == first else "secondary")
        if len(live) > 1:
            route = replace(route, share=written[index]) if written else route.asking("share", _SHARE)
        yield route, one


def _shares(proxy: Proxy, live: Sequence[Deployment]) -> list[Fraction]:
    """The shares by which the proxy picks; none where it picks by something else, or does not say it of each."""
    if proxy.strategy not in {"", _SHUFFLE} or any(proxy.merged.get(one.at) for one in live):
        return []
    key = next((key for key in _WEIGHTS if one_has(live, key)), None)
    weights = [one.number(key) for one in live] if key else []
    known = [weight for weight in weights if weight]
    return [Fraction(weight, sum(known)) for weight in known] if known and len(known) == len(live) else []


def one_has(live: Sequence[Deployment], key: str) -> bool:
    """Whether the first deployment has a weight of this kind."""
    return word(live[0].params.get(key)) != ""


def _write(shares: Sequence[Fraction]) -> list[str]:
    """In percent where that is exact, else as fractions of few parts, else rounded."""
    if all((share * 100).denominator == 1 for share in shares):
        return [f"{share * 100}%" for share in shares]
    if all(share.denominator <= MAX_PARTS for share in shares):
        return [str(share) for share in shares]
    return [f"{float(share * 100):.{_DIGITS}f}%" for share in shares]


def _fallbacks(
    proxy: Proxy, name: str, own: Sequence[Deployment], context: Context, found: Drafted
) -> Iterator[Placed]:
    """The routes of other names that are tried when this one fails; once each."""
    seen = [one.at for one in own]
    for target, reason in proxy.tried(name):
        group = proxy.group(target)
        by_id = proxy.by_id(target) if group is None else None
        behind = proxy.groups[group] if group is not None else [by_id] if by_id is not None else []
        if not behind and not looks_secret(target):
            found.skip(proxy.at, f"{name} -> {target}", "a fallback that is no model_name of this proxy")
        for route, one in _merged(proxy, [one for one in behind if one.at not in seen], context):
            seen.append(one.at)
            fallback = replace(route, role="fallback")
            yield (fallback.remarking("role", _WHY[reason]) if reason else fallback), one


def _id(route: DraftRoute, one: Deployment) -> str:
    """What the file calls the deployment, else the model and who serves it."""
    given = word(one.info.get("id"))
    if given and not looks_secret(given):
        return identifier(given, "route")
    name = (route.model or route.deployment or "model").rpartition("/")[2]
    host = (route.host or (route.access or "")).rpartition(".")[0] or route.host or route.access or ""
    return identifier(f"{name}-{host}", "route")
