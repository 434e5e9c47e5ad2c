"""The built-in catalog as plain data is what its files say, and positions in it are those of the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import pytest

from checker import naming, resources, shape, source
from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.shipped import Shipped, stack_over
from checker.catalog.stacking import stack
from checker.diagnostic import Place
from checker.files.catalog import CatalogFile
from checker.resources import (
    COMPILED,
    LISTS,
    Compiled,
    _Lines,
    catalog_files,
    catalog_folder,
    find_compiled,
    load_compiled,
)
from tests.builtin import builtin_layer

Places = dict[str, dict[str, list[list[int]]]]


class Index:
    """Entries as lines, and where each is. Claims of imports follow all others, whatever their files are called."""

    def __init__(self) -> None:
        self.lines: list[object] = []
        self.early: Places = {key: {} for key in LISTS}
        self.late: Places = {key: {} for key in LISTS}

    def add(self, file: int, key: str, entry: Mapping[str, object], *, late: bool) -> int:
        """Add an entry; the number of its line."""
        self.lines.append(entry)
        called = f"{entry['model']} {entry['host']}" if key == "endpoints" else str(entry["id"])
        places = self.late if late and key in {"models", "endpoints"} else self.early
        places[key].setdefault(called, []).append([file, len(self.lines)])
        return len(self.lines)

    def places(self) -> Places:
        return {
            key: {
                name: self.early[key].get(name, []) + self.late[key].get(name, [])
                for name in {**self.early[key], **self.late[key]}
            }
            for key in LISTS
        }


def fresh() -> str:
    index, files = Index(), {}
    for number, (name, raw) in enumerate(catalog_files()):
        document = source.parse(name, raw)
        assert isinstance(document, source.Document), document
        data: dict[str, object] = {}
        for key, value in document.data.items():
            listed = value if key in LISTS and isinstance(value, list) else None
            data[key] = value if listed is None else [
                index.add(number, key, entry, late="imported" in document.data)
                for entry in listed if isinstance(entry, dict)
            ]  # fmt: skip
        files[name] = {"sha256": hashlib.sha256(raw).hexdigest(), "data": data}
    head = {"files": files, "places": index.places(), "aliases": {**whole().aliases}}
    return "".join(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n" for line in [head, *index.lines])


def whole() -> Catalog:
    """The catalog of which every file was read as YAML."""
    stacked = stack([builtin_layer()])
    assert isinstance(stacked, Catalog)
    return stacked


def test_the_compiled_catalog_is_fresh(accept: bool) -> None:
    path = catalog_folder() / COMPILED
    if accept:
        path.write_text(fresh())

    assert path.read_text() == fresh(), "run: pytest --accept tests/test_compiled.py"


def test_what_is_read_one_by_one_is_what_is_read_whole() -> None:
    layer = builtin_layer()
    lazy, read = stack_over(Shipped(load_compiled(), lambda: layer), ()), whole()
    assert isinstance(lazy, Catalog)

    for about in ("vendors", "hosts", "models", "endpoints", "contracts", "aliases", "places"):
        assert list(getattr(lazy, about).items()) == list(getattr(read, about).items()), about
    assert [[*found] for found in lazy.layers] == [[*found] for found in (*read.layers, ())]


READ = "sources: [{what: a page, where: acme.example, class: vendor, read: 2026-11-01}]"
MADE_FROM = "facts: {derived-from: [{value: [%s], from: 2026-01-01, status: confirmed, " + READ + "}]}"
OWN = {
    "nothing": "",
    "contracts": "contracts: [{id: CTR-1, supplier: Acme}]",
    "a vendor, a host, a model and where it ends": f"""
vendors: [{{id: acme, name: Acme, group: acme, jurisdiction: FR, {READ}}}]
hosts: [{{id: acme-cloud, name: Acme, group: acme, {READ}}}]
models: [{{id: acme/one, vendor: acme, aliases: [acme-one], {MADE_FROM % "meta/llama-4-scout"}}}]
endpoints: [{{model: acme/one, host: acme-cloud, retires: 2027-01-01, status: confirmed, {READ}}}]
""",
    "more of a model, a vendor and an endpoint": f"""
vendors: [{{id: openai, name: Another, group: openai, jurisdiction: FR, {READ}}}]
models: [{{id: openai/gpt-4o, vendor: openai, aliases: [our-gpt], {MADE_FROM % "meta/llama-4-scout"}}}]
endpoints: [{{model: openai/gpt-4o, host: openai, retires: 2027-01-01, status: confirmed, {READ}}}]
""",
    "a name of another model": "models: [{id: openai/gpt-4o, vendor: openai, aliases: [meta/llama-4-scout]}]",
    "an alias of another model": "models: [{id: openai/gpt-4o, vendor: openai, aliases: [claude-haiku-4-5]}]",
    "an alias as a model": "models: [{id: claude-haiku-4-5, vendor: anthropic}]",
    "a vendor that nobody lists": "models: [{id: nobody/one, vendor: nobody}]",
    "another vendor": "models: [{id: openai/gpt-4o, vendor: meta}]",
    "a cycle through what is shipped": f"""
models:
  - {{id: meta/llama-4-scout, vendor: meta, {MADE_FROM % "openai/gpt-4o"}}}
  - {{id: openai/gpt-4o, vendor: openai, {MADE_FROM % "meta/llama-4-scout"}}}
""",
    "endpoints of nobody": f"""
endpoints:
  - {{model: no/model, host: openai, retires: none, status: confirmed, {READ}}}
  - {{model: openai/gpt-4o, host: nowhere, retires: none, status: confirmed, {READ}}}
""",
    "an import": f"""
imported: models-dev
recorded: 2026-11-01
models: [{{id: openai/gpt-4o, vendor: openai, {(MADE_FROM % "meta/llama-4-scout").replace("confirmed", "reported")}}}]
""",
}


@pytest.mark.parametrize("written", OWN.values(), ids=OWN)
def test_an_own_catalog_over_what_is_read_one_by_one_is_one_over_what_is_read_whole(written: str) -> None:
    layer = builtin_layer()
    document = source.parse("own.yaml", f"format: modelbylaws/catalog/v1\n{written}".encode())
    assert isinstance(document, source.Document)
    file = shape.read(document, CatalogFile)
    assert isinstance(file, CatalogFile), file
    own = [Layered(document, file.dated())]

    lazy, read = stack_over(Shipped(load_compiled(), lambda: layer), own), stack((layer, own))

    if isinstance(read, Catalog):
        assert isinstance(lazy, Catalog), lazy
        for about in ("vendors", "hosts", "models", "endpoints", "contracts", "places"):
            assert list(getattr(lazy, about).items()) == list(getattr(read, about).items()), about
        assert dict(lazy.aliases) == dict(read.aliases)
        if lazy.index is not None:
            assert vars(lazy.index()) == vars(naming.Index(read.models.values()))
            assert vars(lazy.index()) == vars(lazy.index())
        assert (lazy.index is None) == ("imported" in written)
    else:
        assert lazy == read


def test_names_are_those_of_the_models() -> None:
    named = [(model.id, model.vendor, model.aliases) for model in whole().models.values()]

    assert [*Shipped(load_compiled(), list).named()] == named


def test_one_model_is_made_of_the_entries_that_name_it_alone() -> None:
    compiled = load_compiled()
    places = compiled.places["models"]
    known = {line for _, line in places["openai/gpt-4o"]}
    lines = [line if number in known else b"not read" for number, line in enumerate(compiled.lines)]
    few = Shipped(Compiled(compiled.files, compiled.places, compiled.aliases, lines), list)

    assert few.models["openai/gpt-4o"] == whole().models["openai/gpt-4o"]
    assert [*few.models] == [*places]


def test_a_file_that_changed_since_is_parsed_anew() -> None:
    name, raw = catalog_files()[0]

    assert find_compiled(name, raw) is not None
    assert find_compiled(name, raw + b"# changed\n") is None


def test_without_it_everything_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    name, raw = catalog_files()[0]
    data = find_compiled(name, raw)
    monkeypatch.setattr(resources, "load_compiled", lambda: Compiled({}, {}, {}, ()))
    parsed = source.parse(name, raw)

    assert find_compiled(name, raw) is None
    assert isinstance(parsed, source.Document)
    assert parsed.data == data


def test_positions_are_those_of_the_file() -> None:
    name, raw = next((name, raw) for name, raw in catalog_files() if "openai" in name)
    data = find_compiled(name, raw)
    parsed = source.parse(name, raw)
    assert data is not None
    assert isinstance(parsed, source.Document)
    place = Place(name, ("models", 0, "facts", "weights", 0, "status"))

    assert source.reuse_parsed(name, raw, data).locate(place) == parsed.locate(place)


@pytest.mark.parametrize("raw", [b"", b"a", b"a\n", b"\n", b"a\n\nbc\nd", b"a\r\nb\n"])
def test_lines_are_those_that_split_gives(raw: bytes) -> None:
    lines, expected = _Lines(raw), raw.split(b"\n")

    assert [*lines] == lines[:] == expected
    assert (len(lines), lines[-1], lines[1:]) == (len(expected), expected[-1], expected[1:])
    with pytest.raises(IndexError):
        lines[len(expected)]
