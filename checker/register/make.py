"""Makes the policy register from policies as they were read. Reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.condition import Condition
from checker.diagnostic import many
from checker.files.controls import NO_LISTS, ControlLists
from checker.judging import AnyPolicy
from checker.kinds import AnyKind
from checker.policy import Origin, Rule
from checker.register.register import ControlEntry, Parameter, PolicyPage, Proven, Register, RuleEntry, Setting
from checker.report import Report

Proofs = Mapping[tuple[str, str], Proven]
"""By the file of the policy under test and the id of the rule."""
Values = Mapping[str, Mapping[str, str]]
"""What the configuration sets: by the name of the policy, then of the parameter."""

_SHARED = frozenset(Rule.model_fields) - {"no_match"}


def make_register(
    policies: Sequence[AnyPolicy],
    values: Values,
    proofs: Proofs,
    organization: str,
    judged: Report | None,
    lists: ControlLists | None = None,
) -> Register:
    """The register, with verdicts if the fleet was judged; ``lists`` are the organization's own controls."""
    ordered = sorted(policies, key=lambda policy: policy.document.file)
    pages = tuple(_page(policy, values.get(policy.header.policy, {}), proofs, judged) for policy in ordered)
    when = f"{judged.show_time()}, over {many(judged.services, 'service')}" if judged else ""
    return Register(organization, pages, tuple(_controls(pages, lists or NO_LISTS)), when)


def _page(policy: AnyPolicy, values: Mapping[str, str], proofs: Proofs, judged: Report | None) -> PolicyPage:
    head = policy.header
    parameters = {name: _parameter(policy, name, values) for name in head.params}
    written = head.rules
    rules = (
        _rule(policy, index, _settings(rule, written[index], parameters), proofs, judged)
        for index, rule in enumerate(policy.rules)
    )
    return PolicyPage(
        id=head.policy,
        version=head.version or "",
        owner=head.owner or "",
        file=policy.document.file,
        bases=tuple(document.file for document in policy.bases),
        approvers=head.waivers.approvers,
        max_days=head.waivers.max_days,
        parameters=tuple(parameters.values()),
        selections=tuple((name, str(condition)) for name, condition in head.selections.items()),
        rules=tuple(rules),
    )


def _parameter(policy: AnyPolicy, name: str, values: Mapping[str, str]) -> Parameter:
    param = policy.header.params[name]
    bounds = (("at least", param.at_least), ("at most", param.at_most))
    value = values.get(name, param.value)
    own = param.value if value != param.value else ""
    return Parameter(name, value, tuple(f"{words} {bound}" for words, bound in bounds if bound), own)


def _rule(
    policy: AnyPolicy, index: int, settings: tuple[Setting, ...], proofs: Proofs, judged: Report | None
) -> RuleEntry:
    rule, origin = policy.rules[index], policy.origins[index]
    rulings = judged.rulings if judged else ()
    return RuleEntry(
        id=rule.id,
        title=rule.title,
        sentence=rule.sentence(),
        why=rule.why or "",
        fix=rule.fix or "",
        level=rule.level,
        advisory_until=rule.advisory_until,
        since=rule.since,
        kind=rule.kind,
        selection=f"{rule.of}: {policy.selection(rule.of) or 'every service'}",
        settings=settings,
        controls=rule.controls,
        file=origin.at.file,
        anew=tuple(sorted((key, place.file) for key, place in origin.anew.items())),
        proven=_proven(policy, rule.id, _find_files(policy, origin, settings), proofs),
        verdict=next((ruling.verdict for ruling in rulings if ruling.id == rule.id), None),
    )


def _settings(rule: AnyKind, written: Mapping[str, object], parameters: Mapping[str, Parameter]) -> tuple[Setting, ...]:
    """What is written of the keys that the kind adds, each as it counts."""
    own = {field.alias or name: name for name, field in type(rule).model_fields.items() if name not in _SHARED}
    return tuple(
        Setting(key, _show(getattr(rule, own[key]), value, parameters), _find_parameter(value, parameters))
        for key, value in written.items()
        if key in own
    )


def _find_parameter(written: object, parameters: Mapping[str, Parameter]) -> Parameter | None:
    return parameters.get(written[1:]) if isinstance(written, str) and written.startswith("$") else None


def _show(value: object, written: object, parameters: Mapping[str, Parameter]) -> str:
    """A condition in words; anything else as it is written, with the parameter's value in its place."""
    if isinstance(value, Condition):
        return str(value)
    if isinstance(written, list):
        return ", ".join(_show(None, entry, parameters) for entry in written)
    found = _find_parameter(written, parameters)
    return found.value if found else str(written)


def _find_files(policy: AnyPolicy, origin: Origin, settings: Sequence[Setting]) -> set[str]:
    """Every file that has a say in what a rule demands: below the nearest one it is another rule."""
    parameters = {setting.parameter.name for setting in settings if setting.parameter}
    set_in = {policy.holding(("params", name)).file for name in parameters}
    return {origin.at.file, *(place.file for place in origin.anew.values()), *set_in}


def _proven(policy: AnyPolicy, rule: str, said: set[str], proofs: Proofs) -> Proven:
    """The cases of the policy, and of those it is built on as far as the rule is the same there."""
    found: list[Proven] = []
    for document in policy.documents:
        if (document.file, rule) in proofs:
            found.append(proofs[document.file, rule])
        if document.file in said:
            break
    return Proven(
        failing=tuple(name for proven in found for name in proven.failing),
        passing=tuple(name for proven in found for name in proven.passing),
        missed=tuple(name for proven in found for name in proven.missed),
        others=tuple(name for proven in found for name in proven.others),
        carried=any(proven.carried for proven in found),
    )


def _controls(pages: Sequence[PolicyPage], lists: ControlLists) -> Iterator[ControlEntry]:
    """Every control that rules serve: those of lists in their order, then others of the organization's own."""
    rules = [rule for page in pages for rule in page.rules]
    listed = lists.known()
    named = {control for rule in rules for control in rule.controls}
    named |= {name for name, answer in lists.answers.items() if answer.rules}
    for name in [*(name for name in listed if name in named), *sorted(named - {*listed})]:
        also = (answer.rules if (answer := lists.answer(name)) else None) or ()
        serving = tuple(rule for rule in rules if name in rule.controls or rule.id in also)
        known = listed.get(name)
        where, asks, certainty = (
            (f"{known.source}, {known.place}", known.asks, known.how_sure) if known else ("", "", "")
        )
        yield ControlEntry(name, where, asks, certainty, serving)
