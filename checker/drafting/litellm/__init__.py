"""A configuration of a LiteLLM proxy: which deployments stand behind the names that services call.

Read as its pages describe it (docs.litellm.ai/docs/proxy: configs, config_management, load_balancing, reliability;
read 2026-11-27). A use is one ``model_name``; its deployments are routes, live or tried later by their ``order``,
and other names that are tried when it fails are fallbacks. The file does not say which services call which name:
the command line does, or the draft is of the proxy itself, with that question.

Of a deployment only these keys are read: ``model``, ``custom_llm_provider``, ``api_base``, ``base_url``,
``base_model``, ``model_id``, ``weight``, ``rpm``, ``tpm``, ``order``, those of the region, and in ``model_info``
``id``, ``base_model`` and ``blocked``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location
from checker.drafting.draft import Ask, Context, Draft, Drafted, DraftUse, Given, not_offered
from checker.drafting.litellm.proxy import read_proxy
from checker.drafting.litellm.uses import use_of
from checker.drafting.route import distinct, identifier
from checker.foreign.proxy import Proxy
from checker.foreign.secret import looks_secret

_OTHER_SERVICE = "name the one service that calls this proxy; are there several, import again with --service for each"
_REQUIRED = "does it call this? true or false (false: it degrades without it); if it does not, delete this use"


def read(files: Sequence[Given], context: Context) -> Drafted:
    """The drafts of the services that call a proxy; without a name of one, a draft of each proxy itself."""
    found = Drafted("deployment")
    proxies = [proxy for given in files if (proxy := read_proxy(given, context, found)) is not None]
    if context.services and len(files) > 1:
        why = "several proxies were named, and which of them a service calls is not known"
        found.faults.append(Diagnostic("several-files", why, (Location(files[1].path),), "import one at a time"))
        return found
    names = distinct([identifier(context.gateway or "", "litellm") for _ in proxies])
    for name, proxy in zip(names, proxies, strict=True):
        drafts = [*_services(proxy, context, found)] if context.services else [_itself(name, proxy, context, found)]
        found.drafts += [draft for draft in drafts if draft.uses]
        _count(proxy, found)
    return found


def _itself(name: str, proxy: Proxy, context: Context, found: Drafted) -> Draft:
    """A draft of all that the proxy offers."""
    uses = _uses(proxy, [*proxy.groups], context, found)
    return Draft(name, proxy.at, uses, asks=(Ask(("service",), _OTHER_SERVICE),))


def _services(proxy: Proxy, context: Context, found: Drafted) -> Iterator[Draft]:
    for service, called in context.services.items():
        unknown = [name for name in called if proxy.group(name) is None]
        if unknown:
            offered = [name for name in proxy.groups if not looks_secret(name)]
            found.faults.append(not_offered("unknown-model-name", service, unknown, offered, proxy.at))
            continue
        names = [proxy.aliases.get(name, name) for name in called] or [*proxy.groups]
        uses = _uses(proxy, list(dict.fromkeys(names)), context, found)
        # Nobody said which of several names it calls: so each is a question, which cannot be passed over.
        if not called and len(uses) > 1:
            uses = tuple(replace(use, asks=(*use.asks, Ask(("required",), _REQUIRED))) for use in uses)
        yield Draft(service, proxy.at, uses)


def _uses(proxy: Proxy, names: Sequence[str], context: Context, found: Drafted) -> tuple[DraftUse, ...]:
    ids = distinct([identifier(name, "any") for name in names])
    made = [use_of(proxy, name, id_, context, found) for name, id_ in zip(names, ids, strict=True)]
    return tuple(use for use in made if use.routes)


def _count(proxy: Proxy, found: Drafted) -> None:
    """What became of each deployment: a route, or skipped for a reason."""
    for deployment in (one for group in proxy.groups.values() for one in group):
        if deployment.at in found.places:
            found.taken += 1
        else:
            found.skip(deployment.at, deployment.shown, "no service that was named calls it", in_doubt=False)
