"""Fleets to plan for: four services, and random ones with the cheapest choice of options, found by trying all."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod

from checker.library import read
from checker.planning.options import services_of
from checker.planning.question import PlanOptions, Prepared, prepare
from checker.run.run import Run, judge

DAY = dt.date(2026, 11, 22)
MOST = 300
"""Choices that are tried for a fleet."""

CAP = {"id": "cap", "title": "t", "kind": "max-share", "of": "all", "by": "vendor", "max": "60%", "level": "hard"}
POLICY = {"format": "modelbylaws/policy/v1", "policy": "p", "version": "1", "owner": "o", "rules": [CAP]}
CONFIG = "{format: modelbylaws/config/v1, organization: {name: Acme, vendor: acme-bank, jurisdiction: DE}}\n"
STANDBY = "mistral/mistral-small-4"

_PLACES = (
    ("openai/gpt-5.4", "cloud-api", "azure.foundry"),
    ("openai/gpt-5.4", "vendor-api", None),
    ("anthropic/claude-opus-4-6", "cloud-api", "aws.bedrock"),
    ("anthropic/claude-opus-4-6", "vendor-api", None),
    ("google/gemma-4-31b-it", "self-hosted", "self.frankfurt"),
    ("mistral/mistral-small-4", "self-hosted", "self.munich"),
    ("meta/llama-3.3-70b-instruct", "cloud-api", "aws.bedrock"),
    ("meta/llama-3.1-70b-instruct", "self-hosted", "self.frankfurt"),
    ("openai/gpt-oss-120b", "self-hosted", "self.munich"),
    ("acme/mystery", "vendor-api", None),
    ("unknown", "cloud-api", "azure.foundry"),
)


def _route(draw: random.Random, **more: object) -> dict[str, object]:
    model, access, host = draw.choice(_PLACES[:9] if draw.random() < 0.95 else _PLACES)
    route: dict[str, object] = {
        "model": model,
        "access": access,
        "gateway": draw.choice(["one", "two", "direct"]),
        **more,
    }
    if host:
        route["host"] = host
    if draw.random() < 0.6:
        route["jurisdictions"] = [draw.choice(["DE", "SE", "US"])]
    return route


def _use(draw: random.Random, name: str) -> dict[str, object]:
    use: dict[str, object] = {"id": name, "purpose": "chat"}
    kind = draw.random()
    if kind < 0.6:
        use["routes"] = [_route(draw)]
    elif kind < 0.8:
        tested = {"tested": "2026-10-01"} if draw.random() < 0.5 else {}
        use["routes"] = [_route(draw, id="a", role="primary"), _route(draw, id="b", role="fallback", **tested)]
    else:
        first, second = draw.choice([("80%", "20%"), ("95%", "5%"), ("50%", "50%")])
        use["routes"] = [
            _route(draw, id="a", role="primary", share=first),
            _route(draw, id="b", role="secondary", share=second),
        ]
    if draw.random() < 0.15:
        use["required"] = "false"
    return use


def _manifest(draw: random.Random, number: int) -> dict[str, object]:
    found: dict[str, object] = {
        "format": "modelbylaws/manifest/v1", "service": f"s{number}", "owner": "o", "lifecycle": "production",
        "tier": draw.choice("0123"), "regulation": ["none"], "data": ["none"],
        "uses": [_use(draw, name) for name in ["main", "side"][: 1 + (draw.random() < 0.2)]],
    }  # fmt: skip
    if draw.random() < 0.85:
        found["traffic"] = str(draw.choice([1, 3, 10, 2.5]))
    if draw.random() < 0.75:
        found["exit"] = {"migration": {"person-days": str(draw.randint(1, 9))}}
    return found


def _rules(draw: random.Random) -> Iterator[dict[str, object]]:
    share = draw.choice(["30%", "40%", "50%", "60%", "75%"])
    by = draw.choice(["vendor", "lineage", "host", "model", "group", "gateway"])
    weight = draw.choice(["service", "service", "tier", "traffic"])
    count = draw.choice(["exposure", "exposure", "fractional", "sole"])
    of = draw.choice(["all", "critical", "apis"])
    every: list[dict[str, object]] = [
        {"kind": "max-share", "of": of, "by": by, "max": share, "weight": weight, "count": count},
        {"kind": "max-share", "of": "all", "by": "vendor", "max": share, "min-population": draw.choice(["2", "4"])},
        {"kind": "max-share", "of": "all", "by": "host", "max": share, "except": ["self"]},
        {"kind": "survive", "of": of, "losing": draw.choice(["vendor", "host", "gateway"]), "min": share},
        {"kind": "min-share", "of": of, "each": "service", "min": share,
         "must": {"access": {"any-of": ["self-hosted"]}}},
        {"kind": "min-effective", "of": "all", "by": draw.choice(["vendor", "host"]),
         "min": draw.choice(["1.5", "2", "3"]), "weight": weight},
        {"kind": "require", "of": of, "each": "route", "must": {"model.self-hostable": "true"}},
        {"kind": "require", "of": of, "each": "service", "must": {"vendor.id": {"none-of": ["meta"]}}},
        {"kind": "fallback", "of": "critical", "differs-in": ["vendor"]},
        {"kind": "retirement", "of": "all", "horizon": "90d"},
        {"kind": "license-terms", "of": "all", "accept": "reported"},
    ]  # fmt: skip
    for number, rule in enumerate(draw.sample(every, draw.randint(1, 2))):
        no_match = {"no-match": "ok"} if draw.random() < 0.5 else {}
        yield {"id": f"r{number}", "title": "t", "level": "soft", **rule, **no_match}


def fleet(seed: int) -> Run:
    """A fleet of up to seven services, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - the same fleets again
    count = draw.randint(1, 7)
    policy = {
        "format": "modelbylaws/policy/v1", "policy": "p", "version": "1", "owner": "o",
        "selections": {"critical": {"tier": ["0", "1"]}, "apis": {"access": {"any-of": ["vendor-api", "cloud-api"]}}},
        "rules": list(_rules(draw)),
    }  # fmt: skip
    files = {f"services/s{n}/model-manifest.json": json.dumps(_manifest(draw, n)) for n in range(count)}
    config = "{format: modelbylaws/config/v1, organization: {name: Acme, vendor: acme-bank, jurisdiction: DE}}"
    return read({**files, "policies/p.yaml": json.dumps(policy), "modelbylaws.yaml": config}, as_of=DAY)


def questions() -> Iterator[tuple[int, Run, PlanOptions, Prepared]]:
    """Fleets with few enough choices to try them all, one after the other."""
    seed = 0
    while True:
        seed += 1
        run = fleet(seed)
        draw = random.Random(f"asked {seed}")  # noqa: S311 - as above
        asked = PlanOptions(
            rules=tuple(rule.id for policy in run.policies for rule in policy.rules),
            candidates=draw.randint(1, 4),
            catalog=0,
            unknown_cost=draw.choice([None, None, 5]),
            max_moves=draw.choice([None, None, None, 2]),
            budget=draw.choice([None, None, None, 12]),
        )
        if run.faults:
            raise AssertionError([fault.message for fault in run.faults])
        ready = prepare(run, asked)
        if prod(len(options) for options in ready.choices) <= MOST:
            yield seed, run, asked, ready


def cheapest(ready: Prepared, asked: PlanOptions) -> tuple[int, int] | None:
    """By trying all: how many services nobody estimated are changed, and the work; None where nothing passes."""
    best: tuple[int, int] | None = None
    for picked in product(*(range(len(options)) for options in ready.choices)):
        options = [ready.choices[index][option] for index, option in enumerate(picked)]
        days = [asked.unknown_cost if option.days is None else option.days for option in options]
        cost = (sum(day is None for day in days), sum(day or 0 for day in days))
        if asked.max_moves is not None and sum(len(option.changes) for option in options) > asked.max_moves:
            continue
        if asked.budget is not None and (cost[0] or cost[1] > asked.budget):
            continue
        if best is not None and cost >= best:
            continue
        planned = replace(ready.fleet, services=services_of(ready.choices, dict(enumerate(picked))))
        if not any(ruling.verdict.broken for ruling in judge(ready.run.policies, planned).rulings):
            best = cost
    return best


def manifest(name: str, model: str, host: str, *ways: str) -> dict[str, object]:
    route = {"model": model, "access": "self-hosted" if host.startswith("self") else "cloud-api", "host": host}
    use = {"id": "main", "purpose": "chat", "routes": [{**route, "jurisdictions": ["DE"], "gateway": "direct"}]}
    listed = [{"model": way, "assessed": "2026-10-01"} for way in ways]
    return {
        "format": "modelbylaws/manifest/v1", "service": name, "owner": "o", "lifecycle": "production", "tier": "2",
        "regulation": ["none"], "data": ["none"], "uses": [use],
        "exit": {"migration": {"person-days": "3"}, **({"alternatives": listed} if listed else {})},
    }  # fmt: skip


def four_services(*ways: str, standby: str = STANDBY, host: str = "self.munich") -> dict[str, str]:
    """Three of one vendor, which is too many; the first lists ways out. The fourth runs what they may go to."""
    manifests = {
        "first": manifest("first", "openai/gpt-5.4", "azure.foundry", *ways),
        "second": manifest("second", "openai/gpt-5.4", "azure.foundry"),
        "third": manifest("third", "openai/gpt-5.4", "azure.foundry"),
        "fourth": manifest("fourth", standby, host),
    }
    files = {f"services/{name}/model-manifest.json": json.dumps(whole) for name, whole in manifests.items()}
    return {**files, "policies/p.yaml": json.dumps(POLICY), "modelbylaws.yaml": CONFIG}
