"""Two reports side by side: what is new, gone, worse or better, and whose value moved where."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from checker.diagnostic import Location
from checker.report import Bound, Decision, Exclusion, Finding, Measure, Report, Ruling, Share, Subject, Verdict
from checker.report.review import Changes, FindingChange
from checker.review.compare import compare
from checker.vocabulary import Level

FAIL, UNKNOWN, PASS, WAIVED = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.WAIVED


def measure(low: int, high: int | None = None, of: int = 10, key: str | None = "meta", who: str = "") -> Measure:
    lowest, highest = (Share(Fraction(part), Fraction(of)) for part in (low, low if high is None else high))
    verdict = PASS if highest.value <= Fraction(2, 5) else FAIL if lowest.value > Fraction(2, 5) else UNKNOWN
    return Measure(key, lowest, highest, Fraction(2, 5), verdict, tuple(who))


def finding(
    verdict: Verdict = FAIL, level: Level = "soft", message: str = "too many", subject: Subject | None = None
) -> Finding:
    about = subject or Subject(key="meta")
    return Finding("cap", "A cap", level, verdict, about, message, (Location("policies/org.yaml"),))


def report(
    findings: tuple[Finding, ...] = (),
    measures: tuple[Measure, ...] = (),
    *,
    bound: Bound | None = "max",
    selected: str = "abc",
    excluded: tuple[Exclusion, ...] = (),
    verdict: Verdict = FAIL,
) -> Report:
    ruling = Ruling(
        id="cap", policy="org", kind="max-share", level="soft", title="A cap", sentence="A cap.",
        location=Location("policies/org.yaml"), verdict=verdict, why="", controls=(), selected=tuple(selected),
        possible=(), excluded=excluded, decisions=(Decision(Subject(), verdict),), measures=measures, bound=bound,
        reason="too few" if verdict is Verdict.NOT_APPLICABLE else "",
    )  # fmt: skip
    return Report(dt.date(2026, 11, 22), "0", (), len(selected), (ruling,), findings, ())


def only(changes: Changes) -> FindingChange:
    (change,) = changes.findings
    return change


def test_a_finding_is_known_again_by_its_fingerprint_and_not_by_its_message() -> None:
    before = report((finding(message="47.1% (8 of 17)"),), (measure(8),))
    after = report((finding(message="44.4% (8 of 18)"),), (measure(8),))

    assert only(compare(before, after)).state == "same"


def test_a_finding_that_was_not_there_is_new_and_one_that_went_is_gone() -> None:
    empty, broken = report(), report((finding(),))

    assert (only(compare(empty, broken)).state, only(compare(broken, empty)).state) == ("new", "gone")
    assert compare(empty, broken).got_worse
    assert not compare(broken, empty).got_worse


@pytest.mark.parametrize(
    ("was", "after", "ended"),
    [
        (finding(FAIL), report((), (measure(1),)), "fixed"),
        (finding(WAIVED), report((), (measure(1),)), "fixed"),
        (finding(UNKNOWN), report((), (measure(1),)), "now known"),
        (replace(finding(WAIVED), excused=UNKNOWN), report((), (measure(1),)), "now known"),
        (finding(UNKNOWN), report(verdict=Verdict.NOT_APPLICABLE), "gone"),
        (finding(UNKNOWN), report((finding(UNKNOWN),)), ""),
    ],
)
def test_only_what_was_broken_can_be_fixed(was: Finding, after: Report, ended: str) -> None:
    assert only(compare(report((was,)), after)).ended == ended


@pytest.mark.parametrize(
    ("was", "now", "state", "reason"),
    [
        (finding(UNKNOWN), finding(FAIL), "worse", "fail instead of unknown"),
        (finding(FAIL), finding(UNKNOWN), "better", ""),
        (finding(WAIVED), finding(FAIL), "worse", "fail instead of waived"),
        (finding(level="advisory"), finding(level="soft"), "worse", "soft instead of advisory"),
        (finding(level="soft"), finding(level="hard"), "worse", "hard instead of soft"),
        (finding(level="hard"), finding(level="soft"), "better", ""),
        (finding(), finding(message="other words"), "worse", "no value to compare"),
    ],
)
def test_a_harder_level_or_a_worse_verdict_is_worse(was: Finding, now: Finding, state: str, reason: str) -> None:
    change = only(compare(report((was,)), report((now,))))

    assert change.state == state
    assert reason in change.reason


@pytest.mark.parametrize(
    ("was", "now", "bound", "state"),
    [
        (measure(5), measure(6), "max", "worse"),
        (measure(6), measure(5), "max", "better"),
        (measure(5), measure(5, of=9), "max", "worse"),  # somebody left the population
        (measure(5), measure(6), "min", "better"),
        (measure(6), measure(5), "min", "worse"),
        (measure(5, 7), measure(5, 8), "max", "worse"),
        (measure(5, 9), measure(6, 7), "max", "worse"),  # a known part rose behind an unknown one
        (measure(5, 9), measure(5, 6), "max", "better"),
        (measure(5, 9), measure(5, 9), "max", "same"),
    ],
)
def test_a_value_may_only_move_the_way_its_limit_asks_for(was: Measure, now: Measure, bound: Bound, state: str) -> None:
    changes = compare(report((finding(),), (was,), bound=bound), report((finding(),), (now,), bound=bound))

    assert only(changes).state == state
    assert changes.measures[0].movement == state


def test_a_value_that_cannot_be_given_any_more_is_worse() -> None:
    fleet = Subject()
    before = report((finding(UNKNOWN, subject=fleet),), (measure(3, 6, key=None),))
    change = only(compare(before, report((finding(UNKNOWN, subject=fleet),))))

    assert change.reason == "no value any more, was 30.0% (3 of 10) to 60.0% (6 of 10)"


def test_a_value_that_could_not_be_given_before_is_not_called_the_same() -> None:
    fleet = Subject()
    after = report((finding(UNKNOWN, subject=fleet),), (measure(3, 6, key=None),))
    change = only(compare(report((finding(UNKNOWN, subject=fleet),)), after))

    assert (change.state, change.reason) == (
        "worse",
        "30.0% (3 of 10) to 60.0% (6 of 10), and no value to compare it with",
    )


def test_advice_and_what_is_waived_stop_nothing() -> None:
    assert not compare(report(), report((finding(level="advisory"),))).got_worse
    assert not compare(report(), report((finding(WAIVED),))).got_worse


def test_a_second_finding_of_one_subject_is_new() -> None:
    one, other = finding(message="the first"), finding(message="the second")

    changes = compare(report((other,)), report((one, other)))

    assert {(change.state, change.either.message) for change in changes.findings} == {
        ("new", "the first"),
        ("same", "the second"),
    }


def test_a_measure_says_who_came_and_who_went() -> None:
    (change,) = compare(report((), (measure(3, who="abc"),)), report((), (measure(3, who="bcd"),))).measures

    assert (change.gained, change.lost, change.movement) == (("d",), ("a",), "same")


@pytest.mark.parametrize(
    ("was", "now", "movement", "shown"),
    [
        ((), (measure(3), measure(1, key="x")), "shown", "meta none -> 30.0% (3 of 10), limit 40%"),
        ((measure(1, key="x"),), (measure(3), measure(1, key="x")), "worse", "meta none -> 30.0% (3 of 10), limit 40%"),
        (
            (measure(3), measure(1, key="x")),
            (measure(1, key="x"),),
            "better",
            "meta 30.0% (3 of 10) -> none, limit 40%",
        ),
        ((measure(3), measure(1, key="x")), (), "hidden", "meta 30.0% (3 of 10) -> none, limit 40%"),
    ],
)
def test_a_key_that_nobody_carries_is_told_from_a_value_that_cannot_be_given(
    was: tuple[Measure, ...], now: tuple[Measure, ...], movement: str, shown: str
) -> None:
    changes = compare(report((), was), report((), now))

    change = next(change for change in changes.moved if change.key == "meta")
    assert (change.movement, change.show()) == (movement, shown)


def test_whoever_leaves_a_population_is_named_with_the_reason() -> None:
    after = report(selected="bd", excluded=(Exclusion("a", "lifecycle is deprecated"),))

    (population,) = compare(report(), after).populations

    assert [(entry.service, entry.reason) for entry in population.left] == [
        ("a", "lifecycle is deprecated"),
        ("c", "no readable manifest describes it any more"),
    ]
    assert (population.joined, population.before, population.after) == (("d",), 3, 2)


def test_a_rule_that_falls_silent_is_told() -> None:
    (population,) = compare(report(), report(verdict=Verdict.NOT_APPLICABLE)).populations

    assert population.silent == "too few"


def test_a_rule_that_is_gone_is_told() -> None:
    after = Report(dt.date(2026, 11, 22), "0", (), 3, (), (), ())

    (population,) = compare(report(), after).populations

    assert (population.before, population.after, population.silent) == (3, 0, "the rule is gone")
