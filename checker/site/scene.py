"""What every page of a site is made from, and how pages refer to each other.

A page in a folder reaches the others by ``../``: all links are relative, so that a site opens from a disk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

import htpy as h

from checker.audit.dossier import Along, Dossier, ServiceEntry
from checker.audit.html.inputs import anchors
from checker.audit.html.parts import MAX_ROWS, Column, Context, Options, tally
from checker.audit.html.timeline import End, ends_of
from checker.control_matrix import Matrix
from checker.diagnostic import Location
from checker.formats.scores import State, states_of
from checker.history.tracking import Tracked
from checker.record import dataclass
from checker.register.register import PolicyPage, RuleEntry
from checker.report import Decision, Finding, Measure, Ruling, Verdict
from checker.report.finding import Subject, fingerprint
from checker.site.addresses import A_RULE, A_SERVICE, AN_OWNER, EVIDENCE, EXCEPTIONS, RULES, file_of
from checker.site.changed import Past
from checker.site.played import Scenario
from checker.whatif import SingleLoss

NOBODY = "no owner"
"""Who answers for a service without a manifest: nobody said so."""


@dataclass(frozen=True, slots=True)
class Written:
    """What policies say of a rule, with the tests that prove it."""

    policy: PolicyPage
    rule: RuleEntry


@dataclass(frozen=True, slots=True)
class Matter:
    """What was judged, beside the dossier."""

    written: Mapping[str, Written]
    """By the rule's id; none of what is built in."""
    keyed: Mapping[str, Along]
    """Rules that limit the share of every key, by exposure and without a weight: of which dimension."""
    tests: str
    """Why tests prove nothing, where they could not be read."""
    listed: frozenset[str] | None
    """Services of the inventory; None without one."""
    matrix: Matrix | None
    """Controls and the rules that cover them; None where something could not be read."""
    past: Past | None
    """None without a history, or where this run could not judge."""
    history: bool
    """Whether a history was given."""
    report: str
    """sha256 of the report in JSON."""
    scenarios: tuple[Scenario, ...] = ()
    """Events that were let happen to this fleet."""


@dataclass(frozen=True, slots=True)
class About:
    """What there is about one service: found once, since pages of thousands of services ask for it."""

    findings: tuple[Finding, ...]
    decisions: tuple[tuple[Ruling, Decision], ...]
    measures: tuple[tuple[Ruling, Measure], ...]
    """Shares that it counts for, or may."""
    broken: tuple[str, ...]
    """Rules that it breaks, in the order of rules."""
    stops: tuple[SingleLoss, ...]
    """Losses that stop it."""
    ends: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Scene(Context):
    """A page's context: the same names lead to the site's own pages."""

    matter: Matter
    up: str
    """From the page to the site's folder: nothing, or ``../``."""
    states: Mapping[str, Mapping[str, State]]
    """By rule, what became of each service."""
    by_rule: Mapping[str, tuple[Finding, ...]]
    """Findings that no waiver covers, and those that one does."""
    rulings: Mapping[str, Ruling]
    of_service: Mapping[str, About]
    seen: Mapping[str, Tracked]
    """Findings of this run over the runs of the history, by fingerprint; empty without one."""

    def service(self, name: str) -> h.Node:
        return h.a(href=f"{self.up}{file_of(A_SERVICE, name)}")[name] if name in self.services else name

    def owner(self, name: str) -> h.Node:
        return name if name == NOBODY else h.a(href=f"{self.up}{file_of(AN_OWNER, name)}")[name]

    def owner_of(self, service: str) -> str:
        known = self.services.get(service)
        return known.owner if known else NOBODY

    def rule(self, rule: str) -> h.Node:
        return h.a(href=f"{self.up}{RULES.file}#rule-{rule}")[rule] if rule in self.rulings else rule

    def seen_since(self, finding: Finding) -> str:
        known = self.seen.get(finding.fingerprint)
        return f"{known.first_seen}; there for {tally(known.age or 0, 'day')}" if known else ""

    def first_seen(self, rule: str, subject: Subject) -> str:
        """The day of the first run with a finding that is there now; nothing for what is in order."""
        known = self.seen.get(fingerprint(rule, subject))
        return known.first_seen.isoformat() if known else ""

    def aged(self) -> tuple[Column, ...]:
        """The column that a history adds to judgements."""
        return (Column("first seen", "short"),) if self.matter.past is not None else ()

    def rule_page(self, rule: str) -> str:
        return f"{self.up}{file_of(A_RULE, rule)}"

    def waiver(self, name: str | None) -> h.Node:
        listed = any(waiver.id == name for waiver in self.dossier.report.waivers[:MAX_ROWS])
        return h.a(href=f"{self.up}{EXCEPTIONS.file}#waiver-{name}")[name] if listed else name

    def elsewhere(self) -> str:
        return "see data/findings.csv and data/population.csv"

    def address(self, at: Location) -> str:
        # NOTE: a class with slots is made anew by its decorator, so super() without arguments would not find it.
        found = Context.address(self, at)
        return f"{self.up}{EVIDENCE.file}{found}" if found.startswith("#") else found

    def about(self, service: str) -> About:
        return self.of_service.get(service, _NOTHING)

    def owners(self) -> dict[str, list[ServiceEntry]]:
        found: defaultdict[str, list[ServiceEntry]] = defaultdict(list)
        for entry in self.services.values():
            found[entry.owner].append(entry)
        return {name: found[name] for name in sorted(found)}

    def below(self) -> Scene:
        """For a page in a folder."""
        return Scene(
            self.dossier, self.options, self.anchors, self.services, self.broken, self.matter, "../", self.states,
            self.by_rule, self.rulings, self.of_service, self.seen,
        )  # fmt: skip


_NOTHING = About((), (), (), (), (), ())


def set_scene(dossier: Dossier, matter: Matter, link: str) -> Scene:
    report = dossier.report
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in (*report.findings, *report.hidden):
        found[finding.rule].append(finding)
    own = Counter(f.subject.service for f in report.findings if f.verdict is not Verdict.WAIVED)
    states = {ruling.id: states_of(ruling) for ruling in report.rulings}
    return Scene(
        dossier=dossier,
        options=Options(link, ("data/findings.csv", "data/population.csv")),
        anchors=anchors(dossier),
        services={entry.name: entry for entry in dossier.services},
        broken=own,
        matter=matter,
        up="",
        states=states,
        by_rule={rule: tuple(listed) for rule, listed in found.items()},
        rulings={ruling.id: ruling for ruling in report.rulings},
        of_service=_by_service(dossier, states),
        seen={t.fingerprint: t for t in matter.past.tracked if t.age is not None} if matter.past else {},
    )


def _by_service(dossier: Dossier, states: Mapping[str, Mapping[str, State]]) -> dict[str, About]:
    report = dossier.report
    findings = _index((name, f) for f in (*report.findings, *report.hidden) if (name := f.subject.service) is not None)
    decisions = _index((d.service, (ruling, d)) for ruling in report.rulings for d in ruling.decisions if d.service)
    measures = _index(
        (name, (ruling, measure))
        for ruling in report.rulings
        for measure in ruling.measures
        for name in dict.fromkeys((*measure.services, *measure.undecided))
    )
    broken = _index((name, rule) for rule, of in states.items() for name, state in of.items() if state == "broken")
    stops = _index((name, loss) for loss in dossier.losses for name in loss.stops)
    ends = _index((name, end) for end in ends_of(dossier) for name in {who.partition("/")[0] for who in end.who})
    names = {*findings, *decisions, *measures, *broken, *stops, *ends}
    return {
        name: About(*(tuple(index.get(name, ())) for index in (findings, decisions, measures, broken, stops, ends)))  # type: ignore[arg-type]
        for name in names
    }


V = TypeVar("V")


def _index(pairs: Iterable[tuple[str, V]]) -> dict[str, list[V]]:
    found: dict[str, list[V]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
