"""Decisions in columns: the same ones come out, whatever they say, in whatever parts they were collected."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from checker.diagnostic import Location, Place
from checker.engine.plain import Strange, read_plain, write_plain
from checker.judging.docket import Pieces, join_pieces, services_of, without
from checker.report import Cause, Decision, Ground, Subject, Unmet, Verdict
from checker.report.decided import Decisions, count_verdicts, say_more, say_no_more

AT = Location("a.yaml")
PLAIN = (
    Decision(Subject("a", "use", "model at host"), Verdict.PASS, "because"),
    Decision(Subject("b"), Verdict.NOT_APPLICABLE),
    Decision(Subject("b", "use"), Verdict.PASS, "because"),
    Decision(Subject("c", "use", "route"), Verdict.WAIVED, "it is"),
)
SAYING_MORE = (
    Decision(Subject("a"), Verdict.FAIL, "no"),
    Decision(Subject("a"), Verdict.UNKNOWN, "perhaps"),
    Decision(Subject("a"), Verdict.PASS, "why", (Place("a.yaml"),)),
    Decision(Subject("a"), Verdict.PASS, "why", message="why"),
    Decision(Subject("a"), Verdict.PASS, "why", help="do"),
    Decision(Subject("a"), Verdict.PASS, "why", notes=("note",)),
    Decision(Subject("a"), Verdict.PASS, "why", breaks=frozenset({Unmet("it must")})),
    Decision(Subject("a"), Verdict.PASS, "why", cause=Cause("not-read", "gone", ())),
    Decision(Subject("a"), Verdict.PASS, "why", grounds=(Ground("read", AT),)),
    Decision(Subject("a"), Verdict.PASS, "why", movers=("b",)),
    Decision(Subject("a"), Verdict.PASS, "why", count=2),
    Decision(Subject(), Verdict.PASS, "the fleet"),
    Decision(Subject(key="k"), Verdict.PASS, "a key"),
    Decision(Subject("a", key="k"), Verdict.PASS, "a key"),
    Decision(Subject("a", ""), Verdict.PASS, "a use without a name"),
    Decision(Subject("a", None, "r\tr"), Verdict.PASS, "a name with a tab"),
    Decision(Subject("a", "u\nu"), Verdict.PASS, "a name of two lines"),
)


def test_only_what_says_no_more_than_a_verdict_and_a_reason_becomes_a_line() -> None:
    assert Decisions.of(PLAIN).told == ()
    assert Decisions.of(SAYING_MORE).told == SAYING_MORE
    assert tuple(Decisions.of(PLAIN)) == PLAIN


@pytest.mark.parametrize("more", SAYING_MORE, ids=str)
def test_what_says_more_stays_where_it_was(more: Decision) -> None:
    found = (more, *(one for one in PLAIN if one.service >= more.service))

    assert tuple(Decisions.of(found)) == found


def test_they_are_the_same_however_they_travelled() -> None:
    whole = Decisions.of((*PLAIN, *SAYING_MORE))

    assert pickle.loads(pickle.dumps(whole)) == whole  # noqa: S301 - our own
    assert read_plain(write_plain(whole)) == whole
    assert whole[0] == next(iter(whole))
    assert whole[1:3] == tuple(whole)[1:3]


def test_parts_put_together_are_the_whole_in_the_order_of_services() -> None:
    first, second = (PLAIN[3], SAYING_MORE[0]), PLAIN[:2]

    joined = join_pieces([Pieces(Decisions.of(first)), Pieces(Decisions.of(second)), Pieces(Decisions.of(()))]).found

    assert tuple(joined) == (SAYING_MORE[0], PLAIN[0], PLAIN[1], PLAIN[3])
    assert [one.service for one in say_more(joined)] == ["a"]
    assert services_of(joined) == {"a", "b", "c"}


def test_pieces_in_several_forms_are_never_put_together() -> None:
    with pytest.raises(TypeError, match="several forms"):
        join_pieces([Pieces(Decisions.of(PLAIN[:2])), Pieces((PLAIN[3],))])


def test_those_of_some_services_can_be_taken_out() -> None:
    left = without(Decisions.of((*PLAIN, *SAYING_MORE)), {"a", "c"})

    assert tuple(left) == tuple(one for one in sorted((*PLAIN, *SAYING_MORE), key=_service) if one.service in {"", "b"})
    assert services_of(left) == {"", "b"}


def test_verdicts_are_counted_without_an_object_for_each() -> None:
    both = (*PLAIN, *SAYING_MORE)

    assert count_verdicts(Decisions.of(both)) == count_verdicts(both)
    assert count_verdicts(Decisions.of(both))[Verdict.FAIL] == 1
    assert count_verdicts(Decisions.of(())) == {}


def test_what_is_said_of_services_needs_no_object() -> None:
    both = (*PLAIN, *SAYING_MORE)

    assert [*say_no_more(Decisions.of(both))] == [(one.service, one.verdict) for one in PLAIN]
    assert [*say_no_more(both)] == []
    assert say_more(both) == both


def _service(one: Decision) -> str:
    return one.service


@pytest.mark.parametrize(
    "odd",
    [
        {"numbers": (0, 9, 0, 2)},
        {"numbers": (0, -2, 0, 2)},
        {"numbers": (0, 1, 0)},
        {"numbers": (0, -1, 0, 2)},
        {"lines": "a\t\t"},
        {"lines": "a\t\t\nb\t\t\nc\nd\t\t"},
        {"lines": "a\t\t\t\nb\t\nc\t\t\nd\t\t"},
        {"outcomes": ()},
        {"told": SAYING_MORE},
    ],
)
def test_columns_that_do_not_fit_each_other_are_not_read(odd: dict[str, object]) -> None:
    forged = replace(Decisions.of(PLAIN), **odd)  # type: ignore[arg-type]

    with pytest.raises(Strange):
        read_plain(write_plain(forged))
