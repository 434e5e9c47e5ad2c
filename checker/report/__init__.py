"""What a run found: verdicts for every rule and subject, findings, waivers, and what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Literal

from checker.diagnostic import Diagnostic
from checker.form import Form
from checker.packed import packs
from checker.record import dataclass
from checker.report.decided import count_verdicts
from checker.report.finding import Decision, Finding, Part, Subject, Unmet, fingerprint
from checker.report.ground import Ground, show_ground, show_grounds
from checker.report.judged_waiver import JudgedWaiver, WaiverState
from checker.report.numbers import Measure, Share, amount, limit_text, number, percent
from checker.report.review import Bound, Review
from checker.report.ruling import Exclusion, Ruling
from checker.report.verdict import NOTHING, OUTCOMES, OUTRANKS, Cause, Verdict, worst

__all__ = [
    "OUTCOMES", "Bound", "Cause", "Decision", "Exclusion", "Finding", "Ground", "Input", "InputRole", "JudgedWaiver",
    "Measure", "Part", "Report", "Ruling", "Share", "Subject", "Tool", "Unmet", "Verdict", "WaiverState", "Whose",
    "amount", "fingerprint", "limit_text", "number", "percent", "show_ground", "show_grounds", "worst",
]  # fmt: skip

InputRole = Literal[
    "manifest",
    "policy",
    "config",
    "catalog",
    "inventory",
    "waivers",
    "tests",
    "baseline",
    "events",
    "observed",
    "controls",
    "fleet",
    "signature",
    "vendored",
]


@dataclass(frozen=True, slots=True)
class Input:
    FORM: ClassVar = Form("InputFile", "path role sha256")
    path: str
    role: InputRole
    sha256: str


@dataclass(frozen=True, slots=True)
class Tool:
    FORM: ClassVar = Form("Tool", "name version catalog")
    version: str
    name: str = "modelbylaws"
    catalog: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Services, rules, and verdicts as ``Report.counts`` counts them."""

    FORM: ClassVar = Form("Counts", "services rules pass fail unknown waived not_applicable error")

    services: int
    rules: int
    pass_: int
    fail: int
    unknown: int
    waived: int
    not_applicable: int
    error: int


@packs
@dataclass(frozen=True, slots=True)
class Whose:
    """Who answers for a service, and what it is, as its manifest says."""

    owner: str
    tier: str
    lifecycle: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a format needs. ``sources`` holds the text of every file that a location names."""

    FORM: ClassVar = Form(
        "ReportFile",
        "as_of known_by exit_code tool inputs counts rules findings waivers diagnostics notes nothing hidden review",
        {"counts": "tally", "rules": "rulings", "nothing": "judged_nothing", "hidden": "number_hidden"},
        format="modelbylaws/report/v1",
        about="What a run of modelbylaws found.",
    )

    as_of: dt.date
    version: str
    inputs: tuple[Input, ...]
    services: int
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()
    hidden: tuple[Finding, ...] = ()
    """Findings outside of the paths that were asked for; they count for the exit code."""
    nothing: str = ""
    """Why there was nothing to judge, if so."""
    real_code: int | None = None
    """The exit code of the real run, for a fleet that is only computed: no record of the one that is declared."""
    known_by: dt.date | None = None
    """Catalogs counted as they stood on this day; None: as they stand now."""
    waivers: tuple[JudgedWaiver, ...] = ()
    """Every waiver that was read, soonest to expire first."""
    sources: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    """Where the paths start, inside of the repository that holds them: nothing, or ``folder/``."""
    review: Review | None = None
    """What the run was compared with, and what it forgave for that."""
    whose: Mapping[str, Whose] = field(default_factory=dict)
    """Of every service with a manifest, who answers for it: findings may be put together by that."""
    catalog: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    """How a place in another repository becomes a link, by that one's name: with ``{path}`` and ``{line}``."""

    def owner_of(self, service: str | None) -> str:
        """Empty for the fleet, and for a service without a manifest: nobody says so."""
        found = self.whose.get(service) if service is not None else None
        return found.owner if found is not None else ""

    @property
    def owners(self) -> dict[str, str]:
        return {name: found.owner for name, found in self.whose.items()}

    def show_time(self) -> str:
        """``as of 2026-11-22``, and what was known by when if that was asked."""
        known = f", known by {self.known_by}" if self.known_by else ""
        return f"as of {self.as_of}{known}"

    def counts(self) -> dict[Verdict, int]:
        """Verdicts over rules and subjects; a rule without a subject counts once, with its own."""
        counted = dict.fromkeys(Verdict, 0)
        for ruling in self.rulings:
            for verdict, count in (count_verdicts(ruling.decisions) or {ruling.verdict: 1}).items():
                counted[verdict] += count
        return counted

    @property
    def tally(self) -> Counts:
        counts = self.counts()
        return Counts(
            services=self.services,
            rules=len(self.rulings),
            pass_=counts[Verdict.PASS],
            fail=counts[Verdict.FAIL],
            unknown=counts[Verdict.UNKNOWN],
            waived=counts[Verdict.WAIVED],
            not_applicable=counts[Verdict.NOT_APPLICABLE],
            error=counts[Verdict.ERROR],
        )

    @property
    def tool(self) -> Tool:
        return Tool(self.version, catalog=self.catalog)

    @property
    def number_hidden(self) -> int:
        return len(self.hidden)

    @property
    def changed(self) -> frozenset[str]:
        """Paths, as locations name them, that changed since the base, if there is one."""
        return self.review.changed if self.review else frozenset()

    @property
    def simulated(self) -> bool:
        return self.real_code is not None

    @property
    def exit_code(self) -> int:
        """0 compliant, 1 broken, 2 could not judge, 3 nothing to judge, 4 internal error; 4 > 2 > 3 > 1.

        It is the one verdict of the run: a format that shows a run as good or bad asks for it, and for nothing else.
        A simulation is never better than the real run.
        """
        return min((self._own_code, self.real_code or 0), key=OUTRANKS.index)

    @property
    def judged_nothing(self) -> str:
        """Why nothing was judged, if so."""
        return self.nothing or ("no rule had anything to judge" if self._own_code == NOTHING else "")

    @property
    def unsaid(self) -> dict[str, str]:
        """Why the run does not end with 0, where no fault, finding or rule says so: a word for programs, and words."""
        found = {"nothing-judged": self.judged_nothing} if self.judged_nothing else {}
        if self.real_code and self._own_code != self.exit_code:
            real = f"the real run is {OUTCOMES[self.real_code]} (exit {self.real_code})"
            found["real-run"] = f"{real}, and a simulation is never better"
        return found

    @property
    def _own_code(self) -> int:
        if any(ruling.verdict is Verdict.ERROR for ruling in self.rulings):
            return 4
        if self.diagnostics:
            return 2
        if self.nothing or all(ruling.verdict is Verdict.NOT_APPLICABLE for ruling in self.rulings):
            return 3
        if any(finding.fails for finding in (*self.findings, *self.hidden)):
            return 1
        return 0 if any(ruling.judged for ruling in self.rulings) else 3
