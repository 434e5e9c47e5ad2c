"""``diff`` of two bundles, or of two revisions on two days: each difference is put down to what it came by."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker import __version__
from checker.bundle import layout
from checker.cli import main
from checker.history.sides import ORDER
from checker.schema import schema
from tests.bundles import changed_json, example, files_in, resealed
from tests.bundles import put as put_files
from tests.repository import DESK, FLEET, WAIVER, Capture, commit, git, move_desk_to_openai, write

SCHEMA = jsonschema.Draft7Validator(json.loads(schema("causes")))
DAY, LATER = "2026-11-22", "2027-01-02"
CATALOG = """\
format: modelbylaws/catalog/v1
models:
  - id: openai/own-model
    vendor: openai
    family: own
    facts:
      derived-from: [{value: [], from: 2026-01-01, status: confirmed, sources: [&]}]
""".replace("&", "{what: file, where: shelf, class: vendor, read: 2026-11-01}")


def edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    write(folder, path, text.replace(old, new))


def bundle(root: Path, day: str, name: str) -> str:
    target = root.parent / f"{name}.zip"
    assert main(["report", "--config", str(root / "modelbylaws.yaml"), "--as-of", day, "--bundle", str(target)]) in {
        0,
        1,
    }
    return str(target)


def causes(capsys: Capture, *arguments: str, code: int | None = None) -> dict[str, Any]:
    capsys.readouterr()
    ended = main(["diff", *arguments, "--output", "json"])
    said = capsys.readouterr()
    found: dict[str, Any] = json.loads(said.out)
    assert [error.message for error in SCHEMA.iter_errors(found)] == []
    assert found["exit_code"] == ended == (ended if code is None else code), said.err
    return found


def put(found: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str, tuple[str, ...]]]:
    """Of each finding, by rule and subject: its state, the cause and all causes."""
    return {
        (entry["rule"], "/".join(entry["subject"].values())): (entry["state"], entry["cause"], tuple(entry["causes"]))
        for entry in found["findings"]
    }


def shares(found: dict[str, Any]) -> dict[tuple[str, str | None], tuple[str, tuple[str, ...]]]:
    return {(s["rule"], s["key"]): (s["cause"], tuple(s["causes"])) for s in found["shares"]}


# --- revisions ---


@pytest.mark.parametrize(
    ("path", "old", "new", "cause"),
    [
        (DESK, "owner: team-desk", "owner: team-desk\nreviewed: 2026-11-01", None),
        ("policies/org.yaml", "max: 30%", "max: 45%", "policies"),
        (
            "inventory.yaml",
            "  - {service: desk}",
            "  - {service: desk}\n  - {service: ghost, lifecycle: production}",
            "policies",
        ),
    ],
)
def test_one_change_is_the_cause(
    fleet: Path, capsys: Capture, path: str, old: str, new: str, cause: str | None
) -> None:
    edit(fleet, path, old, new)

    found = causes(capsys, "HEAD", "--as-of", f"{DAY},{DAY}")

    assert found["changed"] == ["policies" if cause else "manifests"]
    assert {cause for _, cause, _ in put(found).values()} == ({cause} if cause else set())
    assert {cause for cause, _ in shares(found).values()} <= {cause}


def test_a_manifest_is_the_cause(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    commit(fleet)

    found = causes(capsys, "HEAD~1", "HEAD", "--as-of", f"{DAY},{DAY}", code=1)

    assert put(found)["vendor-cap", "openai"] == ("new", "manifests", ("manifests",))
    assert shares(found)["vendor-cap", "openai"] == ("manifests", ("manifests",))
    assert found["files"]["manifests"] == [DESK]
    assert found["judged"] == 2


def test_the_passing_of_time_is_the_cause_where_nothing_else_changed(fleet: Path, capsys: Capture) -> None:
    write(fleet, "policies/waivers.yaml", WAIVER)
    commit(fleet)

    found = causes(capsys, "HEAD", "HEAD", "--as-of", f"{DAY},{LATER}", code=1)

    assert found["changed"] == ["time"]
    assert put(found)["vendor-target", "openai"] == ("worse", "time", ("time",))
    assert put(found)["waiver-expired", "W-1"] == ("new", "time", ("time",))
    assert {cause for _, cause, _ in put(found).values()} == {"time"}


def test_facts_are_the_cause_with_what_the_configuration_says_of_them(fleet: Path, capsys: Capture) -> None:
    text = (fleet / DESK).read_text()
    model = next(line for line in text.splitlines() if "model:" in line).partition("model: ")[2]
    write(fleet, DESK, text.replace(model, "openai/own-model"))
    commit(fleet)
    write(fleet, "facts/own.yaml", CATALOG)
    config = fleet / "modelbylaws.yaml"
    config.write_text(f"{config.read_text()}catalogs: [facts/own.yaml]\n")

    found = causes(capsys, "HEAD", "--as-of", f"{DAY},{DAY}")

    assert found["changed"] == ["policies", "facts"]  # the configuration's file is of policies
    assert put(found)
    assert {cause for _, cause, _ in put(found).values()} == {"facts"}
    assert {cause for cause, _ in shares(found).values()} == {"facts"}
    assert found["files"]["facts"] == ["facts/own.yaml"]


def test_two_that_only_do_it_together(fleet: Path, capsys: Capture) -> None:
    edit(fleet, "policies/org.yaml", "{value: 40%", "{value: 70%")
    commit(fleet)
    move_desk_to_openai(fleet)
    edit(fleet, "policies/org.yaml", "{value: 70%", "{value: 50%")

    found = causes(capsys, "HEAD", "--as-of", f"{DAY},{DAY}", code=1)

    assert put(found)["vendor-cap", "openai"] == ("new", "together", ("manifests", "policies"))
    (share,) = (s for s in found["shares"] if (s["rule"], s["key"]) == ("vendor-cap", "openai"))
    assert (share["cause"], share["causes"]) == ("several", ["manifests", "policies"])
    steps = [(s["causes"], s["before"]["highest"], s["after"]["highest"], s["after"]["limit"]) for s in share["steps"]]
    assert steps == [(["manifests"], "2/5", "3/5", "7/10"), (["policies"], "3/5", "3/5", "1/2")]


def test_either_of_two_alone_would_do_it(fleet: Path, capsys: Capture) -> None:
    write(fleet, "policies/waivers.yaml", WAIVER.replace("2026-12-31", "2026-12-01"))
    commit(fleet)
    write(fleet, "policies/waivers.yaml", WAIVER.replace("approved-by: ciso", "approved-by: desk"))

    found = causes(capsys, "HEAD", "--as-of", f"{DAY},{LATER}", code=1)

    (entry,) = (e for e in found["findings"] if e["rule"] == "vendor-target")
    assert (entry["state"], entry["cause"], entry["also"]) == ("worse", "policies", ["time"])


def test_a_rule_that_was_renamed_is_gone_by_policies(fleet: Path, capsys: Capture) -> None:
    edit(fleet, "policies/org.yaml", "id: vendor-target", "id: vendor-goal")

    found = causes(capsys, "HEAD", "--as-of", f"{DAY},{DAY}", code=1)

    assert put(found)["vendor-target", "openai"] == ("gone", "policies", ("policies",))
    assert put(found)["vendor-goal", "openai"] == ("new", "policies", ("policies",))
    (gone,) = (entry for entry in found["findings"] if entry["rule"] == "vendor-target")
    assert gone["reason"] == "the rule is gone"


def test_commits_are_judged_on_their_days(fleet: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.cli.verbs.diff.today", lambda: __import__("datetime").date(2026, 11, 22))

    found = causes(capsys, "HEAD", "--causes", code=0)

    assert (found["before"]["as_of"], found["after"]["as_of"]) == ("2026-11-01", "2026-11-22")
    assert found["before"]["commit"] == git(fleet, "rev-parse", "HEAD")


def test_states_that_are_the_same_differ_in_nothing(fleet: Path, capsys: Capture) -> None:  # noqa: ARG001
    assert main(["diff", "HEAD", "HEAD", "--as-of", f"{DAY},{DAY}"]) == 0
    assert "the two states are the same" in capsys.readouterr().out


def test_what_cannot_be_judged_is_put_down_to_nothing(fleet: Path, capsys: Capture) -> None:
    write(fleet, DESK, "service: 1\n")

    assert main(["diff", "HEAD", "--as-of", f"{DAY},{DAY}"]) == 2
    assert (
        "the work tree ends with 2 (could not judge), so nothing can be put down to a cause" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["HEAD", "--as-of", "2026-11-22,2026-11-23,2026-11-24"], "names 3 days"),
        (["HEAD", "--as-of", "2026-11-22,"], "expected some text"),
        (["HEAD", "--output", "markdown", "--as-of", DAY], "markdown shows causes"),
        (["nothing", "--causes"], "no commit 'nothing'"),
        (["modelbylaws.yaml"], "no commit 'modelbylaws.yaml'"),
        (["x.zip", "HEAD"], "a bundle is compared with a bundle"),
        (["x.zip"], "a bundle is compared with a bundle"),
        (["x.zip", "x.zip", "--as-of", DAY], "--as-of is for revisions"),
        (["x.zip", "x.zip"], "no such bundle: 'x.zip'"),
    ],
)
def test_what_cannot_be_compared_is_refused(fleet: Path, capsys: Capture, arguments: list[str], said: str) -> None:  # noqa: ARG001
    try:
        code = main(["diff", *arguments])
    except SystemExit as ended:
        code = int(ended.code or 0)

    assert code == 2
    assert said in capsys.readouterr().err


def test_a_bundle_does_not_stand_in_for_a_branch(fleet: Path, capsys: Capture) -> None:
    """Whoever writes the tree could put one there."""
    write(fleet, "main/SHA256SUMS", "")
    git(fleet, "branch", "v1.zip")

    for word in ("main", "v1.zip"):
        assert main(["diff", word, "HEAD", "--causes"]) == 2
        assert f"{word!r} is a revision, and may be a bundle" in capsys.readouterr().err
    assert main(["diff", "./main", "./main"]) == 2
    assert "SHA256SUMS is not a list" not in capsys.readouterr().err


def test_a_service_that_was_renamed_is_gone_and_new_by_manifests(fleet: Path, capsys: Capture) -> None:
    edit(fleet, "modelbylaws.yaml", "inventory: inventory.yaml\n", "")
    asks = "kind: require\n    of: all\n    each: service\n    must: {reviewed: {known: true}}"
    edit(fleet, "policies/org.yaml", "kind: inventoried\n    of: all", asks)
    commit(fleet)
    edit(fleet, DESK, "service: desk", "service: front-desk")

    found = causes(capsys, "HEAD", "--as-of", f"{DAY},{DAY}", code=1)

    assert put(found) == {
        ("declared", "desk"): ("gone", "manifests", ("manifests",)),
        ("declared", "front-desk"): ("new", "manifests", ("manifests",)),
    }


def test_an_output_replaces_no_bundle(fleet: Path, capsys: Capture) -> None:
    one = bundle(fleet, DAY, "one")
    raw = Path(one).read_bytes()

    assert main(["diff", one, one, "--output", f"json={one}"]) == 2

    assert Path(one).read_bytes() == raw
    assert "an output replaces no input" in capsys.readouterr().err


# --- bundles ---


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two bundles of a small fleet, between which all four causes were at work."""
    root = tmp_path_factory.mktemp("story") / "fleet"
    shutil.copytree(FLEET, root)
    write(root, "policies/waivers.yaml", WAIVER)
    first = bundle(root, DAY, "first")
    move_desk_to_openai(root)
    edit(root, "policies/org.yaml", "level: hard", "level: soft")
    write(root, "catalog/own.yaml", CATALOG)
    return {"first": first, "last": bundle(root, LATER, "last"), "root": str(root)}


def test_bundles_are_compared_without_a_repository(story: dict[str, str], capsys: Capture) -> None:
    found = causes(capsys, story["first"], story["last"], code=1)

    assert found["changed"] == [*ORDER]
    assert found["judged"] <= 16
    assert put(found)["vendor-cap", "openai"][1] == "manifests"
    assert put(found)["waiver-expired", "W-1"][1] == "time"


def test_people_read_causes_in_lines_and_in_markdown(story: dict[str, str], capsys: Capture) -> None:
    capsys.readouterr()
    assert main(["diff", story["first"], story["last"]]) == 1
    said = capsys.readouterr().out
    assert main(["diff", story["first"], story["last"], "--output", "markdown"]) == 1
    written = capsys.readouterr().out

    assert "replaced one by one, and one after the other: manifests -> policies -> facts -> time" in said
    assert "passing of time: 41 days, 2026-11-22 -> 2027-01-02\n" in said
    assert "  new[waiver-expired] W-1, fail\n" in said
    assert "| waiver-expired for W-1 | new, fail: " in written
    assert "| passing of time |" in written


def test_a_bundle_is_the_same_as_itself(story: dict[str, str], capsys: Capture) -> None:
    found = causes(capsys, story["first"], story["first"], code=0)

    assert (found["changed"], found["findings"], found["shares"], found["judged"]) == ([], [], [], 1)


def test_back_the_same_differences_have_the_same_causes(story: dict[str, str], capsys: Capture) -> None:
    there = put(causes(capsys, story["first"], story["last"]))
    back = put(causes(capsys, story["last"], story["first"]))

    assert there.keys() == back.keys()
    assert {key: cause for key, (_, cause, _) in there.items() if cause != "several"} == {
        key: cause for key, (_, cause, _) in back.items() if cause != "several"
    }


def test_a_bundle_that_was_edited_is_not_compared(story: dict[str, str], tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "made"
    config = os.path.join(story["root"], "modelbylaws.yaml")
    main(["report", "--config", config, "--as-of", LATER, "--bundle", str(folder)])
    manifest = folder / "inputs" / "root" / DESK
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    capsys.readouterr()

    assert main(["diff", story["first"], str(folder)]) == 2
    assert "is not whole: changed, its digest is not that in SHA256SUMS" in capsys.readouterr().err


def test_what_another_version_judged_otherwise_is_counted(
    story: dict[str, str], tmp_path: Path, capsys: Capture
) -> None:
    config = os.path.join(story["root"], "modelbylaws.yaml")
    main(["report", "--config", config, "--as-of", LATER, "--bundle", str(tmp_path / "made")])
    files = files_in(tmp_path / "made")
    tool = {"name": "modelbylaws", "version": "0.0.1"}
    report = json.loads(files[layout.REPORT])
    files[layout.RUN] = changed_json(files[layout.RUN], tool=tool)
    same = resealed(files)
    files[layout.REPORT] = changed_json(files[layout.REPORT], findings=report["findings"][1:])
    other = resealed(files)

    notes = [
        causes(capsys, story["first"], str(put_files(tmp_path / name, held)))["notes"]
        for name, held in (("same", same), ("other", other))
    ]

    assert notes[0][0].endswith(f"was made by version 0.0.1, and is judged by {__version__}")
    assert notes[1][0].endswith(f"was made by version 0.0.1; 1 of its findings are other ones by {__version__}")


def test_a_report_that_its_inputs_do_not_come_to_is_refused(
    story: dict[str, str], tmp_path: Path, capsys: Capture
) -> None:
    config = os.path.join(story["root"], "modelbylaws.yaml")
    main(["report", "--config", config, "--as-of", LATER, "--bundle", str(tmp_path / "made")])
    files = files_in(tmp_path / "made")
    files[layout.REPORT] = changed_json(files[layout.REPORT], findings=[])
    forged = put_files(tmp_path / "forged", resealed(files))
    capsys.readouterr()

    assert main(["diff", story["first"], str(forged)]) == 2
    assert "holds a report that its inputs do not come to" in capsys.readouterr().err


def quarter(root: Path) -> Iterator[tuple[str, str]]:
    """Months, each with a day: in October a service moves, in November board and vendor management act, then time."""
    moved, policy, contracts = (
        "services/mortgage-intake/model-manifest.yaml", "policies/org-baseline.yaml", "catalog/in-house.yaml",
    )  # fmt: skip
    yield "september", "2026-09-30"
    edit(root, moved, "google/gemma-4-31b-it", "meta/llama-3.3-70b-instruct")
    yield "october", "2026-10-31"
    edit(root, policy, "vendor-cap: {value: 40%", "vendor-cap: {value: 55%")
    edit(root, contracts, "    dpa: true\n    baa: true", "    dpa: false\n    baa: true")
    yield "november", "2026-11-30"
    yield "january", "2027-01-02"


@pytest.mark.slow
def test_a_quarter_of_the_bank(tmp_path: Path, capsys: Capture) -> None:
    root = example(tmp_path / "bank")
    september, october, november, january = [bundle(root, day, month) for month, day in quarter(root)]

    first = causes(capsys, september, october)
    second = causes(capsys, october, november)
    third = causes(capsys, november, january)
    whole = causes(capsys, september, january)

    assert first["changed"] == ["manifests", "time"]
    assert shares(first)["vendor-concentration", "meta"] == ("manifests", ("manifests",))
    assert put(first)["vendor-concentration", "meta"] == ("worse", "manifests", ("manifests",))
    assert second["changed"] == ["policies", "facts", "time"]
    assert put(second)["vendor-concentration", "meta"] == ("gone", "policies", ("policies",))
    by_facts = {key for key, (_, cause, _) in put(second).items() if cause == "facts"}
    assert by_facts
    assert {rule for rule, _ in by_facts} == {"personal-data-contract"}
    assert third["changed"] == ["time"]
    assert put(third)["waiver-expired", "W-2026-001"] == ("new", "time", ("time",))
    assert {cause for _, cause, _ in put(third).values()} == {"time"}
    assert whole["changed"] == [*ORDER]
    assert put(whole)["vendor-concentration", "meta"] == ("gone", "policies", ("policies",))
    assert shares(whole)["vendor-concentration", "meta"] == ("several", ("manifests", "policies"))
    assert by_facts <= {key for key, (_, cause, _) in put(whole).items() if cause == "facts"}
    assert put(whole)["waiver-expired", "W-2026-001"] == ("new", "time", ("time",))
