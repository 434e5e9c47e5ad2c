"""The built-in catalog as it is shipped."""

from __future__ import annotations

from functools import cache

from checker import resources, source
from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.stacking import stack
from checker.files.catalog import CatalogFile
from checker.shape import read


@cache
def builtin_catalog() -> Catalog:
    stacked = stack([builtin_layer()])
    assert isinstance(stacked, Catalog)
    return stacked


@cache
def builtin_layer() -> tuple[Layered, ...]:
    """Every file read whole; as YAML, where it is not what was parsed before."""
    layers = []
    for name, raw in resources.catalog_files():
        data = resources.find_compiled(name, raw)
        document = source.parse(name, raw) if data is None else source.reuse_parsed(name, raw, data)
        assert isinstance(document, source.Document)
        file = read(document, CatalogFile)
        assert isinstance(file, CatalogFile)
        layers.append(Layered(document, file.dated()))
    return tuple(layers)
