"""Containers as Kubernetes writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.diagnostic import Path
from checker.drafting.servers import Container, is_read, is_secret
from checker.drafting.shell import words_of
from checker.foreign.inside import at_path, below_path, entries
from checker.foreign.settled import Told, settle
from checker.source import Plain
from checker.source.lenient import fields, word

ConfigMaps = Mapping[tuple[str, str], Mapping[str, Plain]]
"""Namespace and name of a ConfigMap, and what it holds."""

GPU = "gpu"
_HOOKS: tuple[Path, ...] = (("lifecycle", "postStart", "exec", "command"),)


def read_containers(spec: Plain | None, at: Path, namespace: str, maps: ConfigMaps) -> list[Container]:
    """The containers of a pod, those that start before it too."""
    found = []
    for key in ("containers", "initContainers"):
        for path, container in below_path(spec, (key,)):
            found.append(read_container(container, (*at, *path), namespace, maps))
    return found


def read_container(value: Mapping[str, Plain], at: Path, namespace: str, maps: ConfigMaps) -> Container:
    words = words_of(*((value.get(key), (*at, key)) for key in ("command", "args")))
    hooked = words_of(*((at_path(value, hook), (*at, *hook)) for hook in _HOOKS))
    env = dict(_environment(value, at, namespace, maps))
    return Container(word(value.get("name")), word(value.get("image")), words, env, at, hooked)


def asks_for_a_gpu(spec: Plain | None) -> bool:
    """Whether a container of a pod gets an accelerator."""
    limits = (
        key
        for _, container in below_path(spec, ("containers",))
        for part in ("limits", "requests")
        for key in fields(fields(container.get("resources")).get(part))
    )
    return any(key.partition("/")[2].startswith(GPU) for key in limits)


def _environment(value: Mapping[str, Plain], at: Path, namespace: str, maps: ConfigMaps) -> Iterator[tuple[str, Told]]:
    """The variables that may be read: of maps first, since a container's own come before them."""
    for index, source in enumerate(entries(value.get("envFrom"))):
        name = word(fields(fields(source).get("configMapRef")).get("name"))
        for key, held in maps.get((namespace, name), {}).items():
            if is_read(key):
                yield key, settle(word(held), f"{key} of ConfigMap {name}", (*at, "envFrom", index), {})
    known: dict[str, str] = {}
    for path, variable in below_path(value, ("env",)):
        key = word(variable.get("name"))
        if is_read(key):
            told = _variable(key, variable, (*at, *path), namespace, maps, known)
            if told.is_settled:
                known[key] = told.text
            yield key, told


def _variable(
    key: str, variable: Mapping[str, Plain], at: Path, namespace: str, maps: ConfigMaps, known: Mapping[str, str]
) -> Told:
    reference = fields(fields(variable.get("valueFrom")).get("configMapKeyRef"))
    name, inner = word(reference.get("name")), word(reference.get("key"))
    held = maps.get((namespace, name), {}).get(inner)
    if isinstance(held, str) and not is_secret(inner):
        return settle(held.strip(), f"{key} of ConfigMap {name}", at, {})
    if "value" not in variable:
        return Told("", key, at, "open")
    return settle(word(variable.get("value")), key, (*at, "value"), known)
