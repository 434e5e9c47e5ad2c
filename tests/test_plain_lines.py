"""Lines that are read without a parser say what the parser's loop reads, in the same places, or they are left to it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from checker.source import MAX_DEPTH, Document, parse, plain_lines, yaml_events
from checker.source.lean_yaml import yaml
from checker.source.plain_lines import read_lines
from checker.source.tree import Builder, Plain, Stop

ROOT = Path(__file__).parents[1]

MANIFEST = """\
# who answers for it is team-a
format: modelbylaws/manifest/v1  # see the runbook
service: 'claims: #1'
owner: "Zahlungsverkehr S\u00fcd \U0001f600"
regulation: [hipaa, 'dora', "x-a b"]
data: []
labels: {app.kubernetes.io/name: a-1, list: [b, {c: d}], none: {}}
uses:
- id: a
  routes:   # agreed with legal

  - {id: main, jurisdictions: [DE, FR], version: "1"}  # c
  -   id: http://x:80/y#z
      host: a b  c
- id: b
list:
  - one
  - [two, 'three']
  - k:
      deep: er
exit:
  plan: docs/a.md
"""


def read_slowly(text: str) -> tuple[Plain, list[int]] | None:
    """What the loop reads that knows every fault; None if there is one."""
    builder = Builder("m.yaml", text)
    try:
        yaml_events.take_all(text, builder)
    except (Stop, yaml.YAMLError, ValueError):
        return None
    return None if builder.faults or not builder.roots else (builder.roots[0].value, list(builder.marks))


def in_order(value: Plain) -> object:
    """With the order of keys, which counts."""
    if isinstance(value, dict):
        return [(key, in_order(inner)) for key, inner in value.items()]
    return (list, [in_order(inner) for inner in value]) if isinstance(value, list) else value


def differs(text: str) -> bool:
    """Whether it is read as something else than by the loop; not if it is left to that."""
    found, meant = read_lines(text), read_slowly(text)
    return found is not None and (meant is None or in_order(found[0]) != in_order(meant[0]) or found[1] != meant[1])


USUAL = ["a: 1\n", "---\na: 1\n", "a:\n- b\nc: d\n", "a:\n  - b: c\n    d:\n      - e\nf: ''\n", MANIFEST]


@pytest.mark.parametrize("text", USUAL)
def test_usual_lines_are_read_as_the_loop_reads_them(text: str) -> None:
    assert read_lines(text) is not None
    assert not differs(text)


def test_every_usual_file_of_ours_is_read_by_lines_and_as_the_loop_reads_it() -> None:
    files = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("examples/*/services/**/*.yaml"))]

    assert sum(read_lines(text) is not None for text in files) > len(files) / 2
    assert not any(differs(text) for text in files)


@pytest.mark.parametrize(
    "line",
    ["a: 2", "b", "b:c", "b:", "null: c", "b: null", "b: ~", "b: 'c' d", "b: 'c''d'", 'b: "c\\n"', 'b: "c', "b: c: d",
     "b: &x c", "b: *x", "b: !x c", "b: |", "b: >-", "? b", "<<: {c: d}", "- b", "b: - c", "b:\tc", "b: c\t",
     "%TAG ! !", "---", "...", "b: [c", "b: [c,]", "b: [c: d]", "b: {c}", "b: {c: }", "b: {c: d, c: e}",
     "b: {? c: d}", "b: [c}", "b: [null]", "b: [c] d", "b: [c]#d", "b: 'c'#d", " b: c", "  b: c",
     "b: @c", "b: `c", "b: {c:d}", "'b': c",
     f"{'b' * 257}: c", f"b: {'c' * 1000}"]
)  # fmt: skip
def test_what_is_written_otherwise_is_left_to_the_parser(line: str) -> None:
    assert read_lines(f"a: 1\n{line}\n") is None


@pytest.mark.parametrize(
    "text", ["", "\n", "# a\n", "a: 1", "a\n", "- a\n", " a: 1\n", "  a: 1\nb: 2\n", "a: 1\na: 2\n"]
)
def test_a_file_that_is_more_or_less_than_usual_lines_is_left_to_the_parser(text: str) -> None:
    assert read_lines(text) is None


def test_a_long_text_is_left_to_the_parser() -> None:
    longest = "a: b\n" + "# c\n" * (plain_lines.MAX_TEXT // 4 - 2) + "#c\n"

    assert len(longest) == plain_lines.MAX_TEXT
    assert read_lines(longest) is not None
    assert read_lines(f"{longest}\n") is None


@pytest.mark.parametrize(
    "text",
    ["a:\n b: 1\nc:\n- d\n e: f\n", "a:\n  - b\n  c: d\n", "a:\n  - b\n c: d\n", "a: 1\n- b\n", "a:\nb: 1\n",
     "a:\n  b:\n c: d\n", "a:\n- b:\n- c: d\n", "a: 1\n  b: 2\n", "a:\n- b\n  - c\n", "a:\n  - b: 1\n   c: 2\n"]
)  # fmt: skip
def test_columns_that_do_not_fit_are_left_to_the_parser(text: str) -> None:
    assert read_lines(text) is None


@pytest.mark.parametrize("last", ["z: 1", "z: [1]", "z: {a: b}", "z: [[1]]", "- 1", "- {a: [b]}", "- [a]", "- a: b"])
def test_what_is_nested_as_deep_as_may_be_is_read_and_no_deeper(last: str) -> None:
    read = [
        read_lines("".join(f"{' ' * n}k:\n" for n in range(deep)) + f"{' ' * deep}{last}\n") for deep in (20, MAX_DEPTH)
    ]

    assert [found is None for found in read] == [False, True]
    for deep in range(MAX_DEPTH - 5, MAX_DEPTH + 1):
        assert not differs("".join(f"{' ' * n}k:\n" for n in range(deep)) + f"{' ' * deep}{last}\n")


BITS = [
    *"\n\n:-#'\"[]{},?!&*|>%@`~\\=a0_ (\u00e9\u00a0\u0301", "- ", "  ", "\n  ", "\n- ", ": ", "---\n", "...\n", "null",
    "<<: ", "''", "\n# c\n", " #", "[a, b]", "{a: b}", "{a: [b, {c: d}]}", "a:b", "k:\n", "- k: v\n", "\n\n",
]  # fmt: skip


def change(text: str, dice: random.Random) -> str:
    """A text with one or two slips in it."""
    for _ in range(dice.choice((1, 1, 2))):
        at, lines = dice.randrange(len(text) + 1), text.split("\n")
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        what = dice.randrange(6)
        if what < 2:
            text = text[:at] + dice.choice(BITS) + text[at:]
            continue
        if what == 2:
            text = text[:at] + text[at + dice.choice((1, 2, 9)) :]
            continue
        if what == 3:
            lines[one], lines[other] = lines[other], lines[one]
        elif what == 4:
            lines.insert(one, lines[other])
        else:
            lines[one] = f"  {lines[one]}" if dice.random() < 0.5 else lines[one][2:]
        text = "\n".join(lines)
    return text


def count_changed(seed: int, times: int) -> int:
    """How many of so many changed files are read by lines, and none otherwise than by the loop."""
    dice, read = random.Random(seed), 0  # noqa: S311 - no secret
    for _ in range(times):
        text = change(dice.choice(USUAL[2:]), dice)
        assert not differs(text), text
        read += read_lines(text) is not None
    return read


def test_changed_files_are_read_as_the_loop_reads_them_or_left_to_it() -> None:
    assert 150 < count_changed(1, 800) < 700


@pytest.mark.slow
def test_many_changed_files_are_read_as_the_loop_reads_them_or_left_to_it() -> None:
    assert count_changed(2, 40_000) > 5_000


def test_lines_that_are_forgotten_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MAX_LINES": 3, "_known": {}, "_before": {}}.items():
        monkeypatch.setattr(plain_lines, name, value)
    known = []

    for _ in range(3):
        assert not differs(MANIFEST)
        known.append(len(plain_lines._known) + len(plain_lines._before))

    assert max(known) <= 6


def test_values_of_two_files_with_the_same_lines_are_not_the_same_objects() -> None:
    one, other = parse("a.yaml", MANIFEST.encode()), parse("b.yaml", MANIFEST.encode())

    assert isinstance(one, Document)
    assert isinstance(other, Document)
    assert one.data == other.data
    for key in ("regulation", "data", "labels", "uses"):
        assert one.data[key] is not other.data[key]
