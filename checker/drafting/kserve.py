"""KServe's objects, and others that say in one line where a model comes from.

An ``InferenceService`` names a model by an argument of its server, or says by ``storageUri`` where its weights are:
``hf://owner/name:commit`` names it, and a bucket or a volume does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from checker.diagnostic import Path
from checker.drafting.containers import ConfigMaps, read_container
from checker.drafting.servers import ANY, Container, Served, find_server, read_as, read_servers
from checker.foreign.inside import at_path, below_path
from checker.foreign.settled import Told, is_weights, settle
from checker.source import Document, Plain
from checker.source.lenient import fields, word

Runtimes = Mapping[tuple[str, str], Mapping[str, Plain]]
"""Namespace and name of a ServingRuntime, and its first container; of one for all namespaces the first is empty."""

_PREDICTOR: Path = ("spec", "predictor")
_FORMATS = (
    "huggingface",
    "lightgbm",
    "onnx",
    "paddle",
    "pmml",
    "pytorch",
    "sklearn",
    "tensorflow",
    "triton",
    "xgboost",
)
"""Keys that name a format in place of ``model``, in older objects."""
RUNTIMES = frozenset({"ServingRuntime", "ClusterServingRuntime"})
_URI: Mapping[str, tuple[Path, Path]] = {
    "LLMInferenceService": (("spec", "model", "uri"), ("spec", "model", "name")),
    "TrainedModel": (("spec", "model", "storageUri"), ("metadata", "name")),
}
KSERVE = frozenset({"InferenceService", *_URI})
_HUB, _OLLAMA = "hf://", "ollama://"


def runtimes_of(documents: Iterable[Document]) -> Runtimes:
    """The runtimes that an ``InferenceService`` may name."""
    found: dict[tuple[str, str], Mapping[str, Plain]] = {}
    for document in documents:
        kind, metadata = word(document.data.get("kind")), fields(document.data.get("metadata"))
        container = next((value for _, value in below_path(document.data, ("spec", "containers"))), None)
        if kind in RUNTIMES and container is not None:
            namespace = word(metadata.get("namespace")) if kind == "ServingRuntime" else ""
            found[namespace, word(metadata.get("name"))] = container
    return found


def read_kserve(document: Document, namespace: str, runtimes: Runtimes, maps: ConfigMaps) -> list[Served]:
    """The models that one object of KServe serves."""
    kind = word(document.data.get("kind"))
    if kind in _URI:
        uri, named = _URI[kind]
        model, revision = _stored(document.data, uri)
        return [Served("KServe", model, revision, word(at_path(document.data, named)), uri)]
    predictor = fields(at_path(document.data, _PREDICTOR))
    for key in ("model", *_FORMATS):
        if isinstance(predictor.get(key), dict):
            at = (*_PREDICTOR, key)
            return [_of_predictor(fields(predictor[key]), at, namespace, runtimes, maps)]
    containers = [
        read_container(value, (*_PREDICTOR, *path), namespace, maps)
        for path, value in below_path(predictor, ("containers",))
    ]
    return read_servers(containers)


def _of_predictor(value: Mapping[str, Plain], at: Path, namespace: str, runtimes: Runtimes, maps: ConfigMaps) -> Served:
    """The model of a predictor: by an argument, else by where its weights are."""
    container = read_container(value, at, namespace, maps)
    named = word(value.get("runtime"))
    runtime = runtimes.get((namespace, named), runtimes.get(("", named)))
    if runtime is not None:
        container = _inside(read_container(runtime, at, namespace, maps), container)
    server = find_server(container) or replace(ANY, name=f"the runtime {named}" if named else "KServe")
    served = next(iter(read_as(container, server)), Served(server.name, None, None, "", at))
    if served.model is not None and not (served.model.is_settled and is_weights(served.model.text)):
        return served
    model, revision = _stored(value, ("storageUri",))
    if model is None and "storage" in value:
        path = word(at_path(value, ("storage", "path")))
        model = Told(f"/{path.lstrip('/')}", "storage.path", ("storage",)) if path else None
    if model is None:
        return served
    stored = replace(model, path=(*at, *model.path))
    return served._replace(model=stored, revision=served.revision or revision, at=at)


def _inside(runtime: Container, own: Container) -> Container:
    """The container of a runtime, with what the object itself adds: its arguments come last, and its variables win."""
    words = (*(word._replace(path=own.at) for word in runtime.words), *own.words)
    env = {**{name: replace(told, path=own.at) for name, told in runtime.env.items()}, **own.env}
    return Container(own.name, runtime.image, words, env, own.at)


def _stored(value: Mapping[str, Plain], path: Path) -> tuple[Told | None, Told | None]:
    """Model and revision of an address of weights."""
    uri = word(at_path(value, path))
    if not uri:
        return None, None
    told = settle(uri, str(path[-1]), path, {})
    if uri.startswith(_OLLAMA):
        return replace(told, text=told.text.removeprefix(_OLLAMA)), None
    if not uri.startswith(_HUB) or not told.is_settled:
        return told, None
    repository, _, revision = told.text.removeprefix(_HUB).rstrip("/").partition(":")
    return replace(told, text=repository), replace(told, text=revision) if revision else None
