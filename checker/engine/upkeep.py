"""What is wrong with policies though every one can be judged: for ``lint`` alone, it changes no verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.controls import CONTROLS
from checker.diagnostic import Diagnostic, Path, did_you_mean
from checker.engine import AnyPolicy
from checker.kinds import AnyKind
from checker.policy.inherit import LEVELS

OWN = "x-"
"""Start of a control that an organization keeps itself."""

_PERCENTAGE = re.compile(r"[0-9]+(?:\.[0-9]+)? ?%")
_ABOUT = {"id", "title", "level", "why", "fix", "controls", "since"}
"""What a rule says about itself."""


def upkeep(policies: Sequence[AnyPolicy]) -> Iterator[Diagnostic]:
    """Faults of every rule of the policies."""
    for policy in policies:
        for index, rule in enumerate(policy.rules):
            yield from _controls(policy, index, rule)
            yield from _title(policy, index)
            yield from _shadowed(policy, index, rule)


def _fault(policy: AnyPolicy, index: int, path: Path, code: str, message: str, help_: str) -> Diagnostic:
    place = policy.origins[index].below(*path)
    document = next(document for document in policy.documents if document.file == place.file)
    return Diagnostic(code, message, (document.locate(place),), help_)


def _controls(policy: AnyPolicy, index: int, rule: AnyKind) -> Iterator[Diagnostic]:
    for number, control in enumerate(rule.controls):
        if control not in CONTROLS and not control.startswith(OWN):
            help_ = did_you_mean(control, CONTROLS) or f"a control of your own starts with {OWN}"
            message = f"no list of controls knows {control!r}"
            yield _fault(policy, index, ("controls", number), "unknown-control", message, help_)


def _title(policy: AnyPolicy, index: int) -> Iterator[Diagnostic]:
    """A number in a title stays when the limit moves."""
    found = _PERCENTAGE.search(str(policy.header.rules[index].get("title")))
    if found and policy.rules[index].limits and not policy.origins[index].anew:
        help_ = "make the limit a parameter, and write {its-name} in the title"
        message = f"the title says {found[0]}, whatever the limit becomes"
        yield _fault(policy, index, ("title",), "literal-limit", message, help_)


def _shadowed(policy: AnyPolicy, index: int, rule: AnyKind) -> Iterator[Diagnostic]:
    """A rule beside which another one asks the same, more strictly, and no milder."""
    for other in policy.rules:
        if other is not rule and LEVELS.index(other.level) >= LEVELS.index(rule.level) and _covers(other, rule):
            limits = ", ".join(f"{key} {policy.header.rules[index].get(key)}" for key in rule.limits)
            message = f"rule {rule.id!r} ({limits}) never says more than rule {other.id!r}, which is tighter"
            yield _fault(policy, index, ("id",), "shadowed", message, "remove it, or give it a higher level")


def _covers(strict: AnyKind, loose: AnyKind) -> bool:
    """Whether both ask the same but for a limit, and ``strict`` asks more."""
    if strict.kind != loose.kind or not loose.limits or _asks(strict) != _asks(loose):
        return False
    was, is_ = _limits(loose), _limits(strict)
    tighter = [is_[k] <= was[k] if loose.limits[k] == "smaller" else is_[k] >= was[k] for k in was]
    return all(tighter) and is_ != was


def _asks(rule: AnyKind) -> dict[str, object]:
    leave = {*_ABOUT, *(key.replace("-", "_") for key in rule.limits)}
    return {name: getattr(rule, name) for name in type(rule).model_fields if name not in leave}


def _limits(rule: AnyKind) -> Mapping[str, int]:
    return {key: getattr(rule, key.replace("-", "_")) for key in rule.limits}
