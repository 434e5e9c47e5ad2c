"""A written name, taken apart: what stands before the model's name, and what stands behind it, one part at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker import names
from checker.naming.pages import AWS_REGIONS
from checker.naming.places import GEOGRAPHIES, REGIONS, Area
from checker.naming.routes import HUB_STARTS, OLLAMA_ROUTES, ROUTES, Route
from checker.naming.tails import CONTRADICTORY, HEADS, HIDDEN, TAILS, Tail
from checker.record import dataclass
from checker.vocabulary import SELF_HOST

_MAX_ROUTES = 4
"""Most routes before one name: ``litellm_proxy/bedrock/converse/...``."""
_ROUTES = {route.start: route for route in ROUTES}
_AREAS: dict[str, Area] = {area.code: area for area in (*GEOGRAPHIES, *REGIONS)}
_GEOGRAPHY = re.compile(
    rf"(?P<code>{'|'.join(area.code for area in GEOGRAPHIES)})\.(?=[a-z0-9]+\.[a-z])", re.IGNORECASE | re.ASCII
)
_ARN = re.compile(
    r"arn:[a-z-]+:bedrock:(?P<code>[a-z0-9*-]*):[0-9]*:(?:foundation-model|inference-profile)/(?P<rest>.+)"
)
_VERTEX = re.compile(
    r"(?:projects/[^/]+/locations/(?P<code>[^/]+)/)?publishers/(?P<owner>[^/]+)/models/(?P<rest>[^/]+)\Z"
)
_HUB_PATH = re.compile(r"(?P<repository>[^/@:]+/[^/@:]+)/(?:tree|resolve|blob)/(?P<revision>[^/?]+)(?:[/?].*)?\Z")
_FIREWORKS = "accounts/fireworks/models/"
_HUGGING_FACE = "huggingface/"
"""Before a repository, or before one more route and then a repository."""
_COMMITMENT = re.compile(r"[0-9]-month-commitment/")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is left of a name, and what was read off it."""

    core: str
    host: str | None = None
    states_host: bool = False
    """Whether the name itself says the host."""
    area: Area | None = None
    version: str | None = None
    precision: str = ""
    variant: str = ""
    is_hub: bool = False
    """Whether it is a repository of the model hub."""
    is_ollama: bool = False
    """Whether it is a name of Ollama's library."""


def hides(written: str) -> tuple[str, str] | None:
    """Why a name tells no model, and what to write; None if it may tell one."""
    return next(((why, remedy) for pattern, why, remedy in HIDDEN if pattern.match(written)), None)


def contradicts_itself(written: str) -> bool:
    """Whether the parts of a name say two versions, so that it says none."""
    return any(pattern.search(written) for pattern, _ in CONTRADICTORY)


def read_routes(written: str, host: str | None = None) -> Reading:
    """The name without what tools write before it. ``host`` is what else is known of where it is served."""
    reading = _whole_forms(Reading(written, host))
    for _ in range(_MAX_ROUTES):
        shorter = _without_route(reading)
        if shorter is reading or reading.is_hub:  # what stands first in a repository's name is who owns it
            break
        reading = shorter
    return reading


def _whole_forms(reading: Reading) -> Reading:
    """Names of resources, and addresses of repositories."""
    arn, vertex = _ARN.match(reading.core), _VERTEX.match(reading.core)
    if arn:
        return replace(reading, core=arn["rest"], host="aws.bedrock", states_host=True, area=_area(arn["code"]))
    if vertex:
        core = f"{vertex['owner']}/{vertex['rest']}"
        where = _area(vertex["code"] or "")
        return replace(reading, core=core, host="gcp.vertex", states_host=True, area=where)
    start = next((start for start in HUB_STARTS if reading.core.lower().startswith(start)), None)
    if start is None:
        return reading
    repository = reading.core[len(start) :]
    path = _HUB_PATH.match(repository)
    if path:
        return replace(reading, core=path["repository"], version=path["revision"], is_hub=True)
    return replace(reading, core=repository, is_hub=True)


def _area(code: str) -> Area | None:
    """A region that a resource is in; one that is not listed here is some place, and not known."""
    return _AREAS.get(code.lower(), Area(code, "", AWS_REGIONS)) if code else None


def _without_route(reading: Reading) -> Reading:
    core = reading.core
    geography = _GEOGRAPHY.match(core)
    if geography:
        # NOTE: not where the request is sent from, which may stand before it, but where a profile may have it answered.
        where = _AREAS[geography["code"].lower()]
        return replace(reading, core=core[geography.end() :], host="aws.bedrock", states_host=True, area=where)
    commitment = _COMMITMENT.match(core)
    if commitment:
        return replace(reading, core=core[commitment.end() :])
    core = _slashed(core)
    head, slash, rest = core.partition("/")
    if not slash or not rest:
        return reading
    area = _AREAS.get(head.lower())
    if area is not None:
        return replace(reading, core=rest, area=area)
    start = f"{head.lower()}/"
    if core.lower().startswith(_FIREWORKS):
        start, rest = _FIREWORKS, core[len(_FIREWORKS) :]
    is_host = head == reading.host and "/" in rest
    return replace(reading, core=rest) if is_host else _along(reading, _ROUTES.get(start), rest)


def _slashed(core: str) -> str:
    """``groq:name`` as ``groq/name``: some tools write the provider with a colon."""
    head, colon, rest = core.partition(":")
    is_provider = f"{head.lower()}/" in _ROUTES and head.lower() not in {"ollama", "models"}
    return f"{head}/{rest}" if colon and rest and "/" not in head and is_provider else core


def _along(reading: Reading, route: Route | None, rest: str) -> Reading:
    """The name behind a route, if there is one."""
    if route is None or (route.needs_owner and "/" not in rest):
        return reading
    behind = replace(reading, core=rest, is_hub=route.start == _HUGGING_FACE and rest.count("/") == 1)
    return replace(
        _whole_forms(behind) if reading.host in {None, SELF_HOST} else behind,
        host=route.host or reading.host,
        states_host=reading.states_host or route.host is not None,
        is_ollama=reading.is_ollama or route.start in OLLAMA_ROUTES,
    )


def shorten(reading: Reading) -> Iterator[Reading]:
    """The name as it is left, then without one more of what stands around it, and so on."""
    while True:
        yield reading
        rows = TAILS if reading.is_hub else (*TAILS, *HEADS)
        shorter = next((cut for cut in (_cut(reading, row) for row in rows) if cut is not None), None)
        if shorter is None:
            return
        reading = shorter


def _cut(reading: Reading, row: Tail) -> Reading | None:
    found = row.pattern.search(reading.core)
    if found is None or (row.hosts and reading.host not in row.hosts):
        return None
    core = f"{reading.core[: found.start()]}{found.expand(row.left)}{reading.core[found.end() :]}"
    said = _said(reading, row, found)
    if said is None:
        return None
    match row.says:
        case "version":
            return replace(reading, core=core, version=reading.version or said)
        case "precision":
            return replace(reading, core=core, precision=" ".join(filter(None, (said, reading.precision))))
        case "variant":
            return replace(reading, core=core, variant=" ".join(filter(None, (said, reading.variant))))
        case _:
            return replace(reading, core=core)


def _said(reading: Reading, row: Tail, found: re.Match[str]) -> str | None:
    """What is taken off says this; None where it is no such thing, and stays."""
    said = found.groupdict().get("says") or ""
    if row.says == "version" and names.is_no_day(said):
        return None
    if not row.means:
        return said
    day = dict(row.means)[said.lower()]
    is_another = reading.version is not None and names.day_of(reading.version) != names.day_of(day)
    return None if is_another else day
