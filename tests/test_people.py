"""Who is meant by what somebody wrote: one person in any spelling, and two persons never taken for one."""

from __future__ import annotations

import pytest

from checker.names import is_among, person

CISO = "ciso@example.org"


@pytest.mark.parametrize(
    "written",
    [
        CISO,
        "CISO <ciso@example.org>",
        '"Doe, J" <ciso@example.org>',
        "Doe, J <ciso@example.org>",
        "ciso@example.org (Ann)",
        "ciso (Ann (of Bonn)) @example.org",
        "c(x)iso@example.org",
        "<ciso@example.org>",
        "mailto:ciso@example.org",
        "MAILTO:CISO@Example.ORG",
        "<mailto:ciso@example.org?subject=W-1>",
        "mailto:ciso%40example.org",
        "mailto:%43iso@example.org",
        "sam@example.org/ciso@example.org",
        "sam@example.org|ciso@example.org",
        "[CISO](mailto:ciso@example.org)",
        "CISO@EXAMPLE.ORG",
        "ciso @ example.org",
        "ciso @example.org",
        "'ciso@example.org'",
        '"ciso"@example.org',
        "ciso@example.org.",
        "\uff23\uff49\uff53\uff4f\uff20example.org",
        "ciso\uff20example\u3002org",
        "\u00a0ciso@example.org\u2003",
        "Sam (ciso@example.org)",
        "sam@example.org, ciso@example.org",
        "sam@example.org; ciso@example.org",
        "Board: sam@example.org, ciso@example.org;",
        '"ciso@example.org" <sam@example.org>',
        "(ciso@example.org",
    ],
)
def test_a_person_is_known_by_an_address_in_any_spelling(written: str) -> None:
    assert person(written).overlaps(person(CISO))
    assert person(CISO).overlaps(person(written))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (CISO, "sam@example.org"),
        (CISO, "ciso@example.com"),
        (CISO, "ciso+audit@example.org"),
        ("Ann <a@example.org>", "Ann <b@example.org>"),
        ("o'brien@example.org", "d'brien@example.org"),
        ("@ciso", "@sam"),
        ("@example/board", "@example/risk"),
        ("@ciso", CISO),
        ("x @example.org", "y @example.org"),
        ("team ciso", "team board"),
        ("Ann", CISO),
    ],
)
def test_two_persons_are_two(one: str, two: str) -> None:
    assert not person(one).overlaps(person(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("@ciso", "@CISO"),
        ("CISO (@ciso)", "@ciso"),
        ("The CISO @ciso", "@ciso"),
        ("Risk Board", " risk  board "),
        ("Ann Doe <a@example.org>", "ann doe"),
        ("Bu\u0308ro", "B\u00dcRO"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_who_has_no_address_is_known_by_handle_or_name(one: str, two: str) -> None:
    assert person(one).overlaps(person(two))
    assert person(two).overlaps(person(one))


@pytest.mark.parametrize(
    ("written", "listed", "expected"),
    [
        ("The CISO <CISO@example.org>", [CISO], True),
        (CISO, ["The CISO <ciso@example.org>"], True),
        ("ciso@example.org (Ann)", [CISO], True),
        ("sam@example.org, ciso@example.org", [CISO], False),
        ("sam@example.org, ciso@example.org", [CISO, "SAM@example.org"], True),
        ('"ciso@example.org" <sam@example.org>', [CISO], False),
        ("sam@example.org (ciso@example.org)", [CISO], False),
        ("ciso+x@example.org", [CISO], False),
        ("Risk Board", ["risk board"], True),
        ("CISO", ["CISO <ciso@example.org>"], False),
        ("CISO <ciso@example.org>", ["CISO"], False),
        ("CISO (@ciso)", ["@CISO"], True),
        (CISO, [], False),
    ],
)
def test_everybody_who_approves_must_be_listed(written: str, listed: list[str], *, expected: bool) -> None:
    assert is_among(written, listed) is expected


@pytest.mark.parametrize("text", ["(" * 300_000, "@" * 300_000, " " * 300_000 + "x", "a" * 300_000, " @" * 150_000])
def test_a_long_text_is_read_in_one_pass(text: str) -> None:
    assert not person(text).overlaps(person(CISO))  # would take minutes if its length counted twice
