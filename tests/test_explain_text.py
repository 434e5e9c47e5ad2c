"""``explain`` for people: what is broken first and whole, the rest counted, and all of it where that is asked."""

from __future__ import annotations

from dataclasses import replace

from checker.explain import Explained
from checker.explain.text import NAMED, PASSED, PRESSING, explain_text
from checker.formats.terminal import plain
from checker.report import Decision, Exclusion, Ruling, Subject, Verdict
from tests.reports import a_report, ruling


def decided(count: int, verdict: Verdict, reason: str) -> list[Decision]:
    return [Decision(Subject(f"{verdict.value}-{n:02}", "main", "primary"), verdict, reason) for n in range(count)]


def text(judged: Ruling, *, everything: bool = False) -> str:
    return explain_text(Explained(a_report(), judged, None), plain, everything=everything)


MANY = ruling(
    "r",
    "soft",
    *decided(28, Verdict.NOT_APPLICABLE, "not in question: we run it ourselves"),
    *decided(9, Verdict.PASS, ""),
    *decided(3, Verdict.FAIL, "it moves"),
)


def test_five_that_matter_stand_before_the_number_of_those_that_do_not() -> None:
    shown = text(MANY)

    assert "verdicts: 3 fail, 9 pass, 28 not-applicable\n  fail-00/main/primary  fail            it moves\n" in shown
    assert shown.count("pass-0") == PASSED
    assert "  28 others             not-applicable  not in question: we run it ourselves\n" in shown
    assert f"  ... and {9 - PASSED} more that pass (--all lists them)\n" in shown


def test_all_lists_every_subject() -> None:
    shown = text(MANY, everything=True)

    assert shown.count("/main/primary") == 40
    assert "--all" not in shown


def test_a_wall_of_failures_is_counted_too() -> None:
    shown = text(ruling("r", "soft", *decided(50, Verdict.FAIL, "it moves")))

    assert shown.count("it moves") == PRESSING
    assert f"  ... and {50 - PRESSING} more that are broken or waived (--all lists them)\n" in shown


def test_services_that_are_left_out_for_one_reason_are_one_line() -> None:
    names = [f"s{n:02}" for n in range(14)]
    judged = replace(MANY, excluded=tuple(Exclusion(name, "lifecycle is experimental") for name in names))

    assert f"  not {', '.join(names[:NAMED])} and 4 more: lifecycle is experimental\n" in text(judged)
