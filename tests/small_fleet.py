"""Five services under a cap of 40% a vendor, for tests that need a whole repository with a fleet in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.sandbox import Repository

CATALOG = """\
format: modelbylaws/catalog/v1
vendors:
"""
VENDOR = """\
  - id: {name}
    name: {name}
    group: {name}
    sources: [{{what: made up for this test, where: tests/small_fleet.py, class: vendor, read: 2026-01-01}}]
"""
TEAM_RULE = """\
  - id: owned-by-a-team
    title: A team owns every service
    kind: require
    of: all
    each: service
    must: {owner: {matches: "team-*"}}
    level: hard
    why: Somebody has to answer for it.
"""
TEAM_POLICY = f"""\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
rules:
{TEAM_RULE}"""
"""The smallest policy: one rule, about a declaration and no fact."""
POLICY = (
    """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
rules:
  - id: vendor-cap
    title: No vendor may stand behind too many services
    kind: max-share
    of: all
    by: vendor
    max: 40%
    level: soft
    why: One vendor's decision must not reach most services.
"""
    + TEAM_RULE
)
MANIFEST_OF_MODEL = """\
format: modelbylaws/manifest/v1
service: {service}
owner: {owner}
lifecycle: production
tier: 2
regulation: [none]
data: [none]
uses:
  - id: answers
    routes:
      - model: {model}
        access: vendor-api
"""
MANIFEST = MANIFEST_OF_MODEL.replace("{model}", "{vendor}/unknown")
VENDORS = {"claims": "acme", "kyc": "acme", "search": "birch", "mail": "cedar", "chat": "delta"}
"""Vendor of each service: acme stands behind 2 of 5."""


def declare(fleet: Repository, service: str, vendor: str, owner: str = "team-one") -> None:
    text = MANIFEST.format(service=service, vendor=vendor, owner=owner)
    fleet.write(f"services/{service}/model-manifest.yaml", text)


def small_fleet(folder: Path, env: Mapping[str, str]) -> Repository:
    """Five services within the cap, committed."""
    made = Repository(folder, env)
    vendors = sorted(set(VENDORS.values()))
    made.write("catalog/in-house.yaml", CATALOG + "".join(VENDOR.format(name=name) for name in vendors))
    made.write("policies/org.yaml", POLICY)
    for service, vendor in VENDORS.items():
        declare(made, service, vendor)
    made.first_commit()
    return made
