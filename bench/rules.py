"""The policies that fleets are judged by, as YAML.

``MIXED`` asks what real policies ask, of every kind that costs something; more rules are the same questions again,
with other limits. ``PLAIN`` are five that other tools can express too, because they need no fact about a model.
"""

from __future__ import annotations

from collections.abc import Iterator

AS_OF = "2026-11-22"

_HEAD = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
selections:
  production: {lifecycle: production}
  critical: {lifecycle: production, tier: [0, 1]}
  regulated: {lifecycle: production, regulation: {any-of: [dora, hipaa]}}
rules:
"""
_OWN = "[self-hosted, on-device]"

MIXED = (
    "kind: max-share, of: production, by: lineage, max: %d%%",
    "kind: require, of: regulated, each: route, roles: [primary, secondary], must: {model.self-hostable: true}",
    "kind: max-share, of: production, by: host, except: [self], max: %d%%",
    "kind: require, of: critical, each: service, must: {exit.plan: {known: true}, exit.estimated: {within: 3%dd}}",
    "kind: survive, of: production, losing: gateway, min: %d%%",
    "kind: require, of: production, each: route, must: {within-residency: true}",
    "kind: max-share, of: production, by: gateway, count: fractional, weight: traffic, max: %d%%",
    "kind: fallback, of: critical, differs-in: [vendor, host], tested-within: 3%dd",
    "kind: retirement, of: production, horizon: 1%dd",
    "kind: min-share, of: critical, each: service, must: {model.self-hostable: {any-of: [true]}}, min: %d%%",
    "kind: min-effective, of: production, by: group, min: 3",
    "kind: license-terms, of: production, accept: reported",
    "kind: require, of: production, each: service, must: {reviewed: {within: 1%dd}}",
)
"""Rules 1 to 12 are the policy of the table; each limit is written with the rule's number."""

PLAIN = {
    "regulated-own": f"of: all, each: route, roles: [primary, secondary], "
    f"where: {{regulation: {{any-of: [dora, hipaa]}}}}, must: {{access: {_OWN}}}",
    "exit-plan": "of: all, each: service, where: {tier: [0, 1]}, must: {exit.plan: {known: true}}",
    "reviewed": "of: all, each: service, must: {reviewed: {known: true}}",
    "contract": "of: all, each: route, where: {data: {any-of: [personal, phi]}, access: "
    f"{{not-in: {_OWN}}}}}, must: {{contract: {{known: true}}}}",
    "version": "of: all, each: route, must: {version: {not-in: [floating]}}",
}


def write_policy(rules: dict[str, str]) -> str:
    """A policy of these rules, by their names; what they ask is the inner part of a flow mapping."""
    return _HEAD + "".join(
        f"  - {{id: {name}, title: Rule {name} of the fleet, {asked}, level: soft, why: It is measured.}}\n"
        for name, asked in rules.items()
    )


def mixed_policy(count: int) -> str:
    return write_policy({f"rule-{number:02}": _mixed(number) for number in range(1, count + 1)})


def _mixed(number: int) -> str:
    asked = MIXED[(number - 1) % len(MIXED)]
    return asked % (30 + number) if "%d" in asked else asked


def plain_policy() -> str:
    return write_policy({name: f"kind: require, {asked}" for name, asked in PLAIN.items()})


def policy_for_everybody(count: int, *, kept: bool) -> str:
    """So many rules; each service keeps all of them, or breaks all of them."""
    return write_policy(dict(_everybody(count, kept=kept)))


def _everybody(count: int, *, kept: bool) -> Iterator[tuple[str, str]]:
    owner = "team-*" if kept else "squad-*"
    for number in range(1, count + 1):
        asked = f"{{tier: {{at-most: {3 + number}}}, owner: {{matches: {owner}}}}}"
        yield f"rule-{number:02}", f"kind: require, of: all, each: service, must: {asked}"
