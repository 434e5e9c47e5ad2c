"""What the judgements that a page shows rest on: few of many, so only they are judged again to say it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from checker.judging.part import judge_part
from checker.report import Decision, Report, Ruling
from checker.run.run import Run


def with_shown_grounds(report: Report, run: Run, shown: Callable[[Ruling], Sequence[Decision]]) -> Report:
    """The report, in which the decisions that are shown have grounds.

    NOTE: the page shows a hundred judgements of a rule. To find the grounds of all took a third of its time (3,000
    services, 52 rules).
    """
    rules = sum(len(policy.rules) for policy in run.policies)
    every = {number: shown(ruling) for number, ruling in enumerate(report.rulings[:rules])}
    wanted = {number: decisions for number, decisions in every.items() if decisions}
    if run.fleet is None or not wanted:
        return report
    fleet = replace(run.fleet, world=replace(run.fleet.world, grounds=True))
    services = {number: {one.service for one in decisions} for number, decisions in wanted.items()}
    again = judge_part(run.policies, fleet, services)
    rulings = [
        _with_grounds(ruling, wanted[number], again[number]) if number in wanted else ruling
        for number, ruling in enumerate(report.rulings)
    ]
    return replace(report, rulings=tuple(rulings))


def _with_grounds(ruling: Ruling, shown: Collection[Decision], again: Ruling) -> Ruling:
    found = {one.subject: one.grounds for one in again.decisions}
    subjects = {one.subject for one in shown}
    decisions = tuple(
        replace(one, grounds=found.get(one.subject, ())) if one.subject in subjects else one for one in ruling.decisions
    )
    return replace(ruling, decisions=decisions)
