"""Progress: one line, for a person, about what takes more than a second, and no trace of it afterwards."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from checker.cli import main
from checker.progress import follow, listening, tell
from checker.run.progress_line import EVERY, ProgressLine, showing_progress


def shown(seconds: float, items: int = 4) -> list[str]:
    """What is written for work of which each item takes so long, by a clock of the test's own."""
    written: list[str] = []
    now = [0.0]
    with listening(ProgressLine(written.append, lambda: now[0])):
        for _ in follow(range(items), "reading manifests", items):
            now[0] += seconds
    return written


def test_what_takes_less_than_a_second_is_not_shown() -> None:
    assert shown(0.2) == []


def test_what_takes_longer_is_shown_and_taken_away() -> None:
    line = "\r\x1b[Kreading manifests: {} of 4"

    assert shown(1.0) == [line.format(1), line.format(2), line.format(3), "\r\x1b[K"]


def test_the_line_changes_only_so_often() -> None:
    assert len(shown(EVERY / 10, 400)) < 40


def test_without_a_listener_nothing_happens() -> None:
    tell("reading", 0, 1)

    assert list(follow("ab", "reading", 2)) == ["a", "b"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "settings", "seen"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"CI": "true"}, False),
        (Terminal(), {"PRE_COMMIT": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (None, {}, False),
    ],
)
def test_it_is_for_a_person_at_a_terminal(
    stream: io.StringIO | None, settings: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CI", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("checker.run.progress_line.AFTER", 0.0)

    with showing_progress():
        tell("reading", 0, 2)
        tell("reading", 1, 2)

    written = "" if stream is None else stream.getvalue()
    assert bool(written) == seen
    assert not seen or written.endswith("\r\x1b[K")


def test_reading_and_judging_are_told(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, tuple[int, int]] = {}
    monkeypatch.setattr("checker.run.progress_line._seen", lambda: True)
    monkeypatch.setattr(ProgressLine, "__call__", lambda _, what, done, total: heard.update({what: (done, total)}))

    assert fleet.is_dir()
    main(["check", "--as-of", "2026-11-22"])

    assert {what: done == total > 0 for what, (done, total) in heard.items()} == {
        "going through chunks of manifests": True, "judging rules": True,
    }  # fmt: skip
