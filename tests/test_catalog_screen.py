"""The first screen of ``catalog show``, and addresses that a terminal opens: only where asked, and never raw."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.browse.dependents import dependents
from checker.browse.model import make_card
from checker.browse.model_text import model_text
from checker.browse.screen import in_words, screen
from checker.files.conditions import Conditions
from checker.fleet import World
from checker.formats.terminal import fit, link, plain, width, with_links
from tests.test_catalog_find import world

START, END = "\x1b]8;;", "\x1b\\"


def shown(known: World, model: str) -> dict[str, str]:
    return dict(screen(make_card(known, model, dependents((), known), ())))


def test_a_screen_answers_what_who_how_where_how_sure_and_how_old() -> None:
    said = shown(world(), "meta/llama-3.1-8b-instruct")

    assert [*said] == [
        "what it is", "who", "watched", "weights", "license", "lineage", "served", "used by", "how sure", "how old",
    ]  # fmt: skip
    assert said["what it is"].startswith("takes text and gives text; family llama; ")
    assert said["who"].endswith("(meta), group meta, seat US")
    assert "at most 700,000,000 monthly active users" in said["license"]
    assert said["lineage"] == "meta; made from meta/llama-3.1-8b"
    assert "aws.bedrock " in said["served"]
    assert "license" in said["how sure"].partition(";")[0]
    assert said["how old"].endswith("days old")


def test_a_screen_says_unknown_where_nobody_knows() -> None:
    said = shown(world(), "anthropic/claude-haiku-4-5")

    assert said["license"] == "unknown; conditions unknown"
    assert "not before" in said["served"]


def test_a_screen_says_why_a_vendor_or_a_family_is_under_watch() -> None:
    known = world()

    assert shown(known, "mistral/mistral-small-4")["watched"].startswith("the vendor since 2026-03-30: ")
    assert shown(known, "meta/llama-4-scout")["watched"].startswith("the family llama since 2026-04-08: ")
    assert "watched" not in shown(known, "meta/muse-spark")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"non_commercial": "true"}, ["no commercial use"]),
        (
            {"max_annual_revenue_usd": "1000000", "excluded_territory": ["EU"], "needs_authorization": "true"},
            [
                "at most 1,000,000 annual revenue in USD",
                "not for organizations in EU",
                "no commercial use without an authorization in writing",
            ],
        ),
        (
            {"notice": "Built with X", "notice_above_monthly_active_users": "100", "notice_file": "Y"},
            ["to be displayed above 100 monthly active users: Built with X", "in a file with every copy: Y"],
        ),
        ({"notice": "Built\nwith X", "indemnity": "true", "scope": ["hosting"]},
         ["whoever uses it indemnifies the licensor", "binding hosting", "to be displayed: Built with X"]),
    ],
)  # fmt: skip
def test_conditions_are_told_in_words(asked: dict[str, object], words: list[str]) -> None:
    made = Conditions.model_validate({key.replace("_", "-"): value for key, value in asked.items()})

    assert [*in_words(made)] == words


@pytest.mark.parametrize("text", ["acme.example/apex", "https://acme.example/a?b=c#d", "github.com/o/r"])
def test_an_address_is_a_link_only_where_that_is_asked(text: str) -> None:
    whole = text if text.startswith("https://") else f"https://{text}"

    with with_links(asked=True):
        linked = link(text)

    assert link(text) == text
    assert linked == f"{START}{whole}{END}{text}{START}{END}"
    assert width(linked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "model_prices.json", "PyPI litellm", "javascript:alert(1)/", "file:///etc/passwd", "acme.example",
        "acme.example/\x1b]8;;https://evil.example\x1b\\x", "acme.example/\u202egnp.exe", "http://user@host/x",
        "acme.example/a b",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_never_a_link(text: str) -> None:
    with with_links(asked=True):
        found = link(text)

    assert "\x1b" not in found


def test_a_line_that_is_cut_has_no_half_of_a_link() -> None:
    with with_links(asked=True):
        line = f"{'x' * 80}{link('acme.example/' + 'a' * 60)}"

    assert "\x1b" not in fit(line, 100)
    assert fit(line, 1000) == line


def test_sources_of_a_model_are_links_on_a_terminal_that_is_asked() -> None:
    card = make_card(world(), "meta/llama-3.1-8b-instruct", dependents((), world()), ())

    with with_links(asked=True):
        linked = model_text(card, plain)

    assert f"{START}https://github.com/meta-llama/" in linked
    assert "\x1b" not in model_text(card, plain)
    assert card.world.as_of == dt.date(2026, 11, 26)
