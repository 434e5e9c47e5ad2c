"""Findings of one rule and one reason as one, and what they are put together by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checker.diagnostic import Location, many
from checker.formats.summary import Told, details, join_findings, show_place
from checker.formats.view import By
from checker.record import dataclass
from checker.report import Finding, Report, Subject, Verdict
from checker.report.decided import say_more

_NAMED = re.compile(r"'[^' ]+/[^' ]+'|[^' ]+/[^' ]+(?: at [^ ]+)?")
"""A model in a reason, and the host that serves it."""
LEFT_OUT = "..."


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that differ in their subject alone, in the model whose facts are missing, or in the share that these
    leave open; most groups have one.
    """

    told: Told
    """The first."""
    findings: tuple[Finding, ...]
    message: str
    differs: tuple[str, ...] = ()
    """Of each finding, what its reason says in the place of `...`; nothing if all say the same."""

    @property
    def shown_whole(self) -> bool:
        """Whether it fails the run, and that is shown: not advice, and no fact is missing."""
        return self.findings[0].fails and self.findings[0].verdict is not Verdict.UNKNOWN

    @property
    def locations(self) -> Sequence[Location]:
        """The first of each finding; of one, and of several about the same services, all."""
        first = self.findings[0]
        if len(self.findings) == 1 or first.subject.service is None:
            return list(dict.fromkeys(at for found in self.findings for at in found.locations))
        return [found.locations[0] for found in self.findings]

    def tell_details(self, facts: int) -> list[tuple[str, str]]:
        """What is said below each finding, with at most so many facts; where they name their models, without those."""
        about_models = self.findings[0].subject.service is not None
        listed = dict.fromkeys(name for names in self.differs for name in names.split(", ")) if about_models else ()
        # NOTE: each once, and found once: a group may have thousands of findings about a few models.
        models = tuple(dict.fromkeys(name.partition(" at ")[0].strip("'") for name in listed))
        first, *rest = (_unname(details(finding, facts), models) for finding in self.findings)
        return [entry for entry in first if all(entry in other for other in rest)]

    @property
    def places(self) -> list[tuple[str, ...]]:
        """Rows of a table: whose it is, where, and the value, as far as the message does not say it."""
        first = self.findings[0]
        if self.told.name != first.rule:  # it stands for several, each in another file
            return [(at.label, show_place(at)) for at in first.locations]
        if len(self.findings) == 1:
            return [(show_place(first.locations[0]),)]
        values = [", ".join(unmet.value for unmet in sorted(found.breaks)) for found in self.findings]
        told = len(set(values)) == 1
        if first.subject.service is None:
            place = show_place(first.locations[0])
            return [(said, "" if number else place) for number, said in enumerate(self.differs)]
        rows: list[tuple[str, ...]] = [(str(found.subject), show_place(found.locations[0])) for found in self.findings]
        if self.differs:
            return [(*row, model) for row, model in zip(rows, self.differs, strict=True)]
        return rows if told else [(*row, value) for row, value in zip(rows, values, strict=True)]


def group_findings(findings: Iterable[Finding], report: Report) -> list[Group]:
    """In the order of findings; a group comes in the place of its first one."""
    reasons = {(ruling.id, d.subject): d.reason for ruling in report.rulings for d in say_more(ruling.decisions)}
    alike: dict[object, list[tuple[Told, str]]] = {}
    for number, told in enumerate(join_findings(findings)):
        found = told.finding
        reason = _common_reason(found, reasons.get((found.rule, found.subject), ""))
        alone = not reason or found.subject.service is None or told.name != found.rule
        key: object = number if alone else (found.rule, found.verdict, _depth(found.subject), _key(found, reason))
        key = _open_share(told) or key
        alike.setdefault(key, []).append((told, reason))
    return [_group(listed) for listed in alike.values()]


def _open_share(told: Told) -> tuple[object, ...] | None:
    """What the shares of several keys have in common that the same services leave open."""
    found = told.finding
    if found.subject.key is None or found.verdict is not Verdict.UNKNOWN or told.name != found.rule:
        return None
    _, of, tail = _split_share(found.message)
    return (found.rule, of, tail, found.notes) if tail else None


def _split_share(message: str) -> tuple[str, str, str]:
    """The key with its numbers, of what they are a share, and the limit and who is in question."""
    head, _, tail = message.partition("; ")
    numbers, closed, of = head.rpartition(") ")
    return (f"{numbers}{closed}".rstrip(), of, tail) if closed else (head, "", tail)


def _group_shares(first: Told, findings: tuple[Finding, ...]) -> Group:
    _, of, tail = _split_share(first.finding.message)
    said = tuple(_split_share(found.message)[0] for found in findings)
    left = f"{LEFT_OUT} {of}".rstrip()
    return Group(first, findings, f"{many(len(findings), 'key')}: {left}; {tail}", said)


def _unname(said: list[tuple[str, str]], models: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, _leave_out(text, models)) for name, text in said]


def _leave_out(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(f"'{name}'", LEFT_OUT).replace(name, LEFT_OUT)
    return text


def _key(found: Finding, reason: str) -> str:
    """What is missing of one model is, to a reader, what is missing of another."""
    return _NAMED.sub(LEFT_OUT, reason) if found.verdict is Verdict.UNKNOWN else reason


def _common_reason(found: Finding, reason: str) -> str:
    """What a reason says without the model that it is about, and without amounts and days, which differ by subject."""
    demands = sorted(unmet.demand for unmet in found.breaks)
    starts = [reason.find(demand) for demand in demands]
    if not starts or min(starts) < 0:
        return reason
    if all(unmet.worse for unmet in found.breaks):
        return "; ".join(demands)
    return reason[min(starts) :]


def _group(listed: Sequence[tuple[Told, str]]) -> Group:
    (first, reason), findings = listed[0], tuple(told.finding for told, _ in listed)
    if len(listed) == 1:
        return Group(first, findings, first.finding.message)
    if first.finding.subject.service is None:
        return _group_shares(first, findings)
    count = many(len(listed), _depth(first.finding.subject))
    if len({said for _, said in listed}) == 1:
        return Group(first, findings, f"{count}: {reason}")
    named = tuple(", ".join(_NAMED.findall(said)) for _, said in listed)
    return Group(first, findings, f"{count}: {_key(first.finding, reason)}", named)


def _depth(subject: Subject) -> str:
    return "route" if subject.route else "use" if subject.use else "service"


def part_by(findings: Iterable[Finding], by: By, report: Report) -> dict[str | None, list[Finding]]:
    """Findings by the service or the owner they are about, as they come; those about a share, None, are last."""
    parts: dict[str | None, list[Finding]] = {}
    for finding in findings:
        service = finding.subject.service
        name = service if service is None or by == "service" else owner_of(service, report)
        parts.setdefault(name, []).append(finding)
    fleet = parts.pop(None, None)
    return parts if fleet is None else {**parts, None: fleet}


def owner_of(service: str, report: Report) -> str:
    """Who answers for a service; one without a manifest has nobody who says so."""
    return report.owner_of(service) or "no known owner"
