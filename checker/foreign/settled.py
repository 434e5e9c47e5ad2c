"""A value that a deployment file gives: settled, or left open for whoever deploys it.

What stands in place of a value: ``$(NAME)`` in Kubernetes, ``${NAME}`` and ``${NAME:-default}`` in Compose and shells,
``{{ .Values.name }}`` in Helm. It is resolved only from what the same file gives, and a default is one possible answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from checker.diagnostic import Path
from checker.record import dataclass
from checker.shape.scalars import is_foreign_name

_REFERENCE = re.compile(
    r"\$\((?P<kubernetes>[A-Za-z_][A-Za-z0-9_]*)\)"
    r"|\$\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)(?::?[-=](?P<default>[^{}$]*))?[^{}]*\}"
    r"|\$(?P<plain>[A-Za-z_][A-Za-z0-9_]*)"
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>", re.DOTALL)
_HUB_URL = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<rest>[A-Za-z0-9._/-]+)")
_WEIGHTS = re.compile(r"(?:\.{0,2}|~)/|[A-Za-z][A-Za-z0-9+.-]*://|.*\.(?:gguf|safetensors|bin|pt|onnx)\Z")
_LAYOUTS = (
    re.compile(r"models--(?P<owner>[A-Za-z0-9_.-]+?)--(?P<name>[A-Za-z0-9_.-]+?)(?:/|\Z)"),
    re.compile(r"/(?P<owner>[A-Za-z0-9][A-Za-z0-9_.-]*)/(?P<name>[A-Za-z0-9][A-Za-z0-9_.-]*)/?\Z"),
)
"""How the hub's cache names the folder of a repository, and how people do."""

State = Literal["settled", "open", "secret"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells: the value as far as it is settled, by what, where, and one possible answer if it is open."""

    text: str
    by: str
    path: Path
    state: State = "settled"
    default: str = ""

    @property
    def is_settled(self) -> bool:
        return self.state == "settled"


def settle(value: str, by: str, path: Path, known: Mapping[str, str]) -> Told:
    """A value with what it refers to filled in from ``known``; open, if anything is left."""
    if has_placeholder(value):
        return Told("", by, path, "open")
    defaults: list[str] = []
    filled = _REFERENCE.sub(lambda found: _filled(found, known, defaults), value)
    if not defaults:
        return Told(filled.strip(), by, path)
    whole = _REFERENCE.fullmatch(value)
    default = (whole["default"] or "") if whole else ""
    return Told("", by, path, "open", default if is_foreign_name(default) else "")


def _filled(found: re.Match[str], known: Mapping[str, str], left: list[str]) -> str:
    name = found["kubernetes"] or found["braced"] or found["plain"]
    if name not in known:
        left.append(name)
    return known.get(name, "")


def has_placeholder(value: str) -> bool:
    """Whether a template is still to be filled in."""
    return _TEMPLATE.search(value) is not None


def name_of(value: str) -> str:
    """A value as the name of a model, where it can be one; an address only of the model hub, without its query."""
    url = _HUB_URL.match(value)
    if url and not url["rest"].startswith(("datasets/", "spaces/")):
        return (
            f"hf:{url['rest'].rstrip('/')}" if url["rest"].count("/") == 1 else f"https://huggingface.co/{url['rest']}"
        )
    return value if is_foreign_name(value) and not is_weights(value) else ""


def is_weights(value: str) -> bool:
    """Whether a value says where weights are, and not what they are called."""
    return _WEIGHTS.match(value) is not None and _HUB_URL.match(value) is None


def place_of_weights(value: str) -> str:
    """How a place of weights is shown: a path as it is, of an address only the scheme, since it can hold a secret."""
    scheme, separator, _ = value.partition("://")
    return f"{scheme}://..." if separator else value


def likely_names(value: str) -> tuple[str, ...]:
    """Names of repositories that the place of weights suggests; nobody says that it is one of them."""
    found = [f"{hit['owner']}/{hit['name']}" for hit in (layout.search(value) for layout in _LAYOUTS) if hit]
    return tuple(dict.fromkeys(name for name in found if not is_weights(name)))
