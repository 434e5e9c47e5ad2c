"""Terraform: what ``terraform show -json`` says of a plan or a state.

A file does not say which services use what it deploys: the deployments of one module are taken for one service, and
those outside of modules for the service that the file is called after, unless ``--service`` names the services.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import Location
from checker.drafting.amazon import PROFILES
from checker.drafting.clouds import NO_MODEL, PREFIXES, ROWS, reader_of
from checker.drafting.draft import Context, Draft, Drafted, DraftUse, Given, parse
from checker.drafting.endpoints import read_endpoints
from checker.drafting.plan import Plan, Resource, module_label, read_plan
from checker.drafting.route import distinct, identifier
from checker.drafting.told import service_name, share_out
from checker.source import Bounds

BOUNDS = Bounds(64 << 20, 2_000_000, nulls=True)
"""A plan holds each resource up to four times, with the configuration and the state before."""
_SHOW = "run terraform show -json FILE, and import what it prints"
_PLAIN_NAMES = frozenset({"plan", "tfplan", "state", "tfstate", "terraform", "show", "output"})
"""What people call such a file whatever it is about."""
_ELSEWHERE = "another resource refers to it, and has the route"


def read(files: Sequence[Given], context: Context) -> Drafted:
    """The services of all files."""
    found = Drafted("resource")
    services: dict[str, tuple[Location, list[DraftUse]]] = {}
    for given in files:
        for service, at, use in _uses(given, context, found):
            services.setdefault("" if context.services else service, (at, []))[1].append(use)
            found.taken += 1
    for given in files if not (services or found.skipped or found.faults) else ():
        found.skip(Location(given.path), given.path, "deploys no model that this import knows of")
    for default, (at, uses) in services.items():
        ids = distinct([use.id for use in uses])
        named = [replace(use, id=id_) for use, id_ in zip(uses, ids, strict=True)]
        for service, called in share_out(context, default, named, found, at):
            found.drafts.append(Draft(service, at, tuple(called)))
    return found


def _uses(given: Given, context: Context, found: Drafted) -> Iterator[tuple[str, Location, DraftUse]]:
    """The service of each deployment in a file, where it is, and the use that it serves."""
    if given.path.endswith((".tf", ".tfvars", ".tfplan")):
        found.skip(Location(given.path), given.path, f"not what Terraform prints as JSON: {_SHOW}")
        return
    for document in parse(given, found, BOUNDS):
        plan = read_plan(document)
        if plan is None:
            why = f"no plan or state as Terraform prints it: {_SHOW}"
            found.skip(Location(given.path), given.path, why)
            continue
        otherwise = _service_of(given.path)
        referred = {other.address for one in plan.resources for other in _profiles(plan, one)}
        served = read_endpoints(plan, context)
        for resource in plan.resources:
            why_not = _why_not(resource, referred | served.taken)
            if resource.address in served.uses:
                yield (
                    service_name(module_label(resource.address), otherwise),
                    resource.locate(),
                    served.uses[resource.address],
                )
            elif why_not:
                found.skip(resource.locate(), resource.address, why_not, in_doubt=why_not != _ELSEWHERE)
            elif (read_resource := reader_of(resource)) is not None:
                use = read_resource(plan, resource, context)
                yield service_name(module_label(resource.address), otherwise), resource.locate(), use


def _profiles(plan: Plan, resource: Resource) -> list[Resource]:
    """The profiles that a resource refers to instead of a model."""
    if resource.type not in ROWS or resource.is_data:
        return []
    keys = ("foundation_model", "model_arn", "model_source", "variant")
    return [other for key in keys for other in plan.followed(resource, key) if other.type in PROFILES]


def _why_not(resource: Resource, elsewhere: set[str]) -> str:
    """Why a resource is no use of its own; nothing if it is one, or has nothing to do with models."""
    about = resource.type.startswith(PREFIXES) and resource.type not in NO_MODEL
    if resource.address in elsewhere and resource.type in ROWS:
        return _ELSEWHERE
    if about and resource.is_data:
        return "a data source: what it reads is made elsewhere"
    return "a kind of resource that this import does not read" if about and resource.type not in ROWS else ""


def _service_of(path: str) -> str:
    """The service that a file is called after, or its folder, where the file is called as all such files are."""
    folder, base = posixpath.split(path)
    stem = base.partition(".")[0]
    return identifier(posixpath.basename(folder) if stem.lower() in _PLAIN_NAMES and folder else stem, "service")
