"""Drafts from what other tools wrote: real-shaped files, each with the routes that a person reads in it.

The files below ``tests/drafts`` are small equivalents of what the generators of CycloneDX, Cisco and OWASP and an
inventory of workloads write, of KServe's samples, of deployments of vLLM, TGI, Ollama and llama.cpp, of Compose files,
and of what ``terraform show -json`` prints.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.diagnostic import Location
from checker.drafting.draft import Drafted
from tests.drafting import DRAFTS, SECRET, import_, lines, skipped

FILES: dict[str, tuple[str, ...]] = {
    "cyclonedx": (
        "scanned-app.cdx.json", "generated-of-hub.cdx.json", "names-only.cdx.json", "workload.cdx.json",
        "bedrock-service.cdx.json",
    ),
    "kubernetes": ("vllm.yaml", "kserve.yaml", "ollama-list.yaml", "tgi.yaml", "nim.yaml", "helm.yaml"),
    "compose": ("compose.yaml", "chat.yml", "vllm.yml"),
    "terraform": ("azure-plan.json", "aws-plan.json", "state.json"),
    "modelfile": (
        "triage/Modelfile", "letters.Modelfile", "Modelfile.search", "Modelfile.latest", "Modelfile.vision",
    ),
}  # fmt: skip
ALL = [(source, name) for source, names in FILES.items() for name in names]
ROUTES = DRAFTS / "routes.txt"
"""``service use: model @version access host country =deployment <bases role:share ?asked``; self-hosted is left out."""


def _section(source: str, name: str) -> Iterator[str]:
    found = import_(source, name)
    yield f"# {source} {name}: {found.taken} of unit {found.unit}"
    yield from (f"fault {fault.code}: {fault.message}" for fault in found.faults)
    yield from lines(found)
    yield from (f"- {line.replace(str(DRAFTS), 'drafts')}" for line in skipped(found))


def test_a_file_of_another_tool_gives_the_routes_that_are_in_it(accept: bool) -> None:
    found = "\n".join(line for source, name in ALL for line in (*_section(source, name), "")) + "\n"

    if accept:
        ROUTES.write_text(found)
    assert found == ROUTES.read_text()


@pytest.mark.parametrize(("source", "name"), ALL)
def test_no_secret_of_a_file_is_in_what_is_drafted(source: str, name: str) -> None:
    found = repr(import_(source, name)).lower().replace("-", "").replace("_", "")

    assert SECRET not in found
    assert "secret0" not in found


@pytest.mark.parametrize(("source", "name"), ALL)
def test_every_route_has_the_place_in_the_file_that_says_so(source: str, name: str) -> None:
    for at in _places(import_(source, name)):
        assert at.span is not None
        assert (DRAFTS / at.file).read_text().split("\n")[at.span.line - 1].strip()


def _places(found: Drafted) -> list[Location]:
    return [route.at for draft in found.drafts for use in draft.uses for route in use.routes]
