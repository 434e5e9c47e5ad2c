"""Small fleets, built as the program builds them: from text, through the normal readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from checker import source
from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.stacking import stack
from checker.files.catalog import CatalogFile
from checker.files.config import Config
from checker.files.manifest import Manifest
from checker.fleet import Fleet, Service, assemble
from checker.shape import read

AS_OF = dt.date(2026, 11, 22)
SOURCES = [{"what": "a test", "where": "here", "class": "vendor", "read": "2026-11-22"}]


def fact(value: object, status: str = "confirmed", **more: str) -> list[dict[str, object]]:
    return [{"value": value, "from": "2020-01-01", "status": status, "sources": SOURCES, **more}]


def catalog(models: Mapping[str, Mapping[str, object]], hosts: Sequence[str] = ()) -> Catalog:
    """A catalog of models ``vendor/name`` with the given facts; vendors come from the ids."""
    vendors = sorted({name.split("/")[0] for name in models})
    data: dict[str, Any] = {
        "format": "modelbylaws/catalog/v1",
        "vendors": [{"id": v, "name": v, "group": v, "jurisdiction": "US", "sources": SOURCES} for v in vendors],
        "hosts": [{"id": host, "name": host, "group": host, "sources": SOURCES} for host in hosts],
        "models": [{"id": n, "vendor": n.split("/")[0], "facts": facts} for n, facts in models.items()],
    }
    document = source.parse("catalog.yaml", b"format: x\n")
    assert isinstance(document, source.Document)
    stacked = stack([[Layered(document, CatalogFile.model_validate(data).dated())]])
    assert isinstance(stacked, Catalog), stacked
    return stacked


def service(name: str, routes: Sequence[Mapping[str, object]], **more: object) -> Service:
    """A service with one use of the given routes."""
    return service_of(name, [{"id": "main", "routes": list(routes)}], **more)


def service_of(name: str, uses: Sequence[Mapping[str, object]], **more: object) -> Service:
    data: dict[str, object] = {
        "format": "modelbylaws/manifest/v1",
        "service": name,
        "owner": "team",
        "lifecycle": "production",
        "tier": "2",
        "regulation": ["none"],
        "data": ["none"],
        "uses": list(uses),
        **more,
    }
    return _service(name, data)


def _service(name: str, data: Mapping[str, object]) -> Service:
    import json

    document = source.parse(f"{name}.json", json.dumps(data).encode())
    assert isinstance(document, source.Document), document
    manifest = read(document, Manifest)
    assert isinstance(manifest, Manifest), manifest
    return Service(document, manifest)


def fleet(services: Sequence[Service], known: Catalog, **organization: str) -> Fleet:
    config = Config.model_validate({"format": "modelbylaws/config/v1", "organization": organization})
    made, faults = assemble(services, known, config, AS_OF)
    assert not faults
    return made
