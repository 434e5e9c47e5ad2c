"""A fleet that starts from drafts: import, answer as a person would, judge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from checker.cli import main

AS_OF = "2026-11-27"
SOURCES = Path(__file__).parent / "drafts"
ANSWERS: Mapping[str, str] = {
    "owner": "team-claims", "lifecycle": "production", "tier": "1", "regulation": "dora", "data": "personal",
    "model": "google/gemma-4-31b-it", "access": "self-hosted", "host": "self", "share": "50%", "required": "true",
    "service": "claims", "derived-from": "google/gemma-4-31b-it", "gateway": "direct", "version": "floating",
    "jurisdictions": "DE",
}  # fmt: skip
"""What a person who is asked for a key writes."""
_ASKED = re.compile(r"^(?P<start>[ -]*(?P<key>[a-z-]+): \[?)TODO", re.MULTILINE)


def fleet(root: Path, *, config: str = "") -> None:
    """A configuration and a policy."""
    (root / "policies").mkdir(parents=True)
    (root / "modelbylaws.yaml").write_text(
        f"format: modelbylaws/config/v1\norganization: {{name: Acme, vendor: acme}}\n{config}", encoding="utf-8"
    )
    (root / "policies" / "org.yaml").write_text(
        "format: modelbylaws/policy/v1\npolicy: org\nversion: '1'\nowner: risk@example.org\n"
        "selections: {production: {lifecycle: production}}\nrules:\n"
        "  - {id: known, title: Every model is in a catalog, kind: require, of: production, each: route,\n"
        "     must: {vendor.id: {known: true}}, level: advisory, why: An example.}\n",
        encoding="utf-8",
    )


def run(*arguments: str) -> int:
    """The program, on a fixed day."""
    return main([*arguments, "--as-of", AS_OF])


def answer(text: str, answers: Mapping[str, str] = ANSWERS) -> str:
    """The text with every question answered."""
    return _ASKED.sub(lambda found: found["start"] + answers[found["key"]], text)


def answer_all(root: Path, answers: Mapping[str, str] = ANSWERS) -> int:
    """Answer every question below a folder; how many these were."""
    count = 0
    for path in sorted(root.rglob("model-manifest.yaml")):
        text = path.read_text(encoding="utf-8")
        count += len(_ASKED.findall(text))
        path.write_text(answer(text, answers), encoding="utf-8")
    return count
