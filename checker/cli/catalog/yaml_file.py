"""A generated catalog file as text: the same content is the same bytes, one line a statement's source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import yaml

from checker.catalog.files import CatalogFile
from checker.catalog.sourced import Sourced

MAX_WIDTH = 1 << 20
"""Columns before PyYAML would fold a line: more than a file that is read may have bytes."""

_FIRST = ("model", "host", "snapshot", "retires", "value", "from", "until", "status", "recorded", "superseded", "note")
"""Keys of a statement in the order in which people read them; sources come last."""


class _Inline(dict[str, object]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Block style, indented lists, and every value where it holds."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - of the signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _inline(dumper: yaml.SafeDumper, data: _Inline) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(_Inline, _inline)


def generated(file: CatalogFile, header: Iterable[str]) -> str:
    """The whole file, with comment lines above it."""
    data: dict[str, object] = {"format": file.format, "imported": file.imported, "recorded": file.recorded}
    if file.models:
        data["models"] = [
            {
                "id": model.id,
                "vendor": model.vendor,
                "facts": {
                    name.replace("_", "-"): [_entry(claim) for claim in claims]
                    for name, claims in model.facts
                    if claims
                },
            }
            for model in file.models
        ]
    if file.endpoints:
        data["endpoints"] = [_entry(endpoint) for endpoint in file.endpoints]
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=MAX_WIDTH)
    return "".join(f"# {line}\n" for line in header) + text


def _entry(entry: Sourced) -> Mapping[str, object]:
    plain = entry.model_dump(by_alias=True, exclude_none=True)
    sources = [_Inline(source) for source in plain.pop("sources")]
    first = {key: plain.pop(key) for key in _FIRST if key in plain}
    return {**first, **plain, "sources": sources}
