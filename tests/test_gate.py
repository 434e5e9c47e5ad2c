"""What a change might try to get past ``check --against``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, DESK, Capture, commit, git, move_desk_to_openai, repository, write

POLICY = "policies/org.yaml"
TWO_DEMANDS = """\
  - id: where-and-how
    title: In Europe, pinned, and by no API of others
    kind: require
    of: production
    each: route
    must: {pinned: true, jurisdictions: {only: [DE]}, access: {not-in: [vendor-api, aggregator-api]}}
    level: hard
"""
CONCISE = ("check", "--against", "main", "--output", "concise", *AS_OF)


def route(folder: Path, *lines: str) -> None:
    """The one route of ``desk``, from its model on."""
    kept = (folder / DESK).read_text().partition("      - model:")[0]
    write(folder, DESK, kept + "      - " + "\n        ".join(lines) + "\n")


LOCAL = ("model: mistral/mistral-small-4", "access: self-hosted")
OPENAI = ("model: openai/gpt-5.4", 'version: "1"', "jurisdictions: [DE]")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((*LOCAL, "version: floating", "jurisdictions: [DE]"), (*LOCAL, "version: floating", "jurisdictions: [US]"),
         "worse[where-and-how] desk/main/primary: broken in a further way: jurisdictions must"),
        ((*LOCAL, "version: floating", "jurisdictions: [DE]"), (*LOCAL, 'version: "1"', "jurisdictions: [US]"),
         "broken in a further way: jurisdictions"),
        ((*LOCAL, 'version: "1"', "jurisdictions: [US]"), (*LOCAL, 'version: "1"', "jurisdictions: [US, CN]"),
         "but is CN"),
        ((*OPENAI, "access: vendor-api"), (*OPENAI, "access: aggregator-api"), "but is aggregator-api"),
    ],
)  # fmt: skip
def test_a_subject_that_breaks_a_rule_may_not_break_it_in_a_further_way(
    fleet: Path, capsys: Capture, before: tuple[str, ...], after: tuple[str, ...], said: str
) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text() + TWO_DEMANDS)
    route(fleet, *before)
    commit(fleet)

    assert main([*CONCISE]) == 0
    capsys.readouterr()
    route(fleet, *after)

    assert main([*CONCISE]) == 1
    assert said in capsys.readouterr().out


def test_what_still_breaks_a_rule_by_something_else_is_forgiven_and_told(fleet: Path, capsys: Capture) -> None:
    billing = "services/billing/model-manifest.yaml"
    write(fleet, billing, (fleet / billing).read_text().replace("gpt-5.4", "gpt-5.5"))

    assert main([*CONCISE]) == 0

    said = capsys.readouterr().out
    was = "billing/main/primary: openai/gpt-5.4: access must be self-hosted, but is vendor-api"
    assert f"still[critical-own-hosts] billing/main/primary: was {was}" in said
    assert "forgiven: 2 findings no worse than in main" in said


def test_a_demand_that_is_met_now_makes_a_finding_better(fleet: Path, capsys: Capture) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text() + TWO_DEMANDS)
    route(fleet, *LOCAL, "version: floating", "jurisdictions: [US]")
    commit(fleet)
    route(fleet, *LOCAL, "version: floating", "jurisdictions: [DE]")

    assert main([*CONCISE]) == 0
    assert "better[where-and-how] desk/main/primary" in capsys.readouterr().out


def test_services_that_make_a_share_smaller_are_named_with_what_it_would_be_without_them(
    fleet: Path, capsys: Capture
) -> None:
    """Ten services that nobody needs, and one that moves onto the leading vendor."""
    models = ("mistral/mistral-small-4", "google/gemma-4-31b-it", "deepseek/deepseek-v3.2")
    for number in range(10):
        text = (fleet / DESK).read_text().replace("service: desk", f"service: extra-{number}")
        write(fleet, f"services/e{number}/model-manifest.yaml", text.replace(models[0], models[number % 3]))
    move_desk_to_openai(fleet)

    assert main([*CONCISE]) == 0

    said = capsys.readouterr().out
    moved = "changed[vendor-cap] openai 40.0% (2 of 5) -> 20.0% (3 of 15), limit 40% (better)"
    assert f"{moved}; 60.0% (3 of 5) without those that joined" in said
    names = ", ".join(f"extra-{number}" for number in range(10))
    assert f"joined[{names}] counted now by declared, vendor-cap, vendor-target" in said
    assert f"note: new, and not in the inventory: {names}" in said


def test_a_share_that_only_newcomers_bring_below_its_limit_is_told(fleet: Path, capsys: Capture) -> None:
    for number, model in enumerate(("mistral/mistral-small-4", "google/gemma-4-31b-it")):
        text = (fleet / DESK).read_text().replace("service: desk", f"service: extra-{number}")
        write(fleet, f"services/e{number}/model-manifest.yaml", text.replace("mistral/mistral-small-4", model))

    assert main(["diff", "main", *AS_OF]) == 0
    assert main([*CONCISE]) == 0

    assert (
        "openai 40.0% (2 of 5) -> 28.6% (2 of 7), limit 30% (better); 40.0% (2 of 5) without" in capsys.readouterr().out
    )


def test_a_service_that_comes_from_another_lifecycle_is_told_from_the_rest(fleet: Path, capsys: Capture) -> None:
    """It was declared and listed before: without it, it is not missing either."""
    write(fleet, DESK, (fleet / DESK).read_text().replace("lifecycle: production", "lifecycle: experimental"))
    commit(fleet)
    write(fleet, DESK, (fleet / DESK).read_text().replace("lifecycle: experimental", "lifecycle: production"))

    main(["check", "--against", "main", "--output", "json", *AS_OF])

    changes = json.loads(capsys.readouterr().out)["review"]["changes"]["measures"]
    openai = next(change for change in changes if (change["rule"], change["key"]) == ("vendor-target", "openai"))
    assert (openai["before"]["lowest"], openai["after"]["lowest"]) == ("1/2", "2/5")
    assert (openai["without"]["lowest"], openai["without"]["highest"]) == ("1/2", "1/2")


@pytest.mark.parametrize("config", ["", "format: modelbylaws/config/v1\n"])
def test_a_submodule_is_read_on_neither_side(fleet: Path, tmp_path: Path, capsys: Capture, config: str) -> None:
    """Nor is one that is a fleet of its own."""
    write(fleet, "modelbylaws.yaml", (fleet / "modelbylaws.yaml").read_text().replace("services/*/", "services/**/"))
    other = repository(tmp_path / "other")
    write(other, "model-manifest.yaml", (fleet / DESK).read_text().replace("service: desk", "service: lent"))
    if config:
        write(other, "modelbylaws.yaml", config)
    commit(other)
    git(fleet, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "services/lent")
    commit(fleet)

    assert main([*CONCISE]) == 0
    assert main([*CONCISE, "--trust", "head"]) == 0
    assert main(["diff", "main", *AS_OF]) == 0

    said = capsys.readouterr().out
    assert "note: not compared, because it is a repository of its own: services/lent" in said
    assert said.count("note: no input differs from main") == 2


@pytest.mark.parametrize("attribute", ["working-tree-encoding=ASCII//TRANSLIT", "working-tree-encoding=UTF-16"])
def test_a_file_that_git_writes_otherwise_than_it_keeps_it_is_not_compared(
    fleet: Path, capsys: Capture, attribute: str
) -> None:
    """Its object, which the next comparison reads as the base, may say something else altogether."""
    write(fleet, ".gitattributes", f"services/desk/* {attribute}\n")

    assert main([*CONCISE]) == 2
    assert main(["diff", "main", *AS_OF]) == 2

    said = capsys.readouterr().out
    assert f"{DESK}: error[not-comparable] git's attribute {attribute} lets this file read otherwise here" in said


def test_other_attributes_are_no_fault(fleet: Path) -> None:
    write(
        fleet,
        ".gitattributes",
        "* text=auto eol=crlf working-tree-encoding=UTF-8 filter=lfs\n*.yaml diff=yaml linguist-language=YAML\n",
    )
    write(fleet, DESK, (fleet / DESK).read_text().replace("\n", "\r\n"))

    assert main([*CONCISE]) == 0


WAIVERS = """\
format: modelbylaws/waivers/v1
waivers:
  - id: W-1
    rule: vendor-target
    for: {key: openai}
    limit: 40%
    reason: The move is planned.
    requested-by: sam@example.org
    approved-by: ciso@example.org
    approved-on: 2026-11-01
    expires: 2026-12-31
    ticket: RISK-1
"""


def test_who_mends_what_was_waived_passes_the_gate_and_takes_the_waiver_out_with_it(
    fleet: Path, capsys: Capture
) -> None:
    """The gate reads waivers at the base, so a change could never correct that its waiver became unused."""
    write(fleet, "policies/waivers.yaml", WAIVERS)
    commit(fleet)
    answers = "services/answers/model-manifest.yaml"
    text = (fleet / DESK).read_text().replace("service: desk", "service: answers")
    write(fleet, answers, text.replace("mistral/mistral-small-4", "deepseek/deepseek-v3.2"))

    assert main(["diff", "main", *AS_OF]) == 1  # the waiver stays, and is a finding of its own
    write(fleet, "policies/waivers.yaml", "format: modelbylaws/waivers/v1\nwaivers: []\n")
    assert main([*CONCISE]) == 0
    said = capsys.readouterr().out
    assert "new[waiver-unused] W-1" in said
    assert "forgiven: 2 findings no worse than in main" in said
    assert main(["diff", "main", *AS_OF]) == 0

    git(fleet, "checkout", "--quiet", "policies/waivers.yaml")
    assert main([*CONCISE, "--trust", "head"]) == 1  # there the waiver is the change's own


def test_a_share_within_the_limit_of_its_waiver_is_covered_wherever_it_was_before(fleet: Path) -> None:
    """What was approved there is a limit, not a state."""
    answers = "services/answers/model-manifest.yaml"
    text = (fleet / answers).read_text()
    write(fleet, "policies/waivers.yaml", WAIVERS)
    write(fleet, answers, text.replace("openai/", "nobody/"))
    commit(fleet)
    assert main([*CONCISE]) == 0

    write(fleet, answers, text)

    assert main([*CONCISE]) == 0


ROUTE_WAIVER = """\
format: modelbylaws/waivers/v1
waivers:
  - id: W-1
    rule: where-and-how
    for: {service: desk, use: main, route: primary}
    reason: The move is planned.
    requested-by: sam@example.org
    approved-by: ciso@example.org
    approved-on: 2026-11-01
    expires: 2026-12-31
"""
SOFT = TWO_DEMANDS.replace("hard", "soft")
PINNED = ("model: openai/gpt-5.4", "version: 2026-03-05", "jurisdictions: [DE]")
DEEPSEEK = ("model: deepseek/deepseek-v3.2", *PINNED[1:])
API = "access: vendor-api"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((*PINNED, API), (*PINNED, API, "tested: 2026-11-02"), ""),
        ((*PINNED, API), ("model: litellm:azure/gpt-5.4", *PINNED[1:], API), ""),
        ((*PINNED, API), (PINNED[0], "version: 2026-03-06", PINNED[2], API), ""),
        ((*PINNED, API), (PINNED[0], "version: floating", PINNED[2], API),
         "waiver W-1 does not cover that: broken in a further way: pinned must be true"),
        ((*PINNED, API), (*PINNED[:2], "jurisdictions: [US]", API), "broken in a further way: jurisdictions must"),
        ((*PINNED, API), (*PINNED, "access: aggregator-api"), "but is aggregator-api"),
        ((*PINNED, API), (*DEEPSEEK, API),
         "the route used 'openai/gpt-5.4' before, and uses 'deepseek/deepseek-v3.2' now"),
        ((*LOCAL, "version: floating"), (*LOCAL, "version: floating", "jurisdictions: [US]"),
         "broken in a further way: jurisdictions must"),
        ((*LOCAL, "version: 2026-03-05"), (*LOCAL, "version: 2026-03-05", "jurisdictions: [US]"),
         "waiver W-1 does not cover that: fail instead of unknown"),
        ((*PINNED, API), (*PINNED, "access: self-hosted"), ""),
        # not broken before, so that nobody approved anything but the name of the route
        ((*LOCAL, "version: 2026-03-05", "jurisdictions: [DE]"), (*PINNED, API),
         "the route used 'mistral/mistral-small-4' before, and uses 'openai/gpt-5.4' now"),
    ],
)  # fmt: skip
def test_a_waiver_covers_nothing_that_the_change_breaks_further(
    fleet: Path, capsys: Capture, before: tuple[str, ...], after: tuple[str, ...], said: str
) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text() + SOFT)
    write(fleet, "policies/waivers.yaml", ROUTE_WAIVER)
    route(fleet, *before)
    commit(fleet)
    assert main([*CONCISE]) == 0
    capsys.readouterr()
    route(fleet, *after)

    assert main([*CONCISE]) == (1 if said else 0)
    assert said in capsys.readouterr().out
    assert main(["diff", "main", *AS_OF]) == (1 if said or "self-hosted" in after[-1] else 0)


def test_what_a_change_has_approved_anew_is_covered_and_a_reason_put_otherwise_is_no_approval(
    fleet: Path, capsys: Capture
) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text() + SOFT)
    write(fleet, "policies/waivers.yaml", ROUTE_WAIVER)
    route(fleet, *PINNED, API)
    commit(fleet)
    route(fleet, *DEEPSEEK, API)
    by_head = [*CONCISE, "--trust", "head"]

    assert main(by_head) == 1
    write(fleet, "policies/waivers.yaml", ROUTE_WAIVER.replace("The move is planned.", "It is late."))
    assert main(by_head) == 1
    named = ROUTE_WAIVER.replace("primary}", "primary, model: deepseek/deepseek-v3.2}")
    write(fleet, "policies/waivers.yaml", named)
    assert main(by_head) == 0
    write(fleet, "policies/waivers.yaml", ROUTE_WAIVER.replace("2026-11-01", "2026-11-22"))
    assert main(by_head) == 0
    write(fleet, "policies/waivers.yaml", named.replace("deepseek/deepseek-v3.2", "openai/gpt-5.4"))
    assert main(by_head) == 1
    assert "the route uses 'deepseek/deepseek-v3.2' now" in capsys.readouterr().out


def test_a_waiver_of_a_service_covers_no_further_breach_either(fleet: Path, capsys: Capture) -> None:
    whole = SOFT.replace("each: route", "each: service").partition("must:")[0]
    write(fleet, POLICY, (fleet / POLICY).read_text() + f"{whole}must: {{tier: [0, 1], owner: {{not-in: [nobody]}}}}\n"
          "    level: soft\n")  # fmt: skip
    write(fleet, "policies/waivers.yaml", ROUTE_WAIVER.replace("desk, use: main, route: primary", "desk"))
    commit(fleet)
    assert main([*CONCISE]) == 0

    write(fleet, DESK, (fleet / DESK).read_text().replace("owner: team-desk", "owner: nobody"))

    assert main([*CONCISE]) == 1
    assert "waiver W-1 does not cover that: broken in a further way: owner must be" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("id: main", "gone[critical-own-hosts] billing/main/primary: the rule does not ask about it any more"),
        ("access: self-hosted", "fixed[critical-own-hosts] billing/main/primary"),
    ],
)
def test_a_route_that_is_only_called_otherwise_is_not_called_fixed(
    fleet: Path, capsys: Capture, changed: str, said: str
) -> None:
    billing = "services/billing/model-manifest.yaml"
    text = (fleet / billing).read_text()
    text = text.replace("id: main", "id: other") if changed == "id: main" else text.replace("vendor-api", "self-hosted")
    write(fleet, billing, text)

    assert main([*CONCISE]) == (1 if changed == "id: main" else 0)
    assert said in capsys.readouterr().out


def test_a_route_that_is_not_in_question_any_more_is_not_called_fixed(fleet: Path, capsys: Capture) -> None:
    policy = (fleet / POLICY).read_text()
    asked = "must: {access: self-hosted}"
    write(fleet, POLICY, policy.replace(asked, f"where: {{jurisdictions: {{any-of: [US]}}}}\n    {asked}"))
    billing = "services/billing/model-manifest.yaml"
    text = (fleet / billing).read_text() + "        jurisdictions: [US]\n"
    write(fleet, billing, text)
    commit(fleet)
    write(fleet, billing, text.replace("[US]", "[DE]"))

    assert main([*CONCISE]) == 0

    gone = "gone[critical-own-hosts] billing/main/primary: not in question: jurisdictions is [DE]"
    assert gone in capsys.readouterr().out


def test_a_share_that_could_be_given_on_neither_side_is_told(fleet: Path, capsys: Capture) -> None:
    """Services move as they like behind a weight that is missing; forgiven, but not in silence."""
    write(fleet, POLICY, (fleet / POLICY).read_text().replace("by: vendor\n", "by: vendor\n    weight: traffic\n"))
    commit(fleet)
    move_desk_to_openai(fleet)

    assert main([*CONCISE]) == 0

    said = "still[vendor-cap] fleet: no value then or now, so nobody can tell what a change of its services does"
    assert said in capsys.readouterr().out


def test_a_share_that_other_weights_bring_below_its_limit_is_shown_where_they_changed(
    fleet: Path, capsys: Capture
) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text().replace("by: vendor\n", "by: vendor\n    weight: tier\n"))
    commit(fleet)
    write(fleet, DESK, (fleet / DESK).read_text().replace("tier: 2", "tier: 0"))

    assert main([*CONCISE]) == 1  # mistral has more than 30% now

    said = capsys.readouterr().out
    assert f"{DESK}:5:1: changed[vendor-cap] openai 45.5% (5 of 11) -> 38.5% (5 of 13), limit 40% (better)" in said
    assert "further within the limit, because of other services" in said
