"""What a waiver is worth on a date, and how one is added to a file."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from checker import source
from checker.cli import main
from checker.files.waivers import Placed, Waiver, WaiversFile
from checker.judging.waiver_case import state
from checker.report import Part, Subject
from checker.shape import read
from checker.waiving import NEW_FILE, Entry, append_entry
from checker.waiving.waive import _is, _next_id

CASES = Path(__file__).parent / "cases" / "waivers"
WHO = ["--requested-by", "sam@example.org", "--approved-by", "ciso@example.org", "--expires", "2027-01-31"]
ASKED = ["--limit", "60%", "--reason", "Soon.", *WHO, "--as-of", "2026-11-22"]


def waiver(approved_on: str, expires: str) -> Waiver:
    data = {"id": "W-1", "rule": "cap", "for": "fleet", "reason": "so", "requested-by": "a", "approved-by": "b"}
    return Waiver.model_validate({**data, "approved-on": approved_on, "expires": expires})


@pytest.mark.parametrize(
    ("approved_on", "expires", "as_of", "expected"),
    [
        ("2026-09-12", "2026-11-30", "2026-09-11", "upcoming"),
        ("2026-09-12", "2026-11-30", "2026-09-12", "active"),
        ("2026-09-12", "2026-11-30", "2026-10-20", "active"),
        ("2026-09-12", "2026-11-30", "2026-11-30", "active"),
        ("2026-09-12", "2026-11-30", "2026-12-01", "expired"),
        ("2026-09-12", "2026-09-12", "2026-09-11", "upcoming"),
        ("2026-09-12", "2026-09-12", "2026-09-12", "active"),
        ("2026-09-12", "2026-09-12", "2026-09-13", "expired"),
        ("2027-12-31", "2028-02-29", "2028-02-29", "active"),
        ("2027-12-31", "2028-02-29", "2028-03-01", "expired"),
    ],
)
def test_a_waiver_counts_from_its_approval_to_its_last_day(
    approved_on: str, expires: str, as_of: str, expected: str
) -> None:
    assert state(waiver(approved_on, expires), dt.date.fromisoformat(as_of)) == expected


def entry(subject: dict[Part, str] | None = None, limit: str | None = None, reason: str = "Soon.") -> Entry:
    day = dt.date(2026, 11, 22)
    return Entry("W-9", "cap", subject or {}, None, limit, reason, "sam", "ciso", day, day, None)


OLD = """\
  id: W-1
  rule: cap
  for: {key: acme}   # the vendor
  limit: 3.10
  reason: >-
    Two
    lines.
  requested-by: 'sam'
  approved-by: "ciso"
  approved-on: 2026-01-02
  expires: 2026-01-03
"""
FLUSH = "- " + OLD.lstrip()
INDENTED = "".join(f"  {line}\n" for line in FLUSH.splitlines())
FAR = "".join(f"    {line}\n" for line in FLUSH.splitlines())


@pytest.mark.parametrize(
    ("before", "dash"),
    [
        (f"# who may\nformat: modelbylaws/waivers/v1   # one\n\nwaivers:\n  # first\n{INDENTED}", "  - "),
        (f"format: modelbylaws/waivers/v1\nwaivers:\n{FLUSH}", "- "),
        (f"format: modelbylaws/waivers/v1\nwaivers:\n{FAR}\n# the end\n", "    - "),
        (f"format: modelbylaws/waivers/v1\r\nwaivers:\r\n{FLUSH}".replace("\r\n", "\n").replace("\n", "\r\n"), "- "),
    ],
)
def test_the_rest_of_the_file_stays_as_it_is(before: str, dash: str) -> None:
    after = append_entry(before.encode(), entry({"key": "globex"}, "48%"))

    assert after.startswith(before)
    end = "\r\n" if "\r\n" in before else "\n"
    assert after[len(before) :].splitlines()[0] == f"{dash}id: W-9"
    assert f"for: {{key: globex}}{end}" in after[len(before) :]
    assert ("\r\n" in after) == ("\r\n" in before)


def test_keys_after_the_list_stay_after_it() -> None:
    after = append_entry(f"waivers:\n{INDENTED}format: modelbylaws/waivers/v1\n".encode(), entry())

    assert after.endswith("    expires: 2026-11-22\nformat: modelbylaws/waivers/v1\n")


@pytest.mark.parametrize(
    ("limit", "written"),
    [("3", "3"), ("3.5", "3.5"), ("48%", "48%"), ("3.10", "3.1"), ("1.0000000000000001", "'1.0000000000000001'")],
)
def test_a_limit_is_written_with_all_its_digits(limit: str, written: str) -> None:
    """A float has no room for the last one."""
    assert f"limit: {written}\n" in append_entry(NEW_FILE, entry(limit=limit))


@pytest.mark.parametrize("reason", ["yes", "2026-01-01", "a: b # c", "- x", "'q' \"q\"", "ü 東京", "x" * 5000, "NO"])
def test_any_text_is_read_as_it_was_given(reason: str) -> None:
    document = source.parse(
        "w.yaml", append_entry(NEW_FILE, entry({"service": "a", "use": "3.10"}, None, reason)).encode()
    )
    assert isinstance(document, source.Document)
    found = read(document, WaiversFile)
    assert isinstance(found, WaiversFile)

    assert found.waivers[0].reason == reason
    assert found.waivers[0].for_.use == "3.10"


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "fleet"
    shutil.copytree(CASES / "limit-not-enough", folder, ignore=shutil.ignore_patterns("expected.txt"))
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--limit", "60%", "--reason", "a\u202eb"], "that would not be valid"),
        (["--id", "no good"], "that would not be valid: 'no good' is not a name"),
        (["--expires", "2028-01-31"], "policy 'org' allows 180 (let it expire by 2027-05-21)"),
        (["--requested-by", "ciso@example.org"], "who requested it (somebody else must approve it)"),
        (["--limit", "80%"], "parameter 'cap' may be at most 70%"),
        (["--file", "policies/waivers.json"], "is not where waivers are read from"),
    ],
)
def test_a_waiver_that_would_not_count_changes_nothing(
    more: list[str], message: str, fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fleet / "policies" / "waivers.yaml").write_text("format: modelbylaws/waivers/v1\nwaivers: []  # none\n")
    before = {path: path.read_bytes() for path in fleet.rglob("*") if path.is_file()}

    code = main(["waive", "vendor-cap", "--for", "acme", *ASKED, *more])

    assert (code, message in capsys.readouterr().err) == (2, True)
    assert {path: path.read_bytes() for path in fleet.rglob("*") if path.is_file()} == before


def test_nothing_is_waived_while_there_are_faults(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "policies" / "waivers.yaml").write_text("format: modelbylaws/waivers/v1\nwaivers: none\n")

    assert main(["waive", "vendor-cap", "--for", "acme", *ASKED]) == 2
    assert "nothing can be waived while there are faults (1)" in capsys.readouterr().err


def test_json_is_read_but_not_edited(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "policies" / "waivers.yaml").unlink()
    (fleet / "waivers.json").write_text('{"format": "modelbylaws/waivers/v1", "waivers": []}')
    (fleet / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\nwaivers: [waivers.json]\n")

    assert main(["waive", "vendor-cap", "--for", "acme", *ASKED]) == 2
    assert "waivers.json is not YAML, and only YAML is edited" in capsys.readouterr().err


def test_what_would_come_out_differently_is_not_edited(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = (
        INDENTED.replace("rule: cap", "rule: vendor-cap").replace("limit: 3.10", "ticket: +3").replace("acme", "globex")
    )
    (fleet / "policies" / "waivers.yaml").write_text(f"format: modelbylaws/waivers/v1\nwaivers:\n{entry}")

    assert main(["waive", "vendor-cap", "--for", "acme", *ASKED]) == 2
    assert "cannot be edited without changing what it says; add the waiver by hand" in capsys.readouterr().err


def test_a_list_in_one_line_stays_in_one_line() -> None:
    after = append_entry(b"format: modelbylaws/waivers/v1\nwaivers: [{id: W-1}]\n", entry())

    assert after.count("\n") == 2
    assert after.endswith("expires: 2026-11-22}]\n")


def test_an_empty_list_becomes_a_list_of_one(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "policies" / "waivers.yaml").write_text("# ours\nformat: modelbylaws/waivers/v1\nwaivers: []\n")

    codes = [main(["waive", "vendor-cap", "--for", "acme", *ASKED]), main(["check", "--as-of", "2026-11-22"])]

    assert codes == [0, 0], capsys.readouterr()
    text = (fleet / "policies" / "waivers.yaml").read_text()
    assert text.startswith(
        "# ours\nformat: modelbylaws/waivers/v1\nwaivers:\n  - id: W-2026-001\n    rule: vendor-cap\n"
    )


def test_the_next_number_comes_after_the_highest_of_the_year() -> None:
    ids = ["W-2026-014", "W-2026-1000", "W-2026-x", "W-2025-2000", "RISK-7"]
    document = source.parse("w.yaml", b"{}")
    assert isinstance(document, source.Document)
    there = waiver("2026-01-02", "2026-01-03")
    placed = [Placed(document, 0, there.model_copy(update={"id": name})) for name in ids]

    assert [_next_id(placed, year) for year in (2025, 2026, 2027)] == ["W-2025-2001", "W-2026-1001", "W-2027-001"]
    assert _next_id(placed[:1], 2026) == "W-2026-015"


def test_a_service_is_named_in_whichever_form_its_letters_are_typed() -> None:
    assert _is(Subject("caf\u00e9"), "cafe\u0301")
    assert not _is(Subject("caf\u00e9"), "cafe")


def test_the_files_hook_leaves_waivers_to_the_fleet_hook(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = (fleet / "policies" / "waivers.yaml").read_text()
    (fleet / "policies" / "waivers.yaml").write_text(old.replace("2026-11-30", "2026-10-30"))
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=fleet, check=True, capture_output=True)

    paths = ["services/alpha/model-manifest.yaml", "policies/waivers.yaml"]
    codes = [
        main(["check", "--as-of", "2026-11-22", "--hook", "files", *paths]),
        main(["check", "--as-of", "2026-11-22", "--hook", "fleet"]),
    ]

    assert codes == [0, 1]
    assert capsys.readouterr().out.count("error[waiver-expired]") == 1
