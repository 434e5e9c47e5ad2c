"""``diff``: which cause did what, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, DESK, FLEET, WAIVER, Capture, commit, move_desk_to_openai, repository, write


def edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    write(folder, path, text.replace(old, new))


def shown(capsys: Capture, *more: str) -> tuple[int, str]:
    code = main(["diff", "HEAD", *more, *AS_OF])
    return code, capsys.readouterr().out


def test_a_waiver_that_is_not_needed_any_more_is_named(fleet: Path, capsys: Capture) -> None:
    write(fleet, "policies/waivers.yaml", WAIVER)
    commit(fleet)
    edit(fleet, "services/billing/model-manifest.yaml", "openai/gpt-5.4", "deepseek/deepseek-v4-pro")

    code, said = shown(capsys)

    assert "unused: waiver W-1 names nothing that is broken any more" in said
    assert "1 waiver unused (exit 1)" in said  # an unused waiver is a finding of its own
    assert code == 1


def test_a_waiver_that_the_head_adds_is_told_from_a_fix(fleet: Path, capsys: Capture) -> None:
    write(fleet, "policies/waivers.yaml", WAIVER)

    code, said = shown(capsys)

    assert "better  openai 40.0% (2 of 5), limit 30%" in said
    assert "asks the same; the catalog, the inventory, waivers or the configuration changed" in said
    assert code == 0


@pytest.mark.parametrize(
    ("old", "new", "edited"),
    [
        ("level: hard", "level: soft", ["critical-own-hosts", "level", "hard", "soft", "looser"]),
        ("max: 30%", "max: 20%", ["vendor-target", "max", "30%", "20%", "stricter"]),
        ("{value: 40%", "{value: 45%", ["vendor-cap", "vendor-cap", "40%", "45%", "looser"]),
        ("max: 30%", "max: 30%\n    except: [self]", ["vendor-target", "except", "none", "self", ""]),
        ("max: 30%", "max: 30%\n    min-population: 2", ["vendor-target", "min-population", "0", "2", ""]),
        (
            "tier: [0, 1]", "tier: [0, 1, 2]",
            ["critical-own-hosts", "selection critical", "lifecycle is production and tier is one of 0, 1",
             "lifecycle is production and tier is one of 0, 1, 2", ""],
        ),
    ],
)  # fmt: skip
def test_an_edit_of_a_rule_is_named_with_its_direction(
    fleet: Path, capsys: Capture, old: str, new: str, edited: list[str]
) -> None:
    edit(fleet, "policies/org.yaml", old, new)

    main(["diff", "HEAD", "--output", "json", *AS_OF])

    (change,) = json.loads(capsys.readouterr().out)["edited"]
    (what,) = change["edits"]
    assert [change["rule"], what["name"], what["before"], what["after"], what["direction"]] == edited


def test_words_about_a_rule_are_no_edit(fleet: Path, capsys: Capture) -> None:
    edit(fleet, "policies/org.yaml", "title: Critical services run", "title: All critical services run")

    main(["diff", "HEAD", "--output", "json", *AS_OF])

    assert json.loads(capsys.readouterr().out)["edited"] == []


def test_two_revisions_are_compared_without_the_work_tree(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    commit(fleet)
    write(fleet, DESK, "nonsense")

    code = main(["diff", "HEAD~1", "HEAD", *AS_OF])

    assert code == 1
    assert "openai 40.0% (2 of 5) -> 60.0% (3 of 5), limit 40%" in capsys.readouterr().out


def test_back_is_better(fleet: Path) -> None:
    move_desk_to_openai(fleet)
    commit(fleet)

    assert main(["diff", "HEAD", "HEAD~1", *AS_OF]) == 0


def test_a_base_without_policies_makes_everything_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "new")
    commit(folder)
    monkeypatch.chdir(folder)
    for path in sorted(FLEET.rglob("*.yaml")):
        write(folder, path.relative_to(FLEET).as_posix(), path.read_text())

    assert main(["diff", "HEAD", *AS_OF]) == 1
    commit(folder)
    assert main(["diff", "HEAD", "HEAD~1", *AS_OF]) == 2  # the base's pattern finds nothing there


def test_nothing_is_guessed_of_a_folder_that_is_not_there(fleet: Path, capsys: Capture) -> None:
    assert main(["diff", "HEAD", "--config", str(fleet / "nosuch" / "modelbylaws.yaml")]) == 2

    assert "no such file" in capsys.readouterr().err


@pytest.mark.usefixtures("fleet")
def test_other_formats_are_refused(capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["diff", "HEAD", "--output", "concise"])

    assert "format 'concise' is not for this verb; one of: full, markdown, json" in capsys.readouterr().err


def test_a_rule_that_crashes_is_4(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.kinds.max_share import MaxShare

    monkeypatch.setattr(MaxShare, "conclude", lambda *_: 1 // 0)

    assert main(["diff", "HEAD", "--config", str(fleet / "modelbylaws.yaml"), *AS_OF]) == 4
    assert main(["check", "--against", "HEAD", *AS_OF]) == 4
