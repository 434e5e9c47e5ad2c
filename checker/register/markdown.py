"""The policy register in Markdown, to be committed next to the policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.diagnostic import yes_or_no
from checker.formats.markdown_text import markdown_text as text
from checker.register.register import (
    MADE,
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


def register_markdown(register: Register) -> str:
    """The page; no text of a user starts a line, and each is escaped."""
    lines = [f"# {text(heading(register))}", "", f"<!-- {MADE} -->", ""]
    lines += [*(text(line) for line in opening(register)), "", *_overview(register), ""]
    for policy in register.policies:
        lines += [f"## Policy {_code(policy.id)}", "", *_list(policy_said(policy)), ""]
        lines += [line for rule in policy.rules for line in _rule(register, policy, rule)]
    return "\n".join([*lines, *_controls(register)])


def _overview(register: Register) -> Iterator[str]:
    judged = bool(register.judged)
    yield _row(["rule", "what it demands", "level", "owner", "since", "proven", *(["verdict"] * judged)])
    yield _row(["---"] * (6 + judged))
    for policy in register.policies:
        for rule in policy.rules:
            cells = [_link(rule.id), text(rule.title), level(rule), text(policy.owner), str(rule.since or "")]
            cells += [yes_or_no(not rule.proven.lacking), *([str(rule.verdict or "none")] * judged)]
            yield _row(cells)


def _rule(register: Register, policy: PolicyPage, rule: RuleEntry) -> Iterator[str]:
    yield from (f'<a id="rule-{rule.id}"></a>', "", f"### {_code(rule.id)}", "", text(rule.sentence), "")
    yield from _list(rule_said(policy, rule))
    if rule.controls:
        yield "- **Controls:**"
        yield from map(_item, controls_said(register, rule))
    else:
        yield "- **Controls:** none named"
    yield ""


def _list(said: Iterable[Said]) -> Iterator[str]:
    for label, texts in drop_empty(said):
        if len(texts) == 1:
            yield f"- **{label}:** {text(texts[0])}"
        else:
            yield f"- **{label}:**"
            yield from (_item(entry) for entry in texts)


def _item(entry: str) -> str:
    """An entry of an inner list, whose first character opens no list of its own."""
    said = text(entry)
    return f"  - &#{ord(said[0])};{said[1:]}" if said[:1] in {"-", "+", "="} or said[:1].isdigit() else f"  - {said}"


def _controls(register: Register) -> Iterator[str]:
    yield from ("## Controls", "", "Which rules serve which control; what each asks is in our words.", "")
    if not register.controls:
        yield from ("No rule names a control.", "")
        return
    yield from (_row(["control", "where, and what it asks", "rules"]), _row(["---"] * 3))
    for control in register.controls:
        rules = "<br>".join(f"{_link(name)} ({words})" for name, words in serving(control))
        yield _row([text(control.id), text(control_said(control)), rules])
    if register.without_control:
        yield from ("", f"Rules that name no control: {', '.join(map(_link, register.without_control))}.")
    yield ""


def _link(rule: str) -> str:
    return f"[{_code(rule)}](#rule-{rule})"


def _code(name: str) -> str:
    """An id, which is made of letters, digits, points, hyphens and underscores alone."""
    return f"`{name}`"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
