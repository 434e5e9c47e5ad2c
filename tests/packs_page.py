"""The page about the built-in policies: every rule, and which advice it answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checker.controls import CONTROLS
from checker.judging import AnyPolicy
from tests.mutate_packs import PACKS, suite_of

_LINES = (Path(__file__).parent / "advice.txt").read_text(encoding="utf-8").splitlines()
ADVICE = tuple((line.split(" | ")[0], line.split(" | ")[1]) for line in _LINES)
"""What 28 pieces of advice of April 2026 ask, in our words, in their order R1 to R28; and what answers each."""


def packs_page(fresh: str) -> str:
    lines = [
        "# Built-in policies",
        "",
        f"<!-- {fresh} -->",
        "",
        'Use one by `policies: ["builtin:NAME"]` in the configuration, or build on it: `extends: builtin:NAME` in a',
        "policy of your own may raise levels, tighten limits and add rules. Parameters can be set within their bounds.",
        "Each rule is proven by a failing and a passing case at its very limit (`policies/NAME.tests.yaml`).",
        "",
    ]
    for pack in PACKS:
        policy = suite_of(pack).policies[f"policies/{pack}.yaml"]
        if policy is not None:
            lines += _pack(policy)
    return "\n".join([*lines, *_controls(), *_advice(), ""])


def _pack(policy: AnyPolicy) -> Iterator[str]:
    yield from (f"## `builtin:{policy.header.policy}`", "")
    if policy.header.params:
        yield from ("| parameter | value | bounds |", "| --- | --- | --- |")
        for name, param in policy.header.params.items():
            bounds = [f"at most {param.at_most}"] * (param.at_most is not None)
            bounds += [f"at least {param.at_least}"] * (param.at_least is not None)
            yield f"| `{name}` | {param.value} | {', '.join(bounds)} |"
        yield ""
    for rule in policy.rules:
        announced = f", advisory until {rule.advisory_until}" if rule.advisory_until else ""
        yield from (f"### `{rule.id}`", "", f"{rule.title}. ({rule.level}{announced})", "", rule.sentence(), "")
        yield from (f"- Why: {rule.why}", f"- Fix: {rule.fix}")
        yield from (f"- Controls: {', '.join(f'`{control}`' for control in rule.controls)}", "")


def _controls() -> Iterator[str]:
    yield from (
        "## Controls",
        "",
        "What each asks, in our words; `modelbylaws lint` knows these ids, and any `x-...`.",
        "",
        "*Confirmed*: the text was seen. *Reported*: copies by others were, because the text could not be opened:",
        "standards of ISO and the criteria of AICPA are sold, and the Official Journal was not reached on 2026-11-28,",
        "nor was Regulation (EU) 2026/1744, which amends the AI Act: compare with it.",
        "The built-in rules show no control as a whole.",
        "",
    )
    yield from ("| id | where | asks | our reading is |", "| --- | --- | --- | --- |")
    for name, control in CONTROLS.items():
        yield f"| `{name}` | {control.source}, {control.place} | {control.asks} | {control.how_sure} |"
    yield ""


def _advice() -> Iterator[str]:
    yield from ("## Advice and what answers it", "")
    yield "What was advised when Meta turned away from open weights in April 2026, and what answers it here."
    yield from ("", "| | advice | answer |", "| --- | --- | --- |")
    for number, (advice, answer) in enumerate(ADVICE, 1):
        yield f"| R{number} | {advice} | {answer} |"
