"""The reference pages are fresh: they are made from the models that read the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from checker.files.catalog import CatalogFile
from checker.files.config import Config
from checker.files.controls import ControlsFile
from checker.files.inventory import InventoryFile
from checker.files.manifest import Manifest
from checker.files.waivers import WaiversFile
from checker.policy import Header
from tests.policy_page import policy_page
from tests.reference_pages import OF_KINDS, reference, reference_keys
from tests.words_page import ROOT, words_page

FRESH = "this page is made by `pytest --accept tests/test_references.py` from the code; do not edit it"
HEADS = ROOT / "tests" / "heads"
"""The first part of each page, which says what the file is for and shows a whole one."""


def head(name: str) -> str:
    title, _, text = (HEADS / name).read_text(encoding="utf-8").partition("\n")
    return f"{title}\n\n<!-- {FRESH} -->\n{text.rstrip()}"


def _manifest() -> list[str]:
    sections = {
        "uses": "Use", "uses.routes": "Route", "exit": "Exit", "exit.alternatives": "Alternative",
        "exit.migration": "Migration",
    }  # fmt: skip
    return reference("manifest", Manifest, head("manifest.md"), sections)


def _configuration() -> list[str]:
    sections = {
        "organization": "Organization",
        "inventory": "Inventory",
        "fleet": "FleetAsked",
        "sources": "Origin",
        "observed": "Observed",
    }
    return reference("config", Config, head("configuration.md"), sections)


def _catalog() -> list[str]:
    sections = {
        "vendors": "Vendor", "vendors.watch": "Watch", "hosts": "Host", "models": "Model", "models.facts": "Facts",
        "models.facts.weights": "Claim_Literal__none____commercial-license____gated____public___",
        "models.facts.conditions.value": "Conditions", "models.facts.modalities.value": "Modalities",
        "sources": "Source", "decided": "Decided",
        "endpoints": "Endpoint", "endpoints.retires": "Floor", "contracts": "Contract",
    }  # fmt: skip
    return reference("catalog", CatalogFile, head("catalog-file.md"), sections)


PAGES: Mapping[str, Callable[[], list[str]]] = {
    "manifest.md": _manifest,
    "configuration.md": _configuration,
    "policy.md": lambda: policy_page(
        reference("policy", Header, head("policy.md"), {"params": "Param", "waivers": "Approval"})
    ),
    "waivers.md": lambda: reference("waivers", WaiversFile, head("waivers.md"), {"waivers": "Waiver"}),
    "inventory.md": lambda: reference("inventory", InventoryFile, head("inventory.md"), {"services": "Listed"}),
    "controls.md": lambda: reference(
        "controls", ControlsFile, head("controls.md"), {"controls": "OwnControl", "answers": "ControlAnswer"}
    ),
    "catalog-file.md": _catalog,
    "words.md": lambda: words_page(FRESH),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_fresh(name: str, accept: bool) -> None:
    page = ROOT / "docs" / name
    made = "\n".join(PAGES[name]())
    if accept:
        page.write_text(made, encoding="utf-8")

    assert page.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("name", ["manifest", "config", "policy", "waivers", "inventory", "controls", "catalog"])
def test_a_reference_page_has_every_key_of_its_schema(name: str) -> None:
    page = {"config": "configuration", "catalog": "catalog-file"}.get(name, name)
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")

    keys = reference_keys(name)

    assert len(keys) > 5
    assert [key for key in keys if f"| `{key}` |" not in text] == []


def test_kinds_are_said_to_read_only_keys_that_there_are() -> None:
    text = (ROOT / "docs" / "manifest.md").read_text(encoding="utf-8")

    linked = sum(f"kinds.md#{kind})" in text for kinds in OF_KINDS.values() for kind in kinds)

    assert linked == sum(len(kinds) for kinds in OF_KINDS.values())
    assert [path for path in OF_KINDS if f"| `{path.rsplit('.', 1)[-1]}` |" not in text] == []
