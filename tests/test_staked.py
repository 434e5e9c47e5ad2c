"""Stakes in columns: the same ones come out, whatever they say, in whatever parts they were collected."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from checker.diagnostic import Location, Place, Span
from checker.engine.plain import Strange, read_plain, write_plain
from checker.judging.docket import Pieces, join_pieces, services_of, without
from checker.kinds.parts.opened import open_stakes
from checker.kinds.parts.shares import ONE, UNKNOWN_KEY, Parts, Stake
from checker.kinds.parts.staked import Stakes
from checker.kinds.parts.sums import Pool, add_up
from checker.report import Ground

META = Parts({"meta": ONE, "mistral": ONE}, shown={"meta": ("uses", 0), "mistral": ("uses", 1)})
OPEN = Parts({}, ONE, shown={UNKNOWN_KEY: ("uses",)}, gaps=("nobody knows",), stranded="a use")
NOWHERE = Parts({})


def stake_of(name: str, parts: Parts = META, weight: Fraction | None = ONE, *, certain: bool = True) -> Stake:
    file = f"{name}.yaml"
    spots = {
        key: Location(file, Span(at, 1, at, len(name)), parts.label(key, name)) for at, key in enumerate(parts.shown, 3)
    }
    return Stake(name, certain, weight, parts, len(name) or None, file, spots)


PLAIN = (
    stake_of("a"),
    stake_of("b", OPEN, Fraction(7, 3), certain=False),
    stake_of("c", NOWHERE, None),
    stake_of("dd"),
)
AT = Location("e.yaml", Span(1, 2, 3, 4), "e")
WHOLE = (
    replace(stake_of("e"), spots=None),
    replace(stake_of("e"), grounds=(Ground("read", AT),)),
    replace(stake_of("e"), file=AT),
    replace(stake_of("e"), spots={"meta": AT}),
    replace(stake_of("e"), spots={"meta": AT, "mistral": Place("e.yaml")}),
    replace(stake_of("e"), spots={"meta": AT, "mistral": Location("e.yaml")}),
    replace(stake_of("e"), spots={"meta": AT, "mistral": replace(AT, label="other")}),
    replace(stake_of("e"), spots={"meta": AT, "mistral": replace(AT, file="other.yaml")}),
    stake_of("e\ne"),
)
ALL = (*PLAIN, *WHOLE)


def test_only_what_columns_hold_is_in_columns() -> None:
    assert Stakes.of(PLAIN).whole == ()
    assert Stakes.of(WHOLE).whole == WHOLE
    assert tuple(Stakes.of(ALL)) == ALL


def test_they_are_the_same_however_they_travelled() -> None:
    packed = Stakes.of(ALL)

    assert tuple(pickle.loads(pickle.dumps(packed))) == ALL  # noqa: S301 - our own
    assert tuple(read_plain(write_plain(packed))) == ALL
    assert packed[1] == ALL[1]


def test_parts_put_together_are_the_whole_in_the_order_of_services() -> None:
    parts = [Stakes.of(some) for some in (ALL[3:], (), ALL[:2], ALL[2:3])]

    joined = join_pieces([Pieces(part) for part in parts]).found

    assert tuple(joined) == ALL
    assert services_of(joined) == {"a", "b", "c", "dd", "e", "e\ne"}
    assert tuple(without(joined, {"a", "dd", "e"})) == (ALL[1], ALL[2], ALL[-1])


def test_one_of_them_is_at_hand_by_its_number() -> None:
    opened = open_stakes(Stakes.of((*ALL[2:], *ALL[:2])))

    assert [opened[at] for at in range(len(opened))] == [*opened] == [*ALL]
    assert opened[-2:] == [*ALL[-2:]]
    assert opened.about({"b", "dd"}) == [ALL[1], ALL[3]]
    assert opened.where(lambda parts, certain: parts.gaps and not certain) == [ALL[1]]
    assert [*opened.weights[:3]] == [(1, 1), (7, 3), None]


def test_sums_of_columns_are_those_of_stakes() -> None:
    weighed = tuple(one for one in ALL if one.weight is not None)
    one, other = add_up(weighed), Pool.of(Stakes.of(weighed)).sums

    assert one.keys == other.keys == ["meta", "mistral", UNKNOWN_KEY]
    assert [one.of(key) for key in one.keys] == [other.of(key) for key in one.keys]


@pytest.mark.parametrize(
    "odd",
    [
        {"numbers": (0, 9)},
        {"numbers": (0, -2)},
        {"numbers": (0,)},
        {"certain": (True,)},
        {"weights": ()},
        {"days": (1, 2, 3)},
        {"names": "a"},
        {"files": "a.yaml\nb.yaml\nc.yaml"},
        {"spans": "1 2 3 4\n"},
    ],
)
def test_columns_that_do_not_fit_each_other_are_not_read(odd: dict[str, object]) -> None:
    forged = replace(Stakes.of(PLAIN[:2]), **odd)  # type: ignore[arg-type]

    with pytest.raises((Strange, TypeError)):
        read_plain(write_plain(forged))
