"""The catalog facts that a run rested on, for programs: models, their sources, and dates of endpoints."""

from __future__ import annotations

from checker.formats.terminal import safe_json
from checker.report.dossier import Dossier, EndpointEntry, FactEntry, ModelEntry


def facts_file(dossier: Dossier) -> str:
    return safe_json(
        {
            "format": "modelbylaws/facts/v1",
            "as_of": dossier.report.as_of.isoformat(),
            "known_by": dossier.report.known_by.isoformat() if dossier.report.known_by else None,
            "models": [_model(model) for model in dossier.models],
            "endpoints": [_endpoint(endpoint) for endpoint in dossier.endpoints],
        }
    )


def _model(model: ModelEntry) -> dict[str, object]:
    return {"id": model.id, "services": list(model.services), "facts": [_fact(fact) for fact in model.facts]}


def _fact(fact: FactEntry) -> dict[str, object]:
    sources = [
        {"what": source.what, "where": source.where, "class": source.kind, "read": source.read.isoformat()}
        for source in fact.sources
    ]
    about = {"name": fact.name, "value": fact.value, "status": fact.status, "reason": fact.reason}
    return {**about, "sources": sources}


def _endpoint(endpoint: EndpointEntry) -> dict[str, object]:
    return {
        "model": endpoint.model,
        "host": endpoint.host,
        "retires": endpoint.day.isoformat() if endpoint.day else None,
        "known": endpoint.known,
        "said": endpoint.said,
        "services": list(endpoint.services),
    }
