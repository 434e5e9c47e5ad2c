"""Sums in whole numbers say of random stakes, to the letter, what fractions say of them one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from checker.diagnostic import Place
from checker.kinds.parts.limits import FleetLimit
from checker.kinds.parts.shares import NONE, ONE, UNKNOWN_KEY, Parts, Stake
from checker.kinds.parts.sums import add_up
from checker.report import Measure, Share, Verdict
from tests import slow_shares as slow
from tests.kind_examples import make_rule

KEYS = ("a", "b", "c")
PARTS = st.sampled_from(sorted({Fraction(part, of) for of in range(1, 7) for part in range(of + 1)}))
"""Every part of one with a denominator of six at most; listed, since Hypothesis takes long to find a fraction."""
MOSTLY = st.sampled_from([True, True, True, False])


@st.composite
def stake(draw: st.DrawFn, number: int) -> Stake:
    """Anything that a kind may collect: split, open, perhaps lost, or stopped to begin with."""
    left, known = ONE, {}
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3)):
        known[key] = left * draw(PARTS)
        left -= known[key]
    stranded = not draw(MOSTLY)
    unknown = ONE if stranded else draw(st.sampled_from([NONE, NONE, left, left / 2]))
    named = [*known, *([UNKNOWN_KEY] if unknown else [])]
    return Stake(
        f"s{number:02}",
        draw(MOSTLY),
        draw(st.sampled_from([NONE, ONE, Fraction(3), Fraction(25, 10), Fraction(1, 3)])),
        Parts(
            known,
            unknown,
            frozenset(draw(st.lists(st.sampled_from(KEYS), max_size=2))),
            dict.fromkeys(named, ("uses", 0)),
            ("a gap",) if unknown else (),
            stranded="main" if stranded else None,
        ),
        draw(st.sampled_from([None, 5, 30])),
        "m.yaml",
    )


@st.composite
def fleets(draw: st.DrawFn) -> list[Stake]:
    made = [draw(stake(number)) for number in range(draw(st.integers(1, 9)))]
    assume(any(piece.weight for piece in made))
    return made


@given(fleets())
def test_every_share_and_burden_is_that_of_the_definition(stakes: list[Stake]) -> None:
    sums = add_up(stakes)

    assert sums.keys == slow.all_keys(stakes)
    for key in (*KEYS, UNKNOWN_KEY, "nobody's"):
        assert sums.interval(key) == slow.interval(stakes, key)
        assert sums.of(key).burdens == slow.burdens(stakes, key)
        assert sums.burdens_of_the_rest(key) == slow.burdens(stakes, key, of_the_rest=True)


def judged(kind: str, stakes: list[Stake], **parameters: str) -> tuple[FleetLimit, dict[str, Measure], dict[str, str]]:
    """A rule, its measures by key, and the next steps of those that break it."""
    rule = make_rule(kind, **parameters)
    assert isinstance(rule, FleetLimit)
    found = rule.conclude(tuple(stakes), Place("p.yaml", ("rules", 0)))
    steps = {
        str(decision.subject.key): decision.help for decision in found.decisions if decision.verdict is Verdict.FAIL
    }
    return rule, {str(measure.key): measure for measure in found.measures}, steps


@given(fleets(), st.sampled_from(["0%", "20%", "50%", "90%"]), st.sampled_from(["service", "traffic"]))
def test_a_largest_share_says_what_the_definition_says(stakes: list[Stake], limit: str, weight: str) -> None:
    _, measures, steps = judged("max-share", stakes, by="vendor", max=limit, weight=weight, count="fractional")

    assert list(measures) == slow.all_keys(stakes)
    for key, measure in measures.items():
        ends = slow.interval(stakes, key)
        assert (measure.lowest, measure.highest) == ends
        assert (measure.services, measure.undecided) == slow.counted(stakes, key)
        assert measure.burdens == slow.burdens(stakes, key)
        over = [share.value > measure.limit for share in (measure.highest, measure.lowest)]
        sure = any(piece.certain for piece in stakes)
        assert (measure.verdict is Verdict.PASS) is not over[0]
        assert (measure.verdict is Verdict.FAIL) is (all(over) and sure)
        if measure.verdict is Verdict.FAIL:
            assert steps[key] == slow.move_off(stakes, measure)


@given(fleets(), st.sampled_from(["20%", "50%", "90%"]))
def test_who_survives_is_what_the_definition_leaves_over(stakes: list[Stake], limit: str) -> None:
    _, measures, _ = judged("survive", stakes, losing="vendor", min=limit)

    assert set(measures) == set(slow.all_keys(stakes))
    for key, measure in measures.items():
        ends = slow.interval(stakes, key)
        assert ends is not None
        rest = [Share(share.whole - share.part, share.whole) for share in reversed(ends)]
        assert [measure.lowest, measure.highest] == rest
        assert (measure.services, measure.undecided) == slow.counted(stakes, key)
        assert measure.burdens == slow.burdens(stakes, key)


@given(fleets())
def test_the_effective_number_is_one_over_the_sum_of_squares(stakes: list[Stake]) -> None:
    exact = [piece for piece in stakes if piece.certain and not piece.unknown]
    assume(any(piece.weight and any(piece.known.values()) for piece in exact))

    _, measures, _ = judged("min-effective", exact, by="vendor", min="2")

    ends = [slow.interval(exact, key) for key in slow.all_keys(exact)]
    squares = sum((end[0].value ** 2 for end in ends if end), NONE)
    assert [measure.lowest.value for measure in measures.values()] == [1 / squares]
