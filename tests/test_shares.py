"""Shares: the worked portfolio, intervals against brute force, and the laws of arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checker.diagnostic import Place
from checker.fleet import Fleet
from checker.judging.selection import EVERYONE
from checker.kinds import KINDS, AnyKind
from checker.kinds.kind import Conclusion, Member
from checker.kinds.parts.limits import at_least
from checker.kinds.parts.shares import UNKNOWN_KEY, Parts, Stake, some_of, stake
from checker.kinds.parts.sums import add_up
from checker.kinds.parts.weights import Weight
from checker.report import Share, Verdict, amount, limit_text, percent
from checker.vocabulary import Dimension
from tests.fleets import catalog, fact, fleet, service
from tests.kind_examples import WORDS, Word, example_rule
from tests.kind_examples import make_rule as rule
from tests.slow_shares import high, low

ROOT = {"derived-from": fact([])}


def portfolio() -> Fleet:
    """The ten services of domain.md 5.2."""
    known = catalog(
        {
            "meta/llama": ROOT,
            "nvidia/nemotron": {"derived-from": fact(["meta/llama"])},
            **dict.fromkeys(("openai/gpt", "anthropic/claude", "google/gemini", "google/gemma", "mistral/small"), ROOT),
        },
        hosts=["aws", "azure", "gcp"],
    )

    def one(model: str, host: str, gateway: str = "gw", **more: object) -> dict[str, object]:
        other = "cloud-api" if host in known.hosts else "vendor-api"
        access = "self-hosted" if host.startswith("self") else other
        return {"model": model, "access": access, "host": host, "gateway": gateway, **more}

    split = [
        one("openai/gpt", "azure", id="a", role="primary", share="70%"),
        one("anthropic/claude", "aws", id="b", role="secondary", share="30%"),
    ]
    return fleet(
        [
            service("s01", [one("meta/llama", "aws")], tier="0", traffic="100"),
            service("s02", [one("acme/own", "self") | {"derived-from": ["meta/llama"]}], tier="0", traffic="300"),
            service("s03", [one("nvidia/nemotron", "nvidia")], tier="1", traffic="50"),
            service("s04", split, tier="2", traffic="200"),
            service("s05", [one("openai/gpt", "azure")], tier="2", traffic="100"),
            service("s06", [one("google/gemini", "gcp")], tier="3", traffic="50"),
            service("s07", [one("mistral/small", "aws", "direct")], tier="3", traffic="25"),
            service("s08", [one("google/gemma", "self", "direct")], tier="0", traffic="100"),
            service("s09", [one("anthropic/claude", "aws")], tier="1", traffic="50"),
            service("s10", [one("openai/gpt", "openai")], tier="3", traffic="25"),
        ],
        known,
        vendor="acme",
    )


def shares(
    made: Fleet, by: Dimension, count: Literal["exposure", "fractional"] = "exposure", weight: Weight = "service"
) -> dict[str, Fraction]:
    stakes = [stake(made.world, entry, by, count, weight, certain=True) for entry in made.services]
    sums = add_up(stakes)
    found = {key: sums.interval(key) for key in sums.keys}
    exact = {key: both[0].value for key, both in found.items() if both[0] == both[1]}
    assert exact.keys() == found.keys()
    return exact


def test_the_worked_portfolio() -> None:
    made = portfolio()

    assert shares(made, "vendor", "fractional")["meta"] == Fraction(1, 10)
    assert shares(made, "vendor", "fractional")["openai"] == Fraction(27, 100)
    assert shares(made, "lineage", "fractional")["meta"] == Fraction(1, 4)
    assert shares(made, "lineage")["meta"] == Fraction(3, 10) == shares(made, "lineage")["openai"]
    assert shares(made, "host")["aws"] == Fraction(2, 5)
    assert shares(made, "gateway") == {"gw": Fraction(4, 5)}
    assert shares(made, "gateway", "fractional") == {"gw": Fraction(4, 5)}
    assert shares(made, "lineage", weight="traffic")["meta"] == Fraction(450, 1000)
    assert shares(made, "lineage", weight="tier")["meta"] == Fraction(11, 25)


def test_fractional_shares_of_closed_dimensions_sum_to_one() -> None:
    made = portfolio()

    for by in ("vendor", "lineage", "group", "model", "host"):
        assert sum(shares(made, by, "fractional").values()) == 1


FRACTIONS = st.fractions(0, 1, max_denominator=4)
STAKES = st.lists(
    st.builds(
        lambda certain, weight, low, room: (certain, weight, low, room * (1 - low)),
        st.booleans(),
        st.integers(0, 3).map(Fraction),
        FRACTIONS,
        FRACTIONS,
    ),
    max_size=6,
)


def stakes_of(raw: list[tuple[bool, Fraction, Fraction, Fraction]]) -> list[Stake]:
    return [
        Stake(f"s{i}", certain, weight, Parts({"k": low} if low else {}, room))
        for i, (certain, weight, low, room) in enumerate(raw)
    ]


def every_outcome(stakes: list[Stake]) -> list[Fraction]:
    """The share of ``k`` in every way the unknowns can turn out at their extremes."""
    outcomes = []
    free = [entry for entry in stakes if not entry.certain]
    for taken in product([False, True], repeat=len(free)):
        members = [e for e in stakes if e.certain] + [e for e, take in zip(free, taken, strict=True) if take]
        whole = sum((entry.weight or Fraction(0) for entry in members), Fraction(0))
        if whole:
            for pick in (low, high):
                part = sum(((e.weight or Fraction(0)) * pick(e, "k") for e in members), Fraction(0))
                outcomes.append(part / whole)
    return outcomes


@given(STAKES)
def test_an_interval_is_exact_over_all_ways_the_unknowns_can_turn_out(
    raw: list[tuple[bool, Fraction, Fraction, Fraction]],
) -> None:
    stakes = stakes_of(raw)
    outcomes = every_outcome(stakes)

    assume(outcomes)
    lowest, highest = add_up(stakes).interval("k")

    assert (lowest.value, highest.value) == (min(outcomes), max(outcomes))


@given(STAKES, st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_order(raw: list[tuple[bool, Fraction, Fraction, Fraction]], random: object) -> None:
    stakes = stakes_of(raw)
    shuffled = list(stakes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assume(any(piece.weight for piece in stakes))
    assert add_up(stakes).interval("k") == add_up(shuffled).interval("k")


@given(STAKES, st.integers(0, 5))
def test_more_unknowns_only_widen_an_interval(raw: list[tuple[bool, Fraction, Fraction, Fraction]], which: int) -> None:
    assume(which < len(raw))
    certain, weight, low, _ = raw[which]
    assume(any(entry[1] for entry in raw))
    before = add_up(stakes_of(raw)).interval("k")
    after = add_up(stakes_of([*raw[:which], (certain, weight, low, 1 - low), *raw[which + 1 :]])).interval("k")

    assert after[0].value <= before[0].value
    assert before[1].value <= after[1].value


def test_a_missing_weight_gives_no_measure() -> None:
    stakes = (Stake("a", True, None, Parts({"k": Fraction(1)})),)  # noqa: FBT003 - a record
    weighed = rule("max-share", by="vendor", max="40%", weight="spend")

    found = weighed.conclude(stakes, Place("p.yaml", ("rules", 0)))

    assert not found.measures
    assert [decision.reason for decision in found.decisions] == ["spend is not declared by a, so no share can be given"]


def test_the_unknown_key_is_measured_when_a_route_is_open() -> None:
    known = catalog({"openai/gpt": ROOT})
    made = fleet([service("a", [{"model": "openai/gpt", "access": "vendor-api"}]),
                  service("b", [{"model": "nobody/knows", "access": "vendor-api"}])], known)  # fmt: skip
    stakes = [stake(made.world, entry, "vendor", "exposure", "service", certain=True) for entry in made.services]

    sums = add_up(stakes)
    assert sums.keys == ["openai", UNKNOWN_KEY]
    assert [share.value for share in sums.interval(UNKNOWN_KEY)] == [0, Fraction(1, 2)]


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        (Fraction(18, 40), None, "45.0%"),
        (Fraction(1, 3), None, "33.3%"),
        (Fraction(2, 3), None, "66.7%"),
        (Fraction(1001, 2500), Fraction(2, 5), "40.04%"),
        (Fraction(100001, 250000), Fraction(2, 5), "40.0004%"),
        (Fraction(2, 5), Fraction(2, 5), "40.0%"),
        (Fraction(1, 2), Fraction(2, 5), "50.0%"),
        (Fraction(4 * 10**9 + 1, 10**10), Fraction(2, 5), "40.000000%"),
        (Fraction(0), None, "0.0%"),
        (Fraction(1), None, "100.0%"),
    ],
)
def test_a_percentage_has_as_many_digits_as_the_breach_needs(
    value: Fraction, limit: Fraction | None, shown: str
) -> None:
    assert percent(value, limit) == shown


def test_shares_and_limits_are_printed_exactly() -> None:
    assert Share(Fraction(18), Fraction(40)).show() == "45.0% (18 of 40)"
    assert Share(Fraction(27, 10), Fraction(10)).show() == "27.0% (2.7 of 10)"
    assert Share(Fraction(1, 3), Fraction(1)).show() == "33.3% (1/3 of 1)"
    assert [limit_text(Fraction(2, 5)), limit_text(Fraction(1, 3)), limit_text(Fraction(3333, 10000))] == [
        "40%",
        "1/3",
        "33.33%",
    ]
    assert amount(Fraction(12345, 10)) == "1234.5"


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    assert some_of(["a", "b"]) == "a, b"
    assert some_of(list("abcdefg")) == "a, b, c, d, e and 2 more"


def conclusion(made: Fleet, rule: AnyKind) -> Conclusion:
    members = [Member(entry, EVERYONE, certain=True) for entry in made.services]
    pieces = tuple(piece for member in members for piece in rule.collect(made.world, member))
    return rule.conclude(rule.merge(pieces, ()), Place("p.yaml", ("rules", 0)))


def test_effective_numbers_of_the_worked_portfolio() -> None:
    made = portfolio()

    for by, shown in (("vendor", "5.89"), ("lineage", "4.88"), ("host", "4.81")):
        (measure,) = conclusion(made, rule("min-effective", by=by, min="3")).measures
        assert measure.show() == shown


def test_single_losses_of_the_worked_portfolio() -> None:
    made = portfolio()
    lost: dict[str, str] = {}
    for losing in ("gateway", "host", "vendor"):
        for measure in conclusion(made, rule("survive", losing=losing, min="50%")).measures:
            lost[str(measure.key)] = str(1 - measure.lowest.value)

    assert (lost["gw"], lost["aws"]) == ("4/5", "3/10")
    assert lost["openai"] == "1/5"


def test_losing_meta_today_stops_only_what_is_served_for_us() -> None:
    """Self-hosted weights keep running if they are ours to host; here nobody says that they are."""
    measures = conclusion(portfolio(), rule("survive", losing="lineage", min="50%")).measures

    meta = next(measure for measure in measures if measure.key == "meta")
    assert (meta.services, meta.undecided) == (("s01", "s03"), ("s02",))


def test_sole_counts_what_a_loss_would_stop() -> None:
    measures = conclusion(portfolio(), rule("max-share", by="host", max="40%", count="sole")).measures

    assert {m.key: str(m.highest.value) for m in measures}["aws"] == "3/10"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", WORDS)
def test_merging_pieces_in_any_split_and_order_gives_the_same_conclusion(kind: str, word: Word) -> None:
    made = portfolio()
    made_rule = rule(**example_rule(kind, word))
    members = [Member(entry, EVERYONE, certain=True) for entry in made.services]
    collected = [made_rule.collect(made.world, member) for member in members]
    whole = made_rule.conclude(made_rule.merge(tuple(p for part in collected for p in part), ()), Place("p", ()))

    for split in range(len(collected)):
        left = tuple(piece for part in reversed(collected[split:]) for piece in part)
        right = tuple(piece for part in collected[:split] for piece in part)

        assert made_rule.conclude(made_rule.merge(left, right), Place("p", ())) == whole


@pytest.mark.parametrize(
    ("lowest", "highest", "sure", "verdict"),
    [(3, 3, True, Verdict.PASS), (2, 3, True, Verdict.UNKNOWN), (2, 2, True, Verdict.FAIL),
     (3, 3, False, Verdict.PASS), (2, 3, False, Verdict.UNKNOWN), (2, 2, False, Verdict.UNKNOWN)],
)  # fmt: skip
def test_a_share_is_too_small_only_where_somebody_is_sure_to_be_judged(
    lowest: int, highest: int, sure: bool, verdict: Verdict
) -> None:
    ends = (Share(Fraction(lowest), Fraction(10)), Share(Fraction(highest), Fraction(10)))

    assert at_least(Fraction(3, 10), ends, sure=sure) is verdict
