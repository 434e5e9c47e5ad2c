"""The two states that are compared, taken apart by what a verdict may change by, and mixed.

A state has four parts: manifests; policies, with waivers, inventory and configuration; facts, which
are catalogs and evidence of use; and the day. A mixed run has some parts of one state and the
rest of the other, and is judged in memory as a bundle's copies are. What the configuration says of
catalogs and evidence goes with the facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Literal, get_args

from checker.diagnostic import Diagnostic, is_elsewhere, start_again
from checker.files.manifest import Manifest
from checker.formats.json_text import safe_json
from checker.history.outcome import Outcome
from checker.history.summarize import cause_of
from checker.observed.rows import MAX_EVIDENCE
from checker.record import dataclass
from checker.report import Report
from checker.resources import BUILTIN, Builtin
from checker.run.faults import Fault
from checker.run.files import Memory, Sources, folders_of
from checker.run.fleet_reading import MAX_FLEET
from checker.run.read import read
from checker.run.request import CONFIG_NAME, Asked
from checker.run.run import Run
from checker.source import Document, Plain, parse

Cause = Literal["manifests", "policies", "facts", "time"]
ORDER: tuple[Cause, ...] = get_args(Cause)
"""In which the parts of the first state are replaced by those of the second, one after the other."""

FACT_KEYS = ("catalogs", "catalog", "observed", "callers")
"""Keys of the configuration that are about facts."""

Held = Mapping[str, Mapping[str, bytes]]


@dataclass(frozen=True, eq=False)
class Side:
    """One state, and what it was read as."""

    name: str
    """As it is shown: a file or a revision."""
    asked: Asked
    held: Held
    """By cause the files of its own, by path."""
    builtin: Builtin
    run: Run
    commit: str = ""
    notes: tuple[str, ...] = ()
    report: Report | None = None
    """What it comes to, where it was read from copies and judged already."""

    @property
    def known(self) -> Mapping[str, tuple[Document, Manifest]]:
        """Its manifests as they were read: what has the same bytes in another state need not be parsed again."""
        return {service.document.file: (service.document, service.manifest) for service in self.run.services}

    @property
    def as_of(self) -> dt.date:
        return self.asked.as_of

    def inputs(self, cause: Cause) -> frozenset[tuple[str, str]]:
        """Paths and digests of what was read of a part, built-in files too."""
        return frozenset((e.path, e.sha256) for e in self.run.inputs if cause_of(e.role) == cause)


def take_apart(name: str, run: Run, commit: str = "") -> Side:
    """A state that was read.

    Raises:
        Fault: a file changed meanwhile.
    """
    held: dict[str, dict[str, bytes]] = {cause: {} for cause in ORDER}
    for entry in run.inputs:
        # NOTE: a manifest of another repository is in the snapshot, which is a file of its own.
        if not entry.path.startswith(BUILTIN) and not is_elsewhere(entry.path):
            files = run.sources.manifests if entry.role == "manifest" else run.sources.rules
            raw = files.read(entry.path, MAX_FLEET if entry.role == "fleet" else MAX_EVIDENCE)
            if isinstance(raw, Diagnostic):
                raise Fault(f"{name}: {entry.path} cannot be read again: {raw.message}")
            held[cause_of(entry.role)][entry.path] = raw
    return Side(name, run.asked, held, run.sources.builtin, run, commit)


@dataclass
class Mixer:
    """Judges mixtures of two states, each once."""

    before: Side
    after: Side
    judged: dict[frozenset[Cause], Outcome | None] = field(default_factory=dict)

    @cached_property
    def changed(self) -> tuple[Cause, ...]:
        """Parts in which the two states differ, in their order."""
        return tuple(cause for cause in ORDER if self._differ(cause))

    def _differ(self, cause: Cause) -> bool:
        one, other = self.before, self.after
        return one.inputs(cause) != other.inputs(cause) or _settings_of(one, cause) != _settings_of(other, cause)

    def files(self, cause: Cause) -> tuple[str, ...]:
        """Files of a part that are there on one side alone, or say something else there."""
        return tuple(sorted({path for path, _ in self.before.inputs(cause) ^ self.after.inputs(cause)}))

    def judge(self, *replaced: Cause) -> Outcome | None:
        """The first state with some parts of the second; None if such a mixture cannot be judged."""
        parts = frozenset(replaced) & frozenset(self.changed)
        if parts not in self.judged:
            self.judged[parts] = self._judge(parts)
        return self.judged[parts]

    def _judge(self, parts: frozenset[Cause]) -> Outcome | None:
        for end, replaced in ((self.before, ()), (self.after, self.changed)):
            if end.report is not None and parts == frozenset(replaced):
                return _judged(end.report)
        sides: dict[str, Side] = {cause: self.after if cause in parts else self.before for cause in ORDER}
        files = _mixed_files(sides)
        if files is None:
            return None
        policies, facts = sides["policies"], sides["facts"]
        config = policies.asked.config if policies.asked.config in files else _added_config(files)
        asked = Asked(config, policies.asked.policies, sides["time"].as_of, facts.asked.known_by)
        copies = Memory(files)
        known = sides["manifests"].known
        start_again()
        builtin = Builtin(facts.builtin.catalog, policies.builtin.policies)
        return _judged(read(Sources(copies, copies, builtin, known=known), asked).judge())


def _judged(report: Report) -> Outcome | None:
    return Outcome(report) if report.exit_code in {0, 1, 3} else None


def _added_config(files: Mapping[str, bytes]) -> str | None:
    return CONFIG_NAME if CONFIG_NAME in files else None


def _mixed_files(sides: Mapping[str, Side]) -> dict[str, bytes] | None:
    """The files of a mixture; None where two parts have one path, or one has a folder where another has a file."""
    files: dict[str, bytes] = {}
    for cause in ORDER:
        for path, raw in sides[cause].held[cause].items():
            if files.setdefault(path, raw) != raw:
                return None
    if any(folder in files for path in files for folder in folders_of(path)):
        return None
    policies, facts = sides["policies"], sides["facts"]
    if policies is not facts and fact_settings(policies) != fact_settings(facts):
        settings = {key: value for key, value in _settings(policies).items() if key not in FACT_KEYS}
        mixed = {"format": "modelbylaws/config/v1"} | settings | fact_settings(facts)
        files[policies.asked.config or CONFIG_NAME] = safe_json(mixed, indent=None).encode()
    return files


def _settings_of(side: Side, cause: Cause) -> object:
    """What belongs to a part and is no file of its own."""
    match cause:
        case "policies":
            return side.asked.config, side.asked.policies
        case "facts":
            return side.asked.known_by, fact_settings(side)
        case "time":
            return side.as_of
        case "manifests":
            return None


def fact_settings(side: Side) -> dict[str, Plain]:
    """What the configuration says about facts."""
    return {key: value for key, value in _settings(side).items() if key in FACT_KEYS}


def _settings(side: Side) -> dict[str, Plain]:
    path = side.asked.config
    raw = side.held["policies"].get(path or "")
    document = parse(path, raw) if path is not None and raw is not None else None
    return document.data if isinstance(document, Document) else {}
