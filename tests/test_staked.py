"""Stakes in columns: the same ones come out, whatever they say, in whatever parts they were collected."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from checker.diagnostic import Location, Place, Span
from checker.engine.chunks import Locator
from checker.engine.plain import Strange, read_plain, write_plain
from checker.judging.docket import Group, Pieces, gather, join_pieces, services_of, without
from checker.judging.selection import EVERYONE
from checker.kinds.kind import Member
from checker.kinds.parts.opened import open_stakes
from checker.kinds.parts.shares import ONE, UNKNOWN_KEY, Parts, Stake
from checker.kinds.parts.staked import Stakes
from checker.kinds.parts.sums import Pool, add_up
from checker.report import Ground
from tests.fleets import catalog, fleet, service_of
from tests.kind_examples import make_rule

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
        {"spans": "3 1 3 1\n3 1 3 1 4 1 4 1"},
    ],
)
def test_columns_that_do_not_fit_each_other_are_not_read(odd: dict[str, object]) -> None:
    forged = replace(Stakes.of(PLAIN[:2]), **odd)  # type: ignore[arg-type]

    with pytest.raises((Strange, TypeError)):
        read_plain(write_plain(forged))


SERVICES = [
    service_of(
        name,
        [{"id": "main", "routes": [{"model": model, "access": "cloud-api", "host": "aws", "gateway": "gw"}]}],
    )
    for name, model in (("a", "meta/llama"), ("b", "nobody/knows"))
]


@pytest.mark.parametrize("by", ["vendor", "host", "gateway", "model"])
@pytest.mark.parametrize("count", ["exposure", "fractional", "sole"])
def test_stakes_are_packed_as_if_each_was_looked_up_before(by: str, count: str) -> None:
    made = fleet(SERVICES, catalog({"meta/llama": {}}, hosts=["aws"]))
    rule = make_rule("max-share", by=by, max="40%", count=count)
    members = [Member(service, EVERYONE, certain=True) for service in made.services]
    stakes = [piece for member in members for piece in rule.collect(made.world, member)]
    locate = Locator(made.services)

    packed = rule.pack(stakes, locate)

    assert isinstance(packed, Stakes)
    assert packed.whole == ()
    assert tuple(packed) == tuple(piece.located(locate) for piece in stakes)
    assert all(isinstance(piece.place(key), Location) for piece in packed for key in piece.parts.shown)


def test_a_file_that_is_not_at_hand_leaves_a_stake_as_it_is() -> None:
    made = fleet(SERVICES, catalog({"meta/llama": {}}, hosts=["aws"]))
    rule = make_rule("max-share", by="vendor", max="40%")
    stakes = rule.collect(made.world, Member(made.services[0], EVERYONE, certain=True))

    packed = Stakes.of(stakes, Locator(made.services[1:]))

    assert len(packed.whole) == 1
    assert isinstance(packed.whole[0].place("meta"), Place)


def test_what_cannot_be_packed_is_a_failure_of_the_rule_at_the_first_such_service() -> None:
    class Faulty:
        """A kind that packs nothing of service ``b``."""

        def collect(self, _: object, member: Member) -> tuple[str, ...]:
            return (member.service.name,)

        def pack(self, pieces: Sequence[str], _: object) -> Sequence[str]:
            if "b" in pieces:
                raise ValueError("no b")
            return pieces

    made = fleet(SERVICES, catalog({}))
    rule: Any = Faulty()
    members = {("p", "all"): [Member(service, EVERYONE, certain=True) for service in made.services]}

    found = gather(made.world, Group(0, rule, ("p", "all"), (0,)), members, Locator(made.services))

    assert found == Pieces((), ("b", "ValueError: no b"))
