"""The policy register: what an organization demands, rule by rule, and which control each rule serves.

It is made from policies, their tests and the table of controls, and so changes only
when one of them does. Verdicts are in it only where they were asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from checker.report import Level, Verdict


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a policy as it counts here. ``own`` is the policy's where a configuration sets another one."""

    name: str
    value: str
    bounds: tuple[str, ...]
    """``at most 60%``; none: no configuration may set it."""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of a rule that its kind gives meaning; ``parameter`` is what it refers to, if it does."""

    key: str
    value: str
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Proven:
    """Names of the cases that hold, by what they expect, and of those that do not hold."""

    failing: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Cases that hold and prove neither: each with its verdict, unknown or not-applicable, before its name."""
    carried: bool = False
    """Whether some stand in the tests of a built-in policy, which are run when this program is built."""

    @property
    def lacking(self) -> str:
        """Why the rule is unproven; empty if it is proven."""
        words = (("failing", self.failing), ("passing", self.passing))
        return " and ".join(f"no {word} case" for word, cases in words if not cases)


@dataclass(frozen=True, slots=True)
class RuleEntry:
    id: str
    title: str
    sentence: str
    why: str
    fix: str
    level: Level
    advisory_until: dt.date | None
    since: dt.date | None
    kind: str
    selection: str
    """The name of the selection, and what it asks, in words."""
    settings: tuple[Setting, ...]
    controls: tuple[str, ...]
    file: str
    """Where the rule stands, which may be a policy that this one is built on."""
    anew: tuple[tuple[str, str], ...]
    """Keys that were tightened after that, each with the file that did it."""
    proven: Proven
    verdict: Verdict | None
    """None where no verdicts were asked for."""


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A policy with all that it inherits."""

    id: str
    version: str
    owner: str
    file: str
    bases: tuple[str, ...]
    """The files it is built on, the nearest first."""
    approvers: tuple[str, ...]
    max_days: int | None
    parameters: tuple[Parameter, ...]
    selections: tuple[tuple[str, str], ...]
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class ControlEntry:
    """A control that rules name. Of one that is not in the table of controls only the id is known."""

    id: str
    where: str
    asks: str
    standing: str
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class Register:
    organization: str
    policies: tuple[PolicyPage, ...]
    controls: tuple[ControlEntry, ...]
    judged: str = ""
    """When verdicts were reached, and over how many services; empty: they were not asked for."""

    @property
    def rules(self) -> tuple[RuleEntry, ...]:
        return tuple(rule for policy in self.policies for rule in policy.rules)
