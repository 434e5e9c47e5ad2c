"""One deployment of a proxy as a route: who serves it, where, and which model it is."""

from __future__ import annotations

from dataclasses import replace

from checker.drafting.draft import Context, DraftRoute
from checker.drafting.route import access_of, ask_access, nameless, route_of, stated_host
from checker.foreign.addresses import Address, country_of, is_filled_in, read_address
from checker.foreign.proxy import Deployment
from checker.foreign.secret import looks_secret
from checker.naming.routes import host_of_route, is_route
from checker.shape.scalars import is_foreign_name
from checker.source.lenient import word
from checker.vocabulary import SELF_HOST, UNKNOWN, Access

_AZURE = "azure.foundry"
_PROXY = "litellm_proxy"
"""Another proxy: each name behind it is one that its configuration made up."""
_OPENAI = frozenset({"openai", "text-completion-openai", "custom_openai", "openai_like", _PROXY})
"""Providers that speak OpenAI's protocol to any server: behind an address the name is whatever that server says."""
_LOCAL = frozenset({"ollama", "ollama_chat", "lm_studio", "llamafile", "lemonade", "docker_model_runner"})
"""Providers of programs that serve on the own machine unless an address says otherwise."""
_REGION_KEYS = ("aws_region_name", "vertex_location", "region_name", "watsonx_region_name")
_ANY_NAME = "which is the deployment's name, and could be any"
_WHOSE = "whose server is behind the address?"

Channel = tuple[Access | None, str | None]


def read_route(one: Deployment, context: Context) -> DraftRoute:
    """The route of a deployment."""
    provider, name = _split(one, context)
    address = _address(one)
    access, host = _channel(provider, name, address, context)
    route = replace(_named(one, provider, name, (access, host), context), gateway=context.gateway)
    if address is not None and access is None:
        route = _unless_told(route)
    country = _country(one, address)
    if country and not route.jurisdictions and not _says_place(one, context):
        route = replace(route, jurisdictions=(country,))
    return _explain(route, address)


def _unless_told(route: DraftRoute) -> DraftRoute:
    """A route behind an address of which nobody knows whose it is, whatever the model's name says of the host."""
    asks = tuple(ask for ask in route.asks if ask.path[0] not in {"access", "host"})
    return ask_access(replace(route, access=None, host=None, jurisdictions=(), asks=asks))


def _split(one: Deployment, context: Context) -> tuple[str, str]:
    """The provider, and the name as the provider has it."""
    written, provider = word(one.params.get("model")), word(one.params.get("custom_llm_provider"))
    head, slash, rest = written.partition("/")
    if provider:
        return provider, written.removeprefix(f"{provider}/")
    known = slash and (head in _OPENAI | _LOCAL or context.catalog.resolver.vendor_of(head))
    return (head, rest) if known or (slash and is_route(head)) else ("", written)


def _address(one: Deployment) -> Address | None:
    written = word(one.params.get("api_base")) or word(one.params.get("base_url"))
    return read_address(written) if written else None


def _channel(provider: str, name: str, address: Address | None, context: Context) -> Channel:
    """Access and host, None where the file does not tell."""
    own = host_of_route(provider) or None
    vendor = context.catalog.resolver.vendor_of(provider) if provider and own is None else None
    expected = own or vendor
    if address is not None:
        return _behind(provider, expected, address, context)
    if provider in _LOCAL:
        return "self-hosted", None
    if provider == "" and expected is None:
        expected = _by_model(name, context)
    return access_of(context, expected), expected


def _behind(provider: str, expected: str | None, address: Address, context: Context) -> Channel:
    """Who is behind an address: whom it names, unless the provider is somebody else's own."""
    if address.is_open:
        # The address of a deployment at Azure is one's own resource there, always; elsewhere it may be any server.
        return (access_of(context, expected), expected) if expected == _AZURE else (None, None)
    if address.host is None:
        return None, None
    is_anybody = expected is None or provider in _OPENAI
    if is_anybody or address.host == expected or address.host in context.catalog.hosts:
        return access_of(context, address.host), None if address.host == SELF_HOST else address.host
    return None, None


def _by_model(name: str, context: Context) -> str | None:
    """The vendor whose API LiteLLM calls for a name without a provider; Google has several, so none is taken."""
    model = context.catalog.resolver.resolve(name).model.value
    vendor = context.catalog.models[model].vendor if model is not None else None
    return vendor if vendor in {"openai", "anthropic"} else None


def _named(one: Deployment, provider: str, name: str, channel: Channel, context: Context) -> DraftRoute:
    """The route with its model, or the question which it is."""
    access, host = channel
    if is_filled_in(word(one.params.get("model"))) or is_filled_in(name):
        return nameless(one.at, "the name of a variable", access, host)
    if "*" in name:
        return _wild(one, provider, name, channel, context)
    written = f"{provider}/{name}" if provider and not (provider in _OPENAI and host != "openai") else name
    written = name if name.startswith("arn:") else written
    route = route_of(context, written, one.at, access=access, host=host)
    if word(one.params.get("model_id")):
        return _hidden(one, route, written)
    if _AZURE in {host, host_of_route(provider)}:
        return _azure(one, route, name, context)
    # What a server says may be anything; a program that serves a repository of the hub is mostly called so there.
    is_bare = ("/" not in name or provider == _PROXY) and route.model is not None
    is_unknown = route.model is not None and route.model not in context.catalog.models
    if is_bare and host != "openai" and (provider in _OPENAI or (access == "self-hosted" and is_unknown)):
        return _based(one, _told_by_server(route, context), context)
    if name.startswith("arn:"):
        profile = name.rpartition("/")[2]
        route = replace(route, deployment=profile if route.model is None and _is_name(profile) else None)
    return route if route.model is not None else _based(one, route, context)


def _wild(one: Deployment, provider: str, name: str, channel: Channel, context: Context) -> DraftRoute:
    """Every model of a provider: the vendor is known where the names begin with it, and the models are not."""
    access, host = channel
    head = name.partition("*")[0].rstrip("-/.")
    vendor = context.catalog.resolver.vendor_of(provider) or (
        context.catalog.resolver.vendor_of(head.partition("/")[0]) if "/" in name else None
    )
    model = f"{vendor}/{UNKNOWN}" if vendor and host_of_route(provider) is None else UNKNOWN
    sure = "any model: the file has a wildcard"
    route = DraftRoute(model, one.at, sure, id="any", access=access, host=stated_host(access, host))
    return ask_access(route)


def _hidden(one: Deployment, route: DraftRoute, written: str) -> DraftRoute:
    """A deployment that calls a profile or an endpoint, whatever its name says."""
    profile = word(one.params.get("model_id")).rpartition("/")[2]
    named = (route.model,) if route.model else ()
    deployment = profile if _is_name(profile) else None
    asked = replace(route, model=None, version=None, jurisdictions=(), deployment=deployment,
                    asks=tuple(ask for ask in route.asks if ask.path != ("model",)))  # fmt: skip
    said = written if not looks_secret(written) else "a name"
    hidden = replace(asked, sure=f"unknown: model_id is what is called, and {said} only says how")
    return hidden.asking("model", "which model is behind model_id?", named)


def _azure(one: Deployment, route: DraftRoute, name: str, context: Context) -> DraftRoute:
    """At Azure the name is the deployment's; ``base_model`` says which model that is."""
    deployment = name.rpartition("/")[2]
    route = replace(route, deployment=deployment if _is_name(deployment) else None)
    base = word(one.info.get("base_model")) or word(one.params.get("base_model"))
    if not base or looks_secret(base):
        return replace(route, sure=f"{route.sure}, {_ANY_NAME}") if route.model is not None else route
    based = route_of(context, base, one.at, access=route.access, host=route.host)
    if route.model is None:
        named = replace(based, sure=f"{based.sure} (model_info.base_model)", deployment=route.deployment)
        return replace(named, access=route.access, host=route.host)
    if based.model not in {None, route.model}:
        both = (based.model or "", route.model)
        return replace(route, model=None, version=None).asking("model", "base_model and the deployment differ", both)
    return replace(route, version=route.version or based.version)


def _told_by_server(route: DraftRoute, context: Context) -> DraftRoute:
    """A bare name of a server that may call its models as it likes; what nobody knows may be an own model."""
    known = route.model in context.catalog.models
    own = f"{context.own}/{route.model}" if context.own and not known else route.model
    asked = replace(route, model=None, version=None)
    return asked.asking("model", "the server calls it so; which model is it?", (own,) if own else ())


def _based(one: Deployment, route: DraftRoute, context: Context) -> DraftRoute:
    """A name that tells no model, with what ``base_model`` suggests: it is there for prices, so it is only asked."""
    base = word(one.info.get("base_model"))
    said = context.catalog.resolver.resolve(base).model.value if base and not looks_secret(base) else None
    if said is None:
        return route
    asks = tuple(
        replace(ask, candidates=(said, *ask.candidates)) if ask.path == ("model",) else ask for ask in route.asks
    )
    return replace(route, asks=asks)


def _is_name(written: str) -> bool:
    return is_foreign_name(written) and not looks_secret(written)


def _country(one: Deployment, address: Address | None) -> str | None:
    written = next((text for key in _REGION_KEYS if (text := word(one.params.get(key)))), "")
    return country_of(written) or (address.country if address is not None and not written else None)


def _says_place(one: Deployment, context: Context) -> bool:
    """Whether the name says where a request may be answered, which need not be where it is sent to."""
    return context.catalog.resolver.resolve(word(one.params.get("model"))).region.value is not None


def _explain(route: DraftRoute, address: Address | None) -> DraftRoute:
    """The question of the channel with why it is open."""
    if route.access is not None or address is None:
        return route
    why = "the address is in the environment: " if address.is_open else ""
    asks = tuple(replace(a, question=f"{why}{_WHOSE}") if a.path == ("access",) else a for a in route.asks)
    return replace(route, asks=asks)
