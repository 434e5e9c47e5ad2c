"""Usage errors: nothing of the command line reaches a terminal or a log raw, or whole if it is long."""

from __future__ import annotations

import pytest

from checker.cli import main
from checker.cli.program import program
from checker.cli.usage import Parser
from checker.diagnostic import MAX_VALUE
from checker.formats.terminal import MAX_LINE
from checker.run.output import short

Capture = pytest.CaptureFixture[str]

HOSTILE = "\n::error::x\x1b[2J\u202e##[group]\r"
LONG = "x" * 100_000


def parsers(parser: Parser) -> list[Parser]:
    return [parser, *(inner for verb in parser.verbs.values() for inner in parsers(verb))]


def error(words: list[str], capsys: Capture) -> str:
    """What is said on standard error, behind the usage."""
    try:
        code = main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    return said.err[said.err.index("modelbylaws", len("usage: modelbylaws")) if "usage" in said.err else 0 :]


WHERE = [
    ["{}"],
    ["--{}"],
    ["-{}"],
    ["check", "--{}"],
    ["check", "--policy", "{}"],
    ["check", "--{}=x"],
    ["check", "--config", "{}"],
    ["check", "--as-of", "{}"],
    ["check", "--color", "{}"],
    ["check", "--output", "{}"],
    ["check", "--output", "json={}/x"],
    ["check", "--quiet={}"],
    ["check", "{}"],
    ["catalog", "{}"],
    ["catalog", "list", "--{}"],
    ["catalog", "import", "{}", "x"],
    ["docs", "--output", "{}"],
    ["explain", "{}"],
    ["report", "--output", "{}"],
    ["schema", "{}"],
    ["schema", "policy", "{}"],
    ["simulate", "--lose", "{}"],
    ["verify", "{}"],
]


@pytest.mark.parametrize("words", WHERE, ids=" ".join)
def test_a_word_is_shown_escaped(
    words: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))

    said = error([word.format(HOSTILE) for word in words], capsys)

    assert said.endswith("\n")
    assert [c for c in said[:-1] if not c.isprintable()] == []
    assert "##[" not in said


@pytest.mark.parametrize("words", WHERE, ids=" ".join)
def test_a_word_is_shown_short(
    words: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))

    said = error([word.format(LONG) for word in words], capsys)

    assert "x" * (MAX_VALUE + 1) not in said
    assert len(said) <= MAX_LINE


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("no such file: 'a b'", "no such file: 'a b'"),
        (f"no such file: {'a ' * 300!r}; or so", f"no such file: '{'a ' * 89}...' (600 characters); or so"),
        (f"{LONG} cannot be written", f"{'x' * 177}... ({len(LONG)} characters) cannot be written"),
    ],
)
def test_values_of_a_message_are_cut(message: str, shown: str) -> None:
    assert short(message) == shown
    assert all(len(word) <= MAX_VALUE for word in shown.split())


@pytest.mark.slow
def test_every_flag_with_a_letter_too_few_has_a_hint(capsys: Capture) -> None:
    for parser in parsers(program().fill_all()):
        words = parser.prog.split()[1:]
        for flag in (name for name in parser._option_string_actions if len(name) > 5):
            slip = flag[:3] + flag[4:]
            if parser.knows(slip):
                continue  # the first letters of another one

            assert f"unknown flag {slip!r}; did you mean " in error([*words, slip], capsys)


def test_every_verb_with_a_letter_too_few_has_a_hint(capsys: Capture) -> None:
    for parser in parsers(program().fill_all()):
        for verb in parser.verbs:
            slip = verb[:1] + verb[2:]

            said = error([*parser.prog.split()[1:], slip], capsys)

            assert f"unknown verb {slip!r}; did you mean " in said
            assert repr(verb) in said


def test_the_first_letters_of_a_flag_are_enough(capsys: Capture) -> None:
    assert "not a date" in error(["check", "--as", "x"], capsys)
    assert "ambiguous option" in error(["check", "--a", "x"], capsys)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["chekc"], "unknown verb 'chekc'; did you mean 'check'?"),
        (["lits"], "unknown verb 'lits'; did you mean 'lint'?"),
        (["show", "x"], "unknown verb 'show'; did you mean 'history show' or 'catalog show'?"),
        (["--check"], "unknown flag '--check'; did you mean the verb 'check'?"),
        (["check", "--polcy", "x"], "unknown flag '--polcy'; did you mean '--policy'?"),
        (["diff", "--against", "main"], "unknown flag '--against'; it is a flag of check"),
        (["explain", "--hook", "x", "r"], "unknown flag '--hook'; it is a flag of check, lint"),
        (["catalog", "list", "--sign", "x"], "unknown flag '--sign'; it is a flag of report"),
        (["check", "--explain", "alias"], "unknown flag '--explain'; it is for before the verb"),
        (["diff", "--nonsense", "x"], "unknown flag '--nonsense'; one of: -h, --help, --causes, --config"),
        (["check", "--group-by", "rul"], "argument --group-by: unknown value 'rul'; did you mean 'rule'?"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_what_was_meant_is_suggested(words: list[str], hint: str, capsys: Capture) -> None:
    assert hint in error(words, capsys)


def test_no_help_shows_a_sign_twice_that_argparse_takes_once() -> None:
    parsers, texts = [program().fill_all()], []
    while parsers:
        parser = parsers.pop()
        texts.append(parser.format_help())
        parsers += parser.verbs.values()

    assert len(texts) > 30
    assert [text for text in texts if "%%" in text] == []
