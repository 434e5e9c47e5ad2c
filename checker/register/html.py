"""The policy register as one page: no script, no request, the same bytes for the same policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import htpy as h

from checker.diagnostic import yes_or_no
from checker.page import Paper, Section, facts, rule_link, scroll, verdict, whole_page
from checker.register.register import (
    MADE,
    ControlEntry,
    PolicyPage,
    Register,
    RuleEntry,
    Said,
    control_said,
    controls_said,
    drop_empty,
    heading,
    level,
    opening,
    policy_said,
    rule_said,
    serving,
)


def register_page(register: Register) -> str:
    title = heading(register)
    policies = [
        Section(f"policy-{policy.id}", f"Policy {policy.id}", _policy(register, policy)) for policy in register.policies
    ]
    return whole_page(
        title=title,
        paper=Paper("modelbylaws, policy register"),
        skip="Skip to the register",
        header=[h.header[h.h1[title], (h.p[line] for line in opening(register))]],
        sections=[
            Section("overview", "Every rule", _overview(register)),
            *policies,
            Section("controls", "Controls", _controls(register)),
        ],
        footer=f"{MADE[0].upper()}{MADE[1:]}.",
    )


def _overview(register: Register) -> h.Node:
    judged = ["verdict"] if register.judged else []
    heads = ["rule", "what it demands", "level", "owner", "since", "proven", *judged]
    pairs = [(policy, rule) for policy in register.policies for rule in policy.rules]
    return _table("Every rule", heads, [_summary(register, policy, rule) for policy, rule in pairs])


def _summary(register: Register, policy: PolicyPage, rule: RuleEntry) -> list[h.Node]:
    proven = yes_or_no(not rule.proven.lacking)
    judged: list[h.Node] = [_verdict(rule)] if register.judged else []
    return [rule_link(rule.id), rule.title, level(rule), policy.owner, str(rule.since or ""), proven, *judged]


def _verdict(rule: RuleEntry) -> h.Node:
    return verdict(rule.verdict) if rule.verdict else "none"


def _policy(register: Register, policy: PolicyPage) -> h.Node:
    return [facts(_pairs(policy_said(policy))), [_rule(register, policy, rule) for rule in policy.rules]]


def _rule(register: Register, policy: PolicyPage, rule: RuleEntry) -> h.Node:
    controls = controls_said(register, rule) or ("none named",)
    said: list[Said] = [("Rule", (rule.sentence,)), *rule_said(policy, rule), ("Controls", controls)]
    return h.section(id=f"rule-{rule.id}", aria_labelledby=f"rule-{rule.id}-title")[
        h.h3(id=f"rule-{rule.id}-title")[rule.id], facts(_pairs(said))
    ]


def _pairs(said: Iterable[Said]) -> Iterator[tuple[str, h.Node]]:
    for label, texts in drop_empty(said):
        yield label, [h.div[text] for text in texts]


def _controls(register: Register) -> h.Node:
    if not register.controls:
        return h.p["No rule names a control."]
    without = register.without_control
    links = [[", " if at else "", rule_link(rule)] for at, rule in enumerate(without)]
    rows = [_show_serving(control) for control in register.controls]
    return [
        h.p["Which rules serve which control; what each asks is in our words."],
        _table("Controls and the rules that serve them", ["control", "where, and what it asks", "rules"], rows),
        h.p["Rules that name no control: ", links, "."] if without else None,
    ]


def _show_serving(control: ControlEntry) -> list[h.Node]:
    rules = [h.div[rule_link(name), f" ({words})"] for name, words in serving(control)]
    return [control.id, control_said(control), rules]


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[h.Node]]) -> h.Node:
    """The whole of it: a register holds what people wrote by hand."""
    body = [h.tr[h.th(scope="row")[row[0]], (h.td[cell] for cell in row[1:])] for row in rows]
    return scroll(
        caption, h.table[h.caption[caption], h.thead[h.tr[(h.th(scope="col")[name] for name in heads)]], h.tbody[body]]
    )
