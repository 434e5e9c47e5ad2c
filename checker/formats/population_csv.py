"""The population as a table: a row for every route of every service, with what it hangs on and where it stands.

Lists are joined by spaces; what is open says why in ``not_known``. Cells are as in ``csv_report``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from checker.formats.csv_report import cell
from checker.report.dossier import ALONG, Dossier, RouteEntry, ServiceEntry

COLUMNS = (
    "service", "owner", "lifecycle", "tier", "regulation", "data", "use", "required", "route", "role", "share", "model",
    "access", *ALONG, "not_known", "file", "line", "as_of",
)  # fmt: skip


def population_csv(dossier: Dossier) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: cell(text) for name, text in row.items()} for row in rows(dossier))
    return out.getvalue()


def rows(dossier: Dossier) -> Iterator[dict[str, str]]:
    day = {"as_of": dossier.report.as_of.isoformat()}
    for service in dossier.services:
        yield from (row | day for row in _rows(service))
    for entry in dossier.unread:
        yield dict.fromkeys(COLUMNS, "") | {"not_known": "manifest: could not be read", "file": entry.path} | day


def _rows(service: ServiceEntry) -> Iterator[dict[str, str]]:
    head = {
        "service": service.name,
        "owner": service.owner,
        "lifecycle": service.lifecycle,
        "tier": service.tier,
        "regulation": " ".join(service.regulation),
        "data": " ".join(service.data),
    }
    yield from (head | _route(route) for route in service.routes)


def _route(route: RouteEntry) -> dict[str, str]:
    gaps = [f"{dimension}: {carried.gap}" for dimension, carried in route.keys if carried.gap]
    place = route.location
    return {
        "use": route.use,
        "required": "yes" if route.required else "no",
        "route": route.route,
        "role": route.role,
        "share": route.share,
        "model": route.model,
        "access": route.access,
        **{dimension: " ".join(carried.certain) for dimension, carried in route.keys},
        "not_known": "; ".join(gaps),
        "file": place.file,
        "line": str(place.span.line) if place.span else "",
    }
