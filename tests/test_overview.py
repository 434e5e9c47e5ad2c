"""``summary``: what is told once, how services are counted, when it is the default, and tables that fit a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli import main
from checker.diagnostic import Diagnostic, Location, Span
from checker.formats import render
from checker.formats.columns import table
from checker.formats.scores import score_table, states_of
from checker.formats.terminal import STYLES, in_columns, plain, width, wrap
from checker.formats.view import USUAL, By, View
from checker.report import Decision, Finding, Measure, Report, Share, Subject, Unmet, Verdict, Whose
from checker.report.decided import Decisions
from checker.report.review import Forgiven, Review
from checker.run.at_terminal import terminal_columns
from checker.vocabulary import Level
from tests.reports import CAP, a_report, finding, route, ruling, vendor

Capture = pytest.CaptureFixture[str]
BLACK, WHITE = 0.0, 1.0
READABLE = 3.9
"""The least contrast of a color to both. No color has more than 4.6, and the 4.5 of WCAG has no red."""


def summary(report: Report, view: View = USUAL, columns: int | None = None) -> str:
    with in_columns(columns):
        return render("summary", report, plain, quiet=False, view=view)


def unpinned(count: int, level: Level = "soft", verdict: Verdict = Verdict.UNKNOWN) -> Report:
    """A report in which one rule finds the same of so many routes."""
    subjects = [Subject(f"s{number:03}", "main", "primary") for number in range(count)]
    found = [
        replace(finding("pinned", subject, route(str(subject.service)), level=level), verdict=verdict)
        for subject in subjects
    ]
    decisions = [Decision(subject, verdict, "version is not declared") for subject in subjects]
    judged = replace(ruling("pinned", level, *decisions), selected=tuple(str(subject.service) for subject in subjects))
    return replace(a_report(*found), rulings=(judged,))


def test_one_reason_is_told_once_with_its_first_places() -> None:
    text = summary(unpinned(33))

    assert text.startswith("unknown[pinned]: 33 routes: version is not declared\n    s000/main/primary  services/s000/")
    assert text.count("/main/primary") == 3
    assert "    ... and 30 more (--all lists them)\n" in text
    assert text.endswith("not compliant: 0 errors, 33 unknown, 0 advisory, 0 of 1 rule passed (exit 1)\n")


def test_all_lists_every_place() -> None:
    text = summary(unpinned(33), View(everything=True))

    assert text.count("/main/primary") == 33
    assert "more" not in text


def test_what_fails_is_shown_with_its_source_lines() -> None:
    text = summary(unpinned(5, verdict=Verdict.FAIL))

    assert text.startswith("error[pinned]: 5 routes: version is not declared\n --> services/s000/")
    assert text.count("2 |   second: line") == 3
    assert "  ... and 2 more (--all lists them)\n" in text


def test_amounts_and_days_are_told_beside_each_place() -> None:
    def old(name: str, day: str) -> tuple[Finding, Decision]:
        subject, broken = Subject(name), frozenset({Unmet("reviewed must be recent", day, "less")})
        reason = f"reviewed must be recent, but is {day}"
        found = replace(finding("fresh", subject, route(name)), verdict=Verdict.UNKNOWN, breaks=broken)
        return found, Decision(subject, Verdict.UNKNOWN, reason)

    made = [old("a", "2026-01-01"), old("b", "2026-01-02")]
    report = replace(
        a_report(*(found for found, _ in made)), rulings=(ruling("fresh", "soft", *(said for _, said in made)),)
    )

    assert summary(report).startswith(
        "unknown[fresh]: 2 services: reviewed must be recent\n"
        "    a  services/a/model-manifest.yaml:2:3  2026-01-01\n"
        "    b  services/b/model-manifest.yaml:2:3  2026-01-02\n"
    )


def test_advice_of_many_reasons_is_cut_and_what_fails_is_not() -> None:
    def many(level: Level) -> str:
        return summary(a_report(*(finding("r", Subject(f"s{n}"), route(f"s{n}"), level=level) for n in range(9))))

    assert "advisory[r]: 6 further reasons (--show r lists all)\n" in many("advisory")
    assert many("soft").count("error[r]: ") == 9


def test_a_share_is_broken_by_those_who_add_to_it() -> None:
    half, limit = Share(Fraction(2), Fraction(4)), Fraction(2, 5)
    burdens = {name: (Fraction(1), Fraction(1)) for name in "ab"}
    measure = Measure("acme", half, half, limit, Verdict.FAIL, ("a", "b"), burdens=burdens)
    cap = ruling("cap", "soft", Decision(Subject(key="acme"), Verdict.FAIL), measures=(measure,))
    cap = replace(cap, selected=("a", "b", "c"), possible=("d",), fleet_wide=True, bound="max")

    assert states_of(cap) == {"a": "broken", "b": "broken", "c": "passed", "d": "passed"}
    (_, row) = score_table(replace(a_report(), rulings=(cap,)), "rule", None)
    assert row == ("cap", "soft", "4", "2", "2", "0", "fail: acme 50.0%, limit 40%")


@pytest.mark.parametrize(
    ("decisions", "state"),
    [
        ([Decision(Subject("a", "u", "r"), Verdict.PASS)], "passed"),
        ([Decision(Subject("a", "u", "r"), Verdict.PASS), Decision(Subject("a", "u", "s"), Verdict.UNKNOWN)], "broken"),
        ([Decision(Subject("a", "u", "r"), Verdict.WAIVED), Decision(Subject("a", "u", "s"), Verdict.PASS)], "waived"),
        ([Decision(Subject("a", "u"), Verdict.PASS), Decision(Subject("a"), Verdict.NOT_APPLICABLE)], "passed"),
        ([Decision(Subject("a"), Verdict.NOT_APPLICABLE)], "not in question"),
        ([Decision(Subject(), Verdict.UNKNOWN, "input-invalid")], "broken"),
        ([Decision(Subject(), Verdict.ERROR, "crashed")], "broken"),
        ([], "not in question"),
    ],
)
def test_a_service_counts_once_with_the_worst_that_is_said_of_it(decisions: list[Decision], state: str) -> None:
    judged = replace(ruling("r", "soft", *decisions), selected=("a",))

    assert states_of(judged) == states_of(replace(judged, decisions=Decisions.of(decisions))) == {"a": state}


def test_what_a_baseline_forgives_has_a_column_of_its_own() -> None:
    found = finding("r", Subject("a"), route("a"))
    report = replace(a_report(found), findings=(), review=Review(forgiven=(Forgiven(found, "baseline"),)))

    head, row = score_table(report, "rule", None)

    assert head == ("rule", "level", "in scope", "passed", "broken", "forgiven", "waived", "worst")
    assert row == ("r", "soft", "1", "0", "0", "1", "0", "forgiven")


@pytest.mark.parametrize(
    ("by", "heading"), [("service", "service s000: 1 finding\n"), ("owner", "owner team: 2 finding")]
)
def test_findings_are_put_together_by_whom_they_are_about(by: By, heading: str) -> None:
    report = replace(unpinned(2), whose=dict.fromkeys(("s000", "s001"), Whose("team", "0", "production")))
    report = replace(report, findings=(*report.findings, vendor("openai", "s000")))

    text = summary(report, View(by=by))

    assert text.startswith(heading)
    assert "the fleet: 1 finding\nerror[vendor-cap]" in text


WORDS = st.lists(st.text("abc-", min_size=1, max_size=12), min_size=1, max_size=8).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.integers(40, 100))
def test_a_table_fits_and_breaks_no_word(rows: Sequence[tuple[str, str, str]], columns: int) -> None:
    with in_columns(columns):
        lines = list(table(rows))

    assert max(map(width, lines)) <= columns
    assert sorted(" ".join(lines).split()) == sorted(" ".join(cell for row in rows for cell in row).split())


def test_a_table_that_no_terminal_reads_has_a_line_a_row() -> None:
    assert list(table([("a", "b " * 100)])) == [f"  a  {'b ' * 100}".rstrip()]


def test_no_line_begins_with_a_command_because_it_was_wrapped() -> None:
    assert wrap("a long text ::error::x", 12) == ["a long text ::error::x"]


def test_a_summary_fits_a_terminal_but_for_source_lines_and_paths() -> None:
    report = replace(unpinned(4), notes=())

    lines = [line for line in summary(report, columns=50).splitlines() if "Checked" not in line]

    assert max(map(width, lines)) <= 50
    assert " ".join(line.strip() for line in lines[-2:]) == counts_line(report)


def counts_line(report: Report) -> str:
    return summary(report).splitlines()[-1]


def test_columns_that_are_alike_give_way_together() -> None:
    long = "11.8% (2 of 17) to 17.6% (3 of 17)"
    with in_columns(60):
        lines = [*table([("vendor-concentration", long, "->", long)])]

    assert len(lines) == 3
    assert lines[0] == "  vendor-concentration  11.8% (2 of 17)  ->  11.8% (2 of 17)"


@pytest.mark.parametrize("style", [style for style in STYLES if style != "bold"])
def test_a_color_is_readable_on_black_and_on_white(style: str) -> None:
    number = int(STYLES[style].rpartition(";")[2])
    light = [0, 95, 135, 175, 215, 255]
    grey = 8 + (number - 232) * 10
    cube = number - 16
    parts = [grey] * 3 if number >= 232 else [light[cube // 36], light[cube // 6 % 6], light[cube % 6]]
    linear = [v / 255 / 12.92 if v / 255 <= 0.03928 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert (luminance + 0.05) / (BLACK + 0.05) >= READABLE
    assert (WHITE + 0.05) / (luminance + 0.05) >= READABLE


def said(capsys: Capture, *words: str) -> str:
    main(["check", "--as-of", "2026-11-22", *words])
    return capsys.readouterr().out


TABLE = "in scope  passed  broken"


@pytest.mark.parametrize(
    ("words", "terminal", "summarized"),
    [
        ((), False, False),
        ((), True, True),
        (("--hook", "fleet"), False, True),
        (("--all",), False, True),
        (("--output", "full"), True, False),
        (("--output", "json=report.json"), True, True),
        (("--output", "json=report.json"), False, False),
    ],
)
def test_who_waits_for_the_answer_gets_the_summary_and_a_log_gets_all(
    words: tuple[str, ...],
    terminal: bool,
    summarized: bool,
    fleet: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("checker.cli.checking.on_terminal", lambda: terminal)

    assert fleet.is_dir()
    assert (TABLE in said(capsys, *words)) == summarized


def test_a_file_is_whole_whatever_is_shown_of_it(fleet: Path, capsys: Capture) -> None:
    text = said(capsys, "--output", "summary", "--output", f"json={fleet}/a.json", "--statistics")
    said(capsys, "--output", f"json={fleet}/b.json")

    assert "error[" not in text
    assert (fleet / "a.json").read_bytes() == (fleet / "b.json").read_bytes()


def test_a_fault_is_told_before_a_rule_that_it_hides(fleet: Path, capsys: Capture) -> None:
    next((fleet / "policies").iterdir()).write_text("format: modelbylaws/policy/v1\n")

    assert said(capsys, "--show", "vendor-cap").startswith("error[")


def test_no_terminal_has_no_columns() -> None:
    assert terminal_columns() is None


def in_no_catalog(*models: str) -> Report:
    """A report in which the end of each model is missing, each with its own next step."""
    subjects = [Subject(f"s{number:03}", "main", "primary") for number in range(len(models))]
    reasons = [f"its retirement is unknown: the endpoint {model} at openai is in no catalog" for model in models]
    found = [
        replace(
            finding("ends", subject, route(str(subject.service)), level="soft"),
            verdict=Verdict.UNKNOWN,
            message=f"{subject}: {model}: {reason}",
            help=f"add a claim for {model!r}",
        )
        for subject, model, reason in zip(subjects, models, reasons, strict=True)
    ]
    decisions = [Decision(subject, Verdict.UNKNOWN, why) for subject, why in zip(subjects, reasons, strict=True)]
    judged = replace(ruling("ends", "soft", *decisions), selected=tuple(str(subject.service) for subject in subjects))
    return replace(a_report(*found), rulings=(judged,))


def test_what_is_missing_of_many_models_is_told_once() -> None:
    text = summary(in_no_catalog("a/one", "b/two", "c/three", "d/four"))

    assert "unknown[ends]: 4 routes: its retirement is unknown: the endpoint ... is in no catalog\n" in text
    assert re.findall(r"\S+ at openai$", text, re.MULTILINE) == [
        "a/one at openai",
        "b/two at openai",
        "c/three at openai",
    ]
    assert "= next: add a claim for ...\n" in text


def test_one_model_is_told_by_its_name() -> None:
    text = summary(in_no_catalog("a/one"))

    assert "the endpoint a/one at openai is in no catalog\n" in text
    assert "..." not in text


def test_what_keeps_a_share_in_question_is_told_once_with_the_first_services() -> None:
    notes = tuple(f"s{number}: no catalog knows it" for number in range(5))
    found = [
        replace(finding("cap", Subject(key=key), CAP, level="soft"), verdict=Verdict.UNKNOWN, notes=notes)
        for key in ("google", "meta")
    ]
    report = replace(a_report(*found), rulings=(ruling("cap", "soft"),))

    assert summary(report).count("= fact: s") == 3
    assert summary(report).count("    ... and 2 more (--all lists them)\n") == 1
    assert summary(report, View(everything=True)).count("= fact: s") == 5


def in_doubt(*keys: str, tail: str = "; the limit is 40%; in question: s1, s2 and 1 more") -> Report:
    """Shares that services of which nothing is known leave open."""
    found = [
        replace(
            finding(
                "cap", Subject(key=key), CAP, route(key), message=f"{key} carries up to 44.0% (4 of 9) of all{tail}"
            ),
            verdict=Verdict.UNKNOWN,
        )
        for key in keys
    ]
    return replace(a_report(*found), rulings=(ruling("cap", "soft"),))


def test_who_leaves_the_shares_of_several_keys_open_is_told_once() -> None:
    text = summary(in_doubt("a", "b", "c", "d"))

    assert "unknown[cap]: 4 keys: ... of all; the limit is 40%; in question: s1, s2 and 1 more\n" in text
    assert text.count("in question") == 1
    assert re.findall(r"^    (\w) carries up to 44.0% \(4 of 9\)", text, re.MULTILINE) == ["a", "b", "c"]
    assert "    ... and 1 more (--all lists them)\n" in text
    assert text.count("policies/org.yaml:3:10") == 1
    assert summary(in_doubt("a", "b", "c", "d"), View(everything=True)).count(" carries up to ") == 4


def test_one_open_share_and_shares_that_say_no_more_are_told_as_they_are() -> None:
    assert "unknown[cap]: a carries up to 44.0% (4 of 9) of all; the limit is 40%; in" in summary(in_doubt("a"))
    assert summary(in_doubt("a", "b", tail="")).count("unknown[cap]: ") == 2


def lacking(*keys: str, line: int = 1) -> list[Diagnostic]:
    at = (Location("services/a/model-manifest.yaml", Span(line, 1, line, 6)),)
    return [Diagnostic("missing-key", f"missing key {key!r}", at, f"what {key} is for") for key in keys]


def test_keys_that_one_place_lacks_are_told_together() -> None:
    others = [*lacking("model", line=2), Diagnostic("missing-key", "no key is there", lacking("x")[0].locations)]
    report = replace(a_report(), diagnostics=(*lacking("owner", "tier", "uses"), *others))

    text = summary(report)

    assert "error[missing-key]: missing keys 'owner', 'tier' and 'uses'\n" in text
    assert "= help: owner: what owner is for; tier: what tier is for; uses: what uses is for\n" in text
    assert "error[missing-key]: missing key 'model'\n" in text
    assert "error[missing-key]: no key is there\n" in text
    assert summary(report, View(everything=True)).count("error[missing-key]: missing key '") == 4


def test_a_heading_that_is_called_as_a_verdict_is_not_painted_as_one() -> None:
    def mark(style: str, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if style == "bold" else f"\x1b[31m{text}\x1b[0m"

    text = render("summary", unpinned(3), mark, quiet=False, view=USUAL)

    assert re.search(r"\x1b\[1m  rule +level +in scope +passed +broken +waived +worst\x1b\[0m\n", text)
