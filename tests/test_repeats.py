"""Files of other tools: anchors, aliases, merge keys, empty values and documents, within the bounds of our own."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker.diagnostic import Path, Place
from checker.source import MAX_DEPTH, THEIRS, Document, Plain, Unreadable, parse_many
from checker.source.tree import MAX_NODES, Bounds

SHARED = "a: &s\n  p: 1\n  q: [x, {y: z}]\nb: *s\nc:\n  <<: *s\n  p: 7\nd: [*s, &t u, *t]\ne: last\n"
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, MAX_DEPTH + 2))


def read(text: str, bounds: Bounds = THEIRS) -> list[Document]:
    found = parse_many("m.yaml", text.encode(), bounds)
    assert isinstance(found, list), found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", [{"a": "1", "b": "1"}]),
        ("a: &x {b: 1}\nc: {<<: *x, d: 2}\n", [{"a": {"b": "1"}, "c": {"<<": {"b": "1"}, "d": "2", "b": "1"}}]),
        (
            "a: {<<: [{b: 1, c: 1}, {b: 2, d: 2}], c: 3}\n",
            [{"a": {"<<": [{"b": "1", "c": "1"}, {"b": "2", "d": "2"}], "c": "3", "b": "1", "d": "2"}}],
        ),
        ("a: &x 1\n---\nb: *x\n", [{"a": "1"}, {"b": "1"}]),
        ("a: &x {b: &x 1, c: *x}\nd: *x\n", [{"a": {"b": "1", "c": "1"}, "d": "1"}]),
        ("a: &x key\n*x : 1\n", [{"a": "key", "key": "1"}]),
        ("&x a: 1\nb: *x\n", [{"a": "1", "b": "a"}]),
        ("a: !own b\nc: !!str 1\n", [{"a": "b", "c": "1"}]),
        ("%YAML 1.1\n---\na:\nb: ~\n", [{"a": "", "b": ""}]),
        ("---\n---\na: b\n---\n# nothing\n---\n", [{"a": "b"}]),
        ("a: \U0001f468\u200d\U0001f4bb x\u200by\n", [{"a": "\U0001f468\u200d\U0001f4bb x\u200by"}]),
    ],
)
def test_a_file_of_another_tool_may_use_what_yaml_has(text: str, expected: list[Plain]) -> None:
    assert [document.data for document in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: *x\n", "alias", 1, 4),
        ("a: &x [1, *x]\n", "alias", 1, 11),
        ("a: &x 1\nb: {<<: *x}\n", "merge-key", 2, 5),
        ("a: {<<: [{b: 1}, c]}\n", "merge-key", 1, 5),
        ("a: &x [1]\n*x : 1\n", "bad-key", 2, 1),
        ("a: {<<: {b: 1}, <<: {c: 1}}\n", "duplicate-key", 1, 17),
        (CHAIN, "too-deep", 32, 12),
        ('a: "\\u202e"\n', "bad-character", 1, 4),
        ("# \u2066\na: b\n", "bad-character", 1, 3),
        ("a: b\n---\n- c\n", "not-a-mapping", 3, 1),
    ],
)
def test_what_no_tool_may_write_is_refused_at_its_place(text: str, code: str, line: int, column: int) -> None:
    found = parse_many("m.yaml", text.encode(), THEIRS)
    assert isinstance(found, Unreadable)
    span = found.diagnostics[0].primary.span
    assert span is not None
    assert (found.diagnostics[0].code, *span[:2]) == (code, line, column)


@pytest.mark.parametrize(
    "bomb", [BOMB, BOMB + "b: {<<: *a9}\n", BOMB.replace("[*", "[{<<: {k: *").replace("]\n", "}}]\n", 1)]
)
def test_a_bomb_of_aliases_ends_where_the_nodes_do(bomb: str) -> None:
    found = parse_many("m.yaml", bomb.encode(), THEIRS)
    assert isinstance(found, Unreadable)
    assert {fault.code for fault in found.diagnostics} <= {"too-many-nodes", "yaml-syntax"}


def test_every_node_that_an_alias_repeats_counts() -> None:
    text = "a: &x [1, 2]\nb: *x\nc: *x\n"
    assert read(text, THEIRS._replace(nodes=13))
    assert isinstance(parse_many("m.yaml", text.encode(), THEIRS._replace(nodes=10)), Unreadable)
    assert THEIRS.nodes == MAX_NODES


@pytest.mark.parametrize(
    ("path", "line", "column", "end"),
    [
        (("b",), 4, 4, 6),
        (("b", "q", 1, "y"), 3, 14, 15),
        (("c", "p"), 7, 6, 7),
        (("c", "q", 0), 3, 7, 8),
        (("d", 0), 8, 5, 7),
        (("d", 0, "p"), 2, 6, 7),
        (("d", 2), 8, 15, 17),
        (("e",), 9, 4, 8),
    ],
)
def test_what_is_repeated_is_where_it_is_written(path: Path, line: int, column: int, end: int) -> None:
    span = read(SHARED)[0].locate(Place("m.yaml", path)).span
    assert span == (line, column, line, end)


NAMES = st.sampled_from("abc")
PIECES = st.sampled_from(
    [
        "a: ",
        "b: ",
        "&x ",
        "*x",
        "&y ",
        "*y",
        "<<: ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "\n",
        "  ",
        "- ",
        "1",
        "---\n",
        "? ",
        ": ",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_ends_in_documents_or_in_diagnostics_and_every_place_is_there(text: str) -> None:
    found = parse_many("m.yaml", text.encode(), THEIRS)
    for document in found if isinstance(found, list) else []:
        for path in every_path(document.data):
            assert document.locate(Place("m.yaml", path)).span is not None


@given(st.lists(PIECES, max_size=40).map("".join))
def test_without_merge_keys_values_are_what_pyyaml_reads(text: str) -> None:
    found = parse_many("m.yaml", text.encode(), THEIRS)
    if isinstance(found, list) and "<<" not in text and "---" not in text:
        loaded = [each for each in yaml.load_all(text, yaml.BaseLoader) if each is not None and each != ""]
        assert [document.data for document in found] == loaded


def every_path(value: Plain, path: Path = ()) -> list[Path]:
    if isinstance(value, str):
        return [path]
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(inner for step, below in steps for inner in every_path(below, (*path, step)))]
