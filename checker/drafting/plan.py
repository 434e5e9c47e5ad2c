"""A plan or a state of Terraform, as ``terraform show -json`` writes it: its resources, and what they refer to.

Sensitive values are never read, and what is known only after apply is open. A value that refers to another resource is
followed through variables and outputs of modules, as far as the configuration in a plan tells; in a state, by its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from checker.diagnostic import Location, Path, Place
from checker.foreign.inside import at_path, below_path, entries
from checker.foreign.secret import looks_secret
from checker.foreign.settled import Told
from checker.record import dataclass
from checker.source import Document, Plain
from checker.source.lenient import fields, word

MAX_STEPS = 8
"""Most variables and outputs that a reference is followed through."""
_INDEX = re.compile(r"\[[^\]]*\]")
_MODULE = re.compile(r"module\.([A-Za-z0-9_-]+)(?:\[\"?([^\]\"]*)\"?\])?")
_ROOTS: tuple[Path, ...] = (("planned_values", "root_module"), ("values", "root_module"))
_TRUE = "true"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource; ``at`` is where it is in the document."""

    document: Document
    at: Path
    address: str
    module: tuple[str, ...]
    """Names of the modules that it is in, without their indices."""
    type: str
    name: str
    is_data: bool
    values: Mapping[str, Plain]
    sensitive: Plain | None
    unknown: Plain | None

    def locate(self, path: Path = ()) -> Location:
        return self.document.locate(Place(self.document.file, (*self.at, "values", *path) if path else self.at))

    def told(self, *path: str | int) -> Told | None:
        """A value; open where it is known only after apply, or sensitive; None where there is none."""
        by = ".".join(str(step) for step in path if isinstance(step, str))
        if _is_marked(self.sensitive, path):
            return Told("", f"{by} (sensitive)", path, "secret")
        found = word(at_path(self.values, path))
        if found:
            return Told(found, by, path)
        return Told("", f"{by} (known only after apply)", path, "open") if _is_marked(self.unknown, path) else None

    def word(self, *path: str | int) -> str:
        """A value that is known, or nothing."""
        told = self.told(*path)
        return told.text if told is not None else ""


def _is_marked(marks: Plain | None, path: Path) -> bool:
    """Whether marks of the shape of values say ``true`` at a path, or above it."""
    for step in path:
        if marks == _TRUE:
            return True
        marks = at_path(marks, (step,))
    return marks == _TRUE


@dataclass(frozen=True, slots=True)
class Plan:
    """All resources of one file, and the configuration that they come from, which only a plan has."""

    document: Document
    resources: list[Resource] = field(default_factory=list)

    def followed(self, resource: Resource, attribute: str) -> list[Resource]:
        """The resources that an attribute refers to: by what it is, else by how it is written."""
        told = resource.word(attribute)
        known = [
            other
            for other in self.resources
            if told and other is not resource and told in {other.word("id"), other.word("arn")}
        ]
        written = at_path(self._configured(resource), ("expressions", attribute))
        return known or self._referred(resource.module, written, MAX_STEPS)

    def region(self, resource: Resource) -> str:
        """The region of the provider that makes a resource, where the configuration states it."""
        configured = self._configured(resource)
        providers = fields(at_path(self.document.data, ("configuration", "provider_config")))
        expression = fields(
            at_path(providers.get(word(configured.get("provider_config_key"))), ("expressions", "region"))
        )
        constant = word(expression.get("constant_value"))
        names = [word(name) for name in entries(expression.get("references")) if word(name).startswith("var.")]
        if constant or not names:
            return constant
        return word(at_path(self.document.data, ("variables", names[0].removeprefix("var."), "value")))

    def _configured(self, resource: Resource) -> Mapping[str, Plain]:
        """How a resource is written in the configuration."""
        for _, written in below_path(self._module(resource.module), ("resources",)):
            if (written.get("type"), written.get("name")) == (resource.type, resource.name):
                return written
        return {}

    def _module(self, names: tuple[str, ...]) -> Mapping[str, Plain]:
        steps = [step for name in names for step in ("module_calls", name, "module")]
        return fields(at_path(self.document.data, ("configuration", "root_module", *steps)))

    def _referred(self, module: tuple[str, ...], expression: Plain | None, left: int) -> list[Resource]:
        """The resources that an expression in a module names."""
        names = [word(name) for name in entries(fields(expression).get("references"))]
        for name in names if left else ():
            head, _, rest = _INDEX.sub("", name).partition(".")
            key = rest.partition(".")[0]
            if head == "var" and module:
                written = at_path(self._module(module[:-1]), ("module_calls", module[-1], "expressions", key))
                found = self._referred(module[:-1], written, left - 1)
            elif head == "module":
                inner = (*module, key)
                output = rest.partition(".")[2].partition(".")[0]
                written = at_path(self._module(inner), ("outputs", output, "expression"))
                found = self._referred(inner, written, left - 1)
            else:
                found = [one for one in self.resources if (one.module, one.type, one.name) == (module, head, key)]
            if found:
                return found
        return []


def read_plan(document: Document) -> Plan | None:
    """The resources of a plan or a state; None if the document is neither."""
    root = next((root for root in _ROOTS if at_path(document.data, root) is not None), None)
    if root is None:
        return None
    unknown = {
        word(change.get("address")): at_path(change, ("change", "after_unknown"))
        for _, change in below_path(document.data, ("resource_changes",))
    }
    return Plan(document, list(_resources(document, root, (), unknown)))


def _resources(
    document: Document, at: Path, module: tuple[str, ...], unknown: Mapping[str, Plain | None]
) -> Iterator[Resource]:
    """The resources of a module, and of those inside of it."""
    here = at_path(document.data, at)
    for path, value in below_path(here, ("resources",)):
        address = word(value.get("address"))
        yield Resource(
            document, (*at, *path), address, module, word(value.get("type")), word(value.get("name")),
            word(value.get("mode")) == "data", fields(value.get("values")), value.get("sensitive_values"),
            unknown.get(address),
        )  # fmt: skip
    for path, value in below_path(here, ("child_modules",)):
        names = tuple(found[1] for found in _MODULE.finditer(word(value.get("address"))))
        yield from _resources(document, (*at, *path), names, unknown)


def module_label(address: str) -> str:
    """The first module in an address, with its index: ``ai-claims`` of ``module.ai["claims"].x.y``; or nothing."""
    found = _MODULE.match(address)
    return "-".join(part for part in found.groups() if part and not looks_secret(part)) if found else ""
