"""The pictures of the page: where bars end, how boxes stand, what a matrix says."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.audit.counting import COUNTINGS, Counting, count_keys, in_production
from checker.audit.dossier import ALONG, Along
from checker.audit.html.flow import flow_of
from checker.audit.html.flow_layout import GAP, ROW, lay_out
from checker.audit.html.matrix import matrix_of, pick_keys
from checker.audit.html.parts import HATCH, Piece, length
from checker.audit.html.shares import bar_of, pieces_of, scale_of
from checker.audit.html.timeline import calendar_of, piece_of
from checker.audit.tables import population
from checker.formats.scores import states_of
from checker.report import Measure, Share, Verdict
from checker.whatif import SingleLoss
from tests.dossiers import AS_OF, example


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0.00%"),
        (Fraction(1), "100.00%"),
        (Fraction(8, 17), "47.06%"),
        (Fraction(1, 3), "33.33%"),
        (Fraction(7, 5), "100.00%"),
        (Fraction(-1, 5), "0.00%"),
    ],
)
def test_a_length_is_a_percentage_that_stays_on_the_track(value: Fraction, shown: str) -> None:
    assert length(value) == shown


def measure(lowest: int, highest: int, verdict: Verdict, *, counts_keys: bool = False) -> Measure:
    whole = Fraction(1 if counts_keys else 20)
    ends = (Share(Fraction(lowest), whole), Share(Fraction(highest), whole))
    limit = Fraction(3) if counts_keys else Fraction(2, 5)
    return Measure("openai", *ends, limit, verdict, (), (), counts_keys=counts_keys)


@pytest.mark.parametrize(
    ("measured", "scale", "certain", "hatched", "limit"),
    [
        (measure(8, 8, Verdict.PASS), 1, "b", (Fraction(2, 5), Fraction(2, 5)), Fraction(2, 5)),
        (measure(5, 9, Verdict.UNKNOWN), 1, "b", (Fraction(1, 4), Fraction(9, 20)), Fraction(2, 5)),
        (measure(9, 12, Verdict.FAIL), 1, "b-fail", (Fraction(9, 20), Fraction(3, 5)), Fraction(2, 5)),
        (measure(5, 5, Verdict.PASS, counts_keys=True), 6, "b", (Fraction(5, 6), Fraction(5, 6)), Fraction(1, 2)),
    ],
)
def test_a_bar_is_certain_up_to_the_lowest_and_hatched_up_to_the_highest(
    measured: Measure, scale: int, certain: str, hatched: tuple[Fraction, Fraction], limit: Fraction
) -> None:
    assert scale_of([measured]) == scale

    drawn = bar_of(measured, scale_of([measured]))

    assert drawn.limit == limit
    assert drawn.pieces == (Piece(Fraction(0), hatched[0], certain), Piece(*hatched, HATCH))


def test_a_track_for_numbers_of_keys_ends_above_the_limit_too() -> None:
    assert scale_of([measure(1, 1, Verdict.FAIL, counts_keys=True)]) == 4


def test_a_loss_is_drawn_as_what_stops_then_what_may_then_what_fails_over() -> None:
    loss = SingleLoss("host", "azure.foundry", ("a", "b"), ("c",), ("d",))

    stops, may, over = pieces_of(loss, 8)

    assert (stops.start, stops.end, stops.style) == (Fraction(0), Fraction(1, 4), "b-fail")
    assert (may.start, may.end, may.style) == (Fraction(1, 4), Fraction(3, 8), HATCH)
    assert (over.start, over.end, over.style) == (Fraction(3, 8), Fraction(1, 2), "b-light")


@pytest.mark.parametrize(
    ("day", "ends", "style"),
    [
        ("2027-01-22", ("2026-11-22", "2027-01-22"), "b"),
        ("2026-11-22", ("2026-11-22", "2026-11-22"), "b-fail"),
        ("2026-09-22", ("2026-09-22", "2026-11-22"), "b-fail"),
        ("2099-01-01", ("2026-11-22", "2027-02-22"), "b"),
    ],
)
def test_the_calendar_draws_the_days_left_and_in_red_the_days_since(
    day: str, ends: tuple[str, str], style: str
) -> None:
    known = [dt.date.fromisoformat(text) for text in ("2026-09-22", "2027-01-22", "2099-01-01")]
    calendar = calendar_of(AS_OF, known)

    piece = piece_of(dt.date.fromisoformat(day), calendar, AS_OF)

    assert (calendar.first, calendar.last) == (dt.date(2026, 8, 22), dt.date(2027, 2, 22))
    assert (piece.start, piece.end) == tuple(calendar.at(dt.date.fromisoformat(text)) for text in ends)
    assert piece.style == style


NAMES = st.sampled_from("abcdef")
LINKS = st.dictionaries(st.tuples(NAMES, NAMES), st.integers(1, 5000), min_size=1)


@given(LINKS, st.integers(1, 50))
def test_boxes_of_the_flow_never_overlap_and_bands_meet_them(links: dict[tuple[str, str], int], room: int) -> None:
    onward = {(target, "end"): weight for (_, target), weight in links.items()}

    layout = lay_out((links, onward), room)

    for column in layout.columns:
        for upper, lower in pairwise(column):
            assert upper.top + upper.height + GAP <= lower.top
        assert all(box.height >= ROW and 0 <= box.top <= layout.height for box in column)
    for number, bands in enumerate(layout.bands):
        left = {box.name: box for box in layout.columns[number]}
        right = {box.name: box for box in layout.columns[number + 1]}
        for band in bands:
            assert left[band.source].top <= band.start <= left[band.source].top + left[band.source].height
            assert right[band.target].top <= band.end <= right[band.target].top + right[band.target].height


@given(LINKS)
def test_the_flow_does_not_depend_on_the_order_of_its_links(links: dict[tuple[str, str], int]) -> None:
    assert lay_out((links,), 400) == lay_out((dict(reversed(links.items())),), 400)


def test_the_flow_follows_a_fine_tune_to_the_vendor_it_came_from() -> None:
    flow = flow_of(example().services, "live")

    assert flow.to_models["payments-repair", "meridian/swift-llama-70b"] == 1
    assert flow.to_vendors["meridian/swift-llama-70b", "meta"] == 1
    assert "payments-repair" in flow.members["2 meta"]
    assert flow.to_vendors["lexikon/vertrag-7b", "(unknown)"] == 1


def test_the_matrix_says_whether_a_vendor_is_one_of_record_or_one_by_descent() -> None:
    matrix = matrix_of(example().services, ("vendor", "lineage"))

    assert matrix.keys[0] == "meta"
    assert matrix.cells["payments-repair", "meridian"] == "live"
    assert matrix.cells["payments-repair", "meta"] == "live-lineage"
    assert matrix.cells["code-assistant", "google"] == "planned"
    assert matrix.cells["contract-compare", "(unknown)"] == "open"
    assert ("branch-kiosk", "openai") not in matrix.cells


def test_the_matrix_counts_what_is_not_known_and_keeps_it_in_sight_among_many_keys() -> None:
    matrix = matrix_of(example().services, ("vendor", "lineage"))

    assert matrix.totals["live"]["(unknown)"] == 1
    assert [*pick_keys([f"vendor-{number}" for number in range(30)] + ["(unknown)"])][-2:] == [
        "vendor-22",
        "(unknown)",
    ]
    assert [*pick_keys(matrix.keys)] == [*matrix.keys]


def by_hand(dimension: Along, roles: set[str]) -> dict[str, set[str]]:
    """The rows of the population's table, added up."""
    found: dict[str, set[str]] = {}
    for row in population(example()).rows:
        read = dict(zip(population(example()).columns, row, strict=True))
        if read["lifecycle"] != "production" or read["role"] not in roles:
            continue
        open_ = ["(unknown)"] if f"{dimension}: " in read["not_known"] else []
        for key in [*read[dimension].split(), *open_]:
            found.setdefault(key, set()).add(read["service"])
    return found


ROLES: dict[Counting, set[str]] = {
    "primary": {"primary"},
    "live": {"primary", "secondary"},
    "with-fallbacks": {"primary", "secondary", "fallback", "shadow"},
}


@pytest.mark.parametrize("counting", COUNTINGS)
def test_table_flow_and_matrix_agree_on_every_way_to_count(counting: Counting) -> None:
    services = example().services
    flow = flow_of(services, counting)

    for dimension in ALONG:
        assert count_keys(services, dimension, counting) == by_hand(dimension, ROLES[counting])
    lineage = by_hand("lineage", ROLES[counting])
    assert {box[2:]: who for box, who in flow.members.items() if box.startswith("2 ")} == lineage
    if counting != "primary":
        totals = matrix_of(services, ("lineage",)).totals[counting]
        assert totals == {key: len(who) for key, who in lineage.items()}


@pytest.mark.parametrize(
    ("rule", "dimension"),
    [("vendor-concentration", "lineage"), ("host-concentration", "host"), ("gateway-concentration", "gateway")],
)
def test_shares_and_losses_count_the_services_that_pictures_count(rule: str, dimension: Along) -> None:
    dossier = example()
    ruling = next(ruling for ruling in dossier.report.rulings if ruling.id == rule)
    counted = count_keys(dossier.services, dimension, "live")

    assert ruling.measures
    assert set(ruling.selected) == {service.name for service in in_production(dossier.services)}
    for measure in ruling.measures:
        if measure.key != "(unknown)":
            assert set(measure.services) == counted[str(measure.key)], measure.key


def test_what_became_of_the_services_of_a_rule_adds_up_to_its_scope() -> None:
    for ruling in example().report.rulings:
        states = states_of(ruling)

        assert set(states) == {*ruling.selected, *ruling.possible}
