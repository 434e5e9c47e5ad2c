"""Kubernetes: workloads that run a program which serves a model, and KServe's objects.

One workload that serves models is one service. Objects of all files belong together: a ``ConfigMap`` fills variables
in, a ``ServingRuntime`` gives an ``InferenceService`` its containers. Nothing is rendered: a template of Helm is
skipped, since only its values say what is deployed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.diagnostic import Location, Path
from checker.drafting.containers import ConfigMaps, asks_for_a_gpu, read_containers
from checker.drafting.draft import Context, Drafted, Given, parse
from checker.drafting.kserve import KSERVE, RUNTIMES, Runtimes, read_kserve, runtimes_of
from checker.drafting.self_hosted import draft_of, locate
from checker.drafting.servers import Container, Served, only_fetches, read_servers
from checker.foreign.inside import at_path, below_path
from checker.foreign.settled import has_placeholder
from checker.record import dataclass
from checker.source import Bounds, Document
from checker.source.lenient import fields, word

BOUNDS = Bounds(16 << 20, 500_000, nulls=True, repeats=True, invisible=True)
"""A rendered chart with the definitions of its own kinds has some megabytes."""

_POD: Path = ("spec", "template", "spec")
WORKLOADS: dict[str, tuple[Path, ...]] = {
    "Deployment": (_POD,),
    "StatefulSet": (_POD,),
    "DaemonSet": (_POD,),
    "ReplicaSet": (_POD,),
    "Job": (_POD,),
    "CronJob": (("spec", "jobTemplate", "spec", "template", "spec"),),
    "Pod": (("spec",),),
    "Service": (_POD,),  # of Knative
    "LeaderWorkerSet": (
        ("spec", "leaderWorkerTemplate", "leaderTemplate", "spec"),
        ("spec", "leaderWorkerTemplate", "workerTemplate", "spec"),
    ),
}
"""Where each kind of workload has its pod."""
_HELM = "a template of Helm: render it first (helm template), since only its values say what is deployed"
_NO_SERVER = "runs no program that is known to serve a model"
_FETCHES = "fetches a model for another workload, and ends"
_ADDRESS = "an address, and no workload"
_NO_USE = frozenset({_NO_SERVER, _FETCHES, _ADDRESS})
"""Why a workload is surely no use of a model, or shows no sign of one."""


class Object(NamedTuple):
    """One object: its document, kind, namespace and name."""

    document: Document
    kind: str
    namespace: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.kind} {self.name or '(without a name)'}"


@dataclass(frozen=True, slots=True)
class _Cluster:
    """What objects refer to."""

    maps: ConfigMaps
    runtimes: Runtimes


def read(files: Sequence[Given], context: Context) -> Drafted:
    """The services of all files."""
    found = Drafted("object")
    objects = [one for given in files for document in _parse(given, found) for one in _objects(document, found)]
    cluster = _Cluster(_config_maps(objects), runtimes_of(one.document for one in objects))
    served = [(one, _served(one, cluster)) for one in objects if one.kind in WORKLOADS or one.kind in KSERVE]
    spaces = Counter(name for _, name in {(one.namespace, one.name) for one, models in served if models})
    seen: dict[tuple[str, str], Object] = {}
    for one, models in served:
        first = seen.get((one.namespace, one.name))
        if not models:
            why = _why_not(one, cluster)
            found.skip(locate(one.document, ()), one.label, why, in_doubt=why not in _NO_USE)
        elif first is not None:
            at = locate(first.document, ("metadata", "name"))
            found.skip(locate(one.document, ()), one.label, f"a workload of this name is in {at.file} already")
        else:
            seen[one.namespace, one.name] = one
            name = f"{one.namespace}.{one.name}" if spaces[one.name] > 1 and one.namespace else one.name
            found.drafts.append(draft_of(name, one.document, ("metadata", "name"), models, context))
            found.taken += 1
    for given in files if not (found.drafts or found.skipped or found.faults) else ():
        found.skip(Location(given.path), given.path, "has no workload of Kubernetes")
    return found


def _parse(given: Given, found: Drafted) -> list[Document]:
    """The documents of a file; none of one that is not YAML because it is still a template."""
    attempt = Drafted(found.unit)
    documents = parse(given, attempt, BOUNDS)
    if attempt.faults and has_placeholder(given.raw.decode("utf-8", "replace")):
        found.skip(attempt.faults[0].primary, given.path, _HELM)
        return []
    found.faults += attempt.faults
    return documents


def _objects(document: Document, found: Drafted) -> Iterator[Object]:
    """The object of a document, or those of a list; what is none is skipped."""
    kind, data = word(document.data.get("kind")), document.data
    if kind.endswith("List") and "items" in data:
        for path, _ in below_path(data, ("items",)):
            yield from _objects(document.part(path, document.file), found)
        return
    metadata = fields(data.get("metadata"))
    one = Object(document, kind, word(metadata.get("namespace")), word(metadata.get("name")))
    if not kind or "apiVersion" not in data:
        found.skip(locate(document, ()), "document", "no object of Kubernetes: it has no kind or no apiVersion")
    elif has_placeholder(f"{one.kind}{one.name}{one.namespace}"):
        found.skip(locate(document, ("metadata",)), one.label, _HELM)
    else:
        yield one
        if not _is_known(one, word(data.get("apiVersion"))):
            found.skip(locate(document, ("kind",)), one.label, "a kind of object that this import does not read")


def _is_known(one: Object, version: str) -> bool:
    """Whether it is known what such an object does: those of Kubernetes itself serve no model, but for workloads."""
    group = version.partition("/")[0]
    of_kubernetes = "." not in group or (group.endswith(".k8s.io") and not group.endswith(".x-k8s.io"))
    return of_kubernetes or one.kind in WORKLOADS or one.kind in KSERVE or one.kind in RUNTIMES


def _config_maps(objects: Sequence[Object]) -> ConfigMaps:
    return {
        (one.namespace, one.name): fields(one.document.data.get("data")) for one in objects if one.kind == "ConfigMap"
    }


def _served(one: Object, cluster: _Cluster) -> list[Served]:
    if one.kind in KSERVE:
        return read_kserve(one.document, one.namespace, cluster.runtimes, cluster.maps)
    return _once(read_servers(_containers(one, cluster)))


def _containers(one: Object, cluster: _Cluster) -> list[Container]:
    """The containers of a workload."""
    return [
        container
        for path in WORKLOADS.get(one.kind, ())
        for container in read_containers(at_path(one.document.data, path), path, one.namespace, cluster.maps)
    ]


def _once(served: list[Served]) -> list[Served]:
    """Each model once, though several containers may serve it, such as those of a group."""
    by_model = {(one.server, one.model and one.model.text, one.name): one for one in reversed(served)}
    return [*reversed(by_model.values())]


def _why_not(one: Object, cluster: _Cluster) -> str:
    data = one.document.data
    containers = _containers(one, cluster)
    if containers and all(map(only_fetches, containers)):
        return _FETCHES
    if one.kind == "Service" and at_path(data, _POD) is None:
        return _ADDRESS
    if any(asks_for_a_gpu(at_path(data, path)) for path in WORKLOADS.get(one.kind, ())):
        return f"{_NO_SERVER}, though it asks for a GPU: if it serves one, write its manifest by hand"
    return _NO_SERVER
