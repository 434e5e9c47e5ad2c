"""The built-in catalog as plain data is what its files say, and positions in it are those of the files."""

from __future__ import annotations

import hashlib
import json

import pytest

from checker import resources, source
from checker.diagnostic import Place
from checker.resources import COMPILED, catalog_files, catalog_folder, compiled


def fresh() -> str:
    entries = {}
    for name, raw in catalog_files():
        document = source.parse(name, raw)
        assert isinstance(document, source.Document), document
        entries[name] = {"sha256": hashlib.sha256(raw).hexdigest(), "data": document.data}
    return json.dumps(entries, ensure_ascii=True, separators=(",", ":")).replace('},"builtin:', '},\n"builtin:') + "\n"


def test_the_compiled_catalog_is_fresh(accept: bool) -> None:
    path = catalog_folder() / COMPILED
    if accept:
        path.write_text(fresh())

    assert path.read_text() == fresh(), "run: pytest --accept tests/test_compiled.py"


def test_a_file_that_changed_since_is_parsed_anew() -> None:
    name, raw = catalog_files()[0]

    assert compiled(name, raw) is not None
    assert compiled(name, raw + b"# changed\n") is None


def test_without_it_everything_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    name, raw = catalog_files()[0]
    data = compiled(name, raw)
    monkeypatch.setattr(resources, "_compiled", dict)
    parsed = source.parse(name, raw)

    assert compiled(name, raw) is None
    assert isinstance(parsed, source.Document)
    assert parsed.data == data


def test_positions_are_those_of_the_file() -> None:
    name, raw = next((name, raw) for name, raw in catalog_files() if "openai" in name)
    data = compiled(name, raw)
    parsed = source.parse(name, raw)
    assert data is not None
    assert isinstance(parsed, source.Document)
    place = Place(name, ("models", 0, "facts", "weights", 0, "status"))

    assert source.known(name, raw, data).locate(place) == parsed.locate(place)
