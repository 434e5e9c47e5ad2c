"""``history add`` keeps runs, ``read_history`` takes them back or says what is wrong, and findings are tracked."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.cli import main
from checker.files.numbered import is_among, ranges
from checker.history.reading import KeptRun, read_history
from checker.history.summarize import summarize
from checker.history.tracking import Tracked, track
from checker.report import Subject, Verdict, fingerprint
from checker.run.faults import Fault
from tests.bundles import example, make
from tests.repository import DESK, Capture, commit, git, move_desk_to_openai, write

DAY = "2026-11-22"


def add(day: str = DAY, *more: str) -> int:
    return main(["history", "add", "--into", "kept", *(["--as-of", day] if day else []), *more])


def codes(folder: str | Path = "kept") -> list[tuple[str, str]]:
    return [(fault.primary.file, fault.code) for fault in read_history(str(folder)).faults]


def test_a_summary_says_what_the_report_says(fleet: Path, capsys: Capture) -> None:
    assert add() == 0
    assert capsys.readouterr().out == "kept kept/2026-11-22-001.json\n"
    assert main(["check", "--as-of", DAY, "--output", "json"]) == 1
    report = json.loads(capsys.readouterr().out)

    (run,) = read_history("kept").runs

    kept = run.summary
    assert (str(kept.as_of), kept.exit_code, kept.tool.version) == (DAY, 1, report["tool"]["version"])
    assert kept.commit is not None
    assert (kept.commit.id, kept.commit.clean) == (git(fleet, "rev-parse", "HEAD"), True)
    assert {f.fingerprint for f in kept.findings} == {f["fingerprint"] for f in report["findings"]}
    told = {(m["key"], m["value"]["highest"], m["limit"]) for r in report["rules"] for m in r["measures"]}
    assert {(m.key, str(m.highest), str(m.limit)) for r in kept.rules for m in r.measures} == told
    assert kept.services["desk"]
    for name in ("pass", "fail", "unknown", "waived", "not-applicable"):
        counted = sum(rule.counts.get(name, 0) for rule in kept.rules)
        assert counted == report["counts"][name.replace("-", "_")]


def test_a_bundle_and_a_summary_of_one_run_are_the_same_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = example(tmp_path / "bank")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").mkdir()
    assert make(root, tmp_path / "kept" / "q4.zip") == 1

    code = main(["history", "add", "--into", "live", "--config", "bank/modelbylaws.yaml", "--as-of", DAY])

    assert code == 0
    (live,), (bundled,) = read_history("live").runs, read_history("kept").runs
    assert live.summary == bundled.summary
    assert bundled.bundle
    assert not live.bundle
    assert os.path.getsize("live/2026-11-22-001.json") < 20_000
    shutil.copy("live/2026-11-22-001.json", "kept")
    assert codes() == [("q4.zip", "duplicate-run")]
    assert main(["history", "add", "--into", "other", "--bundle", "kept/q4.zip"]) == 0
    assert Path("other/2026-11-22-001.json").read_bytes() == Path("live/2026-11-22-001.json").read_bytes()


def test_the_same_run_is_kept_once(fleet: Path, capsys: Capture) -> None:  # noqa: ARG001 - everything runs in it
    add()
    capsys.readouterr()

    assert add() == 0

    assert capsys.readouterr().out == "kept already, as kept/2026-11-22-001.json\n"
    assert os.listdir("kept") == ["2026-11-22-001.json"]


def test_two_runs_of_a_day_keep_their_order(fleet: Path) -> None:
    add()
    move_desk_to_openai(fleet)
    commit(fleet)
    add()

    runs = read_history("kept").runs

    assert [run.file for run in runs] == ["2026-11-22-001.json", "2026-11-22-002.json"]
    assert len(runs[1].summary.findings) > len(runs[0].summary.findings)


def test_a_clock_that_went_back_is_told_and_the_day_decides(fleet: Path, capsys: Capture) -> None:  # noqa: ARG001
    add("2026-11-22")
    capsys.readouterr()
    add("2026-11-01")

    said = capsys.readouterr().out

    assert "note: 1 kept run of a later day, up to 2026-11-22: this one goes before" in said
    assert [str(run.summary.as_of) for run in read_history("kept").runs] == ["2026-11-01", "2026-11-22"]


def test_a_day_to_come_is_told(fleet: Path, capsys: Capture) -> None:  # noqa: ARG001
    add("2999-01-01")

    assert "note: the run is of 2999-01-01, which is later than 20" in capsys.readouterr().out


def test_what_was_not_judged_is_not_kept(fleet: Path, capsys: Capture) -> None:
    write(fleet, DESK, "service: 1\n")

    assert add() == 2

    assert "no summary: the run ends with 2 (could not judge), and what was not judged is kept nowhere" in (
        capsys.readouterr().err
    )
    assert not os.path.exists("kept")


def test_a_bundle_is_not_judged_by_flags(fleet: Path, capsys: Capture) -> None:  # noqa: ARG001
    assert add(DAY, "--bundle", "x.zip") == 2
    assert "--as-of is about judging now" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("notes.txt", "hello", "foreign-file"),
        ("other.json", "{}", "foreign-file"),
        ("report.json", '{"format": "modelbylaws/report/v1"}', "foreign-file"),
        ("broken.json", '{"format": "modelbylaws/summary/v1", ', "json-syntax"),
        ("nothing.json", "", "json-syntax"),
        ("empty.zip", "", "damaged-bundle"),
        ("text.ZIP", "hello", "damaged-bundle"),
        ("folder/notes.txt", "hello", "foreign-file"),
        ("bundle/SHA256SUMS", "", "damaged-bundle"),
    ],
)
def test_what_is_no_part_of_a_history_is_named(fleet: Path, name: str, text: str, code: str) -> None:
    add()
    write(fleet, f"kept/{name}", text)

    assert codes() == [(name.partition("/")[0], code)]
    assert len(read_history("kept").runs) == 1
    assert add("2026-11-23") == 2
    assert not os.path.exists("kept/2026-11-23-001.json")


def test_words_for_people_may_lie_beside(fleet: Path) -> None:
    add()
    write(fleet, "kept/README.md", "what this is")
    write(fleet, "kept/.gitignore", "")

    assert codes() == []


def changed(folder: Path, **values: object) -> None:
    (path,) = folder.glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"exit-code": 2}, "invalid"),
        ({"what": 1}, "unknown-key"),
        ({"format": "modelbylaws/summary/v2"}, "foreign-file"),
        ({"as-of": "yesterday"}, "invalid"),
        ({"rules": []}, "unknown-rule"),
        ({"digests": {"manifests": "a", "policies": "b", "facts": "c"}}, "invalid"),
        ({"services": None}, "no-value"),
    ],
)
def test_a_summary_that_was_edited_is_a_fault(fleet: Path, values: Mapping[str, object], code: str) -> None:
    add()
    changed(fleet / "kept", **values)

    found = codes()

    assert {name for name, _ in found} == {"2026-11-22-001.json"}
    assert code in {code for _, code in found}, found


def test_a_finding_under_another_name_is_a_fault(fleet: Path) -> None:
    add()
    data = json.loads((fleet / "kept" / "2026-11-22-001.json").read_text())
    data["findings"][0]["for"] = {"service": "somebody-else"}
    data["findings"].append(data["findings"][1])
    changed(fleet / "kept", findings=data["findings"])

    assert {code for _, code in codes()} == {"wrong-fingerprint", "duplicate-finding"}


def test_links_are_not_followed(fleet: Path) -> None:
    add()
    os.symlink("2026-11-22-001.json", fleet / "kept" / "again.json")
    os.symlink("kept", fleet / "way")

    assert codes() == [("again.json", "link")]
    with pytest.raises(Fault, match="'way' is a link"):
        read_history("way")


def test_a_folder_that_is_not_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"there is no folder .*nowhere'; modelbylaws history add makes one"):
        read_history(str(tmp_path / "nowhere"))


def test_a_bundle_of_which_a_byte_was_changed_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = example(tmp_path / "bank")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").mkdir()
    make(root, tmp_path / "kept" / "q4")
    report = tmp_path / "kept" / "q4" / "report.json"
    report.write_bytes(report.read_bytes().replace(b'"fail"', b'"pass"', 1))

    (fault,) = read_history("kept").faults

    assert fault.message == ("not a whole evidence bundle: changed, its digest is not that in SHA256SUMS: report.json")


def test_a_file_of_another_day_is_too_large(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    add()
    monkeypatch.setattr("checker.history.reading.BOUNDS", __import__("checker.source").source.Bounds(bytes=100))

    assert codes() == [("2026-11-22-001.json", "too-large")]


def test_what_is_no_file_is_foreign(fleet: Path) -> None:
    add()
    os.mkfifo(fleet / "kept" / "pipe.json")
    (fleet / "kept" / "caf\udce9.json").write_text("{}")

    assert sorted(code for _, code in codes()) == ["foreign-file", "foreign-file"]


def test_nothing_is_written_through_a_link_of_the_tree(fleet: Path, capsys: Capture) -> None:
    elsewhere = fleet.parent / "elsewhere"
    elsewhere.mkdir()
    os.symlink(elsewhere, fleet / "kept")

    assert add() == 2

    assert "is a link of the tree that is checked" in capsys.readouterr().err
    assert os.listdir(elsewhere) == []


def test_a_name_that_was_taken_meanwhile_is_not_replaced(fleet: Path) -> None:
    from checker.history.adding import _put

    (fleet / "kept").mkdir()
    days = [_put("kept", dt.date(2026, 11, 22), text) for text in ("one", "two")]

    assert days == ["kept/2026-11-22-001.json", "kept/2026-11-22-002.json"]
    assert [Path(day).read_text() for day in days] == ["one", "two"]
    assert sorted(os.listdir("kept")) == [os.path.basename(day) for day in days]


def test_places_are_ranges() -> None:
    assert ranges([3, 1, 2, 7]) == "1-3,7"
    assert [place for place in range(1, 9) if is_among(place, "1-3,7")] == [1, 2, 3, 7]
    assert not is_among(1, "")


# --- tracking ---


def report_of(day: str, rules: Mapping[str, list[str]], out: Mapping[str, list[str]]) -> dict[str, object]:
    """A report in which services break rules; ``out`` are those that a rule is not about."""
    findings = [
        {
            "rule": rule, "level": "soft",
            "verdict": {"*": "waived", "?": "unknown"}.get(name[-1], "fail"), "waiver": None,
            "subject": {"service": name.rstrip("*?")}, "fingerprint": fingerprint(rule, Subject(name.rstrip("*?"))),
        }
        for rule, names in rules.items()
        for name in names
    ]  # fmt: skip
    return {
        "as_of": day, "exit_code": 1, "tool": {"version": "9"}, "inputs": [], "waivers": [], "findings": findings,
        "counts": dict.fromkeys((*(str(v).replace("-", "_") for v in Verdict), "services", "rules"), 0),
        "rules": [
            {
                "id": rule, "policy": "org", "level": "soft", "kind": "require", "verdict": "fail", "selected": 1,
                "measures": [], "subjects": [],
                "excluded": [{"service": name, "reason": "no"} for name in out.get(rule, [])],
            }
            for rule in rules
        ],
    }  # fmt: skip


def kept(
    day: str,
    rules: Mapping[str, list[str]],
    services: tuple[str, ...] = ("a", "b"),
    out: Mapping[str, list[str]] | None = None,
) -> KeptRun:
    from checker.history.reading import read_summary
    from checker.history.summarize import Judged, ReadDays

    report = report_of(day, rules, out or {})
    text = summarize(Judged(report, dict.fromkeys(services, "team"), None, ReadDays((), 0)))
    made = read_summary(f"{day}.json", text.encode())
    assert isinstance(made, KeptRun), made
    return made


def only(found: tuple[Tracked, ...], service: str) -> Tracked:
    (one,) = (entry for entry in found if entry.subject.service == service)
    return one


def test_a_finding_is_first_seen_fixed_and_reopened() -> None:
    found = track([
        kept("2026-01-01", {"r": ["a"]}),
        kept("2026-02-01", {"r": ["a", "b"]}),
        kept("2026-03-01", {"r": ["b"]}),
        kept("2026-04-01", {"r": ["a", "b*"]}),
        kept("2026-05-01", {"r": ["a", "b*"]}),
    ])  # fmt: skip

    a, b = only(found, "a"), only(found, "b")
    assert (str(a.first_seen), a.state, a.reopened, a.age, a.days_to_fix) == ("2026-01-01", "open", 1, 30, (59,))
    assert (str(b.first_seen), b.state, b.reopened, b.age, b.days_to_fix) == ("2026-02-01", "waived", 0, 89, ())
    assert a.owner == "team"


@pytest.mark.parametrize(
    ("verdicts", "state", "days"),
    [
        (["a?", "a?"], "now-known", ()),
        (["a", "a?"], "fixed", (59,)),  # it failed once
        (["a?", "a*"], "fixed", (59,)),  # a waiver says that it was broken
    ],
)
def test_what_was_only_unknown_is_now_known_and_not_fixed(verdicts: list[str], state: str, days: tuple[int]) -> None:
    first, second = verdicts
    runs = [kept("2026-01-01", {"r": [first]}), kept("2026-02-01", {"r": [second]}), kept("2026-03-01", {"r": []})]

    a = only(track(runs), "a")
    again = only(track([*runs, kept("2026-04-01", {"r": ["a?"]})]), "a")

    assert (a.state, a.age, a.days_to_fix) == (state, None, days)
    assert (again.state, again.reopened) == ("open", 1)


@pytest.mark.parametrize(
    ("after", "state", "reason"),
    [
        (kept("2026-02-01", {"r": []}), "fixed", ""),
        (kept("2026-02-01", {"renamed": ["a"]}), "gone", "the rule is gone"),
        (kept("2026-02-01", {"r": ["a2"]}, ("a2", "b")), "gone", "the service is gone"),
        (kept("2026-02-01", {"r": []}, out={"r": ["a"]}), "gone", "the rule is not about the service any more"),
    ],
)
def test_what_is_not_judged_any_more_is_not_fixed(after: KeptRun, state: str, reason: str) -> None:
    found = track([kept("2026-01-01", {"r": ["a"]}), after])

    (first,) = (entry for entry in found if entry.rule == "r" and entry.subject.service == "a")
    assert (first.state, first.spells[-1].reason, first.age) == (state, reason, None)
    assert first.days_to_fix == ((31,) if state == "fixed" else ())


def test_what_comes_back_with_its_rule_was_not_reopened() -> None:
    (found,) = track(
        [kept("2026-01-01", {"r": ["a"]}), kept("2026-02-01", {"x": []}), kept("2026-03-01", {"r": ["a"]})]
    )

    assert (found.reopened, found.age, str(found.first_seen)) == (0, 0, "2026-01-01")


def test_a_history_without_runs_has_no_findings() -> None:
    assert track([]) == ()
