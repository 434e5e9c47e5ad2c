"""Reading text: what is refused, where, and that every span holds its value."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker.diagnostic import Path, Place
from checker.source import MAX_DEPTH, Document, Plain, Unreadable, parse, yaml_events
from checker.source.characters import MAX_BYTES, find_refused, normalize
from checker.source.tree import MAX_NODES, Builder, Stop


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\na: 2\n", "duplicate-key", 2, 1),
        ('a: 1\n"\\x61": 2\n', "duplicate-key", 2, 1),
        ("? a\n: 1\n? a\n: 2\n", "duplicate-key", 3, 3),
        ("\u00e9: 1\ne\u0301: 2\n", "duplicate-key", 2, 1),
        ('\u00e9: 1\n"e\\u0301": 2\n', "duplicate-key", 2, 1),
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: b\nc: *x\n", "alias", 2, 4),
        ("a: {<<: {b: c}}\n", "merge-key", 1, 5),
        ("a: !!str b\n", "tag", 1, 4),
        ("a: !own b\n", "tag", 1, 4),
        ("%YAML 1.1\n---\na: b\n", "directive", 1, 1),
        ("a: b\n---\nc: d\n", "second-document", 2, 1),
        ("a: b\n...\nc: d\n", "yaml-syntax", 3, 1),
        ("a:\n", "no-value", 1, 3),
        ("a: ~\n", "no-value", 1, 4),
        ("a: null\n", "no-value", 1, 4),
        ("- a\n", "not-a-mapping", 1, 1),
        ("just text\n", "not-a-mapping", 1, 1),
        ("[" * 100_000, "too-deep", 1, MAX_DEPTH + 1),
        ("[\n" * 100_000, "too-deep", MAX_DEPTH + 1, 1),
        ("[" * 1000 + "]" * 1000, "too-deep", 1, MAX_DEPTH + 1),
        ("[" * 1001 + "]" * 1001, "too-deep", 1, MAX_DEPTH + 1),
        ("[" * 1010 + "@", "too-deep", 1, MAX_DEPTH + 1),
        ("[" * 40 + "@", "too-deep", 1, MAX_DEPTH + 1),
        ("[" * 1010 + "'", "too-deep", 1, MAX_DEPTH + 1),
        ("é: " + "[" * 2000, "too-deep", 1, MAX_DEPTH + 3),
        ("a: b\nc: [d, " + "[" * 2000, "too-deep", 2, MAX_DEPTH + 6),
        ("{a: " * 2000, "too-deep", 1, 4 * MAX_DEPTH + 1),
        ("[{a: " * 2000, "too-deep", 1, 5 * MAX_DEPTH // 2 + 1),
        ("[a: " * 2000, "too-deep", 1, 4 * MAX_DEPTH // 2 + 1),
        ("- " * 2000 + "a", "too-deep", 1, 2 * MAX_DEPTH + 1),
        ("- " * 990 + "[" * 20, "too-deep", 1, 2 * MAX_DEPTH + 1),
        ("".join(f"{' ' * level}a:\n" for level in range(1010)), "too-deep", MAX_DEPTH + 1, MAX_DEPTH + 1),
        ("a:\n" + "- " * 2000 + "b", "too-deep", 2, 2 * MAX_DEPTH - 1),
        ("? " * 2000 + "a", "bad-key", 1, 3),
        ("{" * 2000, "bad-key", 1, 2),
        ("[{" * 2000, "bad-key", 1, 3),
        ("a: b\n" + "[" * 2000, "yaml-syntax", 2, 1),
        ("a: b\n" + "[" * 1010 + "@", "yaml-syntax", 2, 1),
        ("a: b\nc\nd: e\n", "yaml-syntax", 2, 1),
        ("a: [? ]\n", "bad-key", 1, 5),
        ("a: [b, ? c : d]\n", "bad-key", 1, 8),
        ("{a: [b: c: d\n", "yaml-syntax", 1, 10),
        ("a: 'b\n", "yaml-syntax", 2, 1),
        ("a: @b\n", "yaml-syntax", 1, 4),
        ("{[a]: b}\n", "bad-key", 1, 2),
        ("? {a: b}\n: c\n", "bad-key", 1, 3),
        (f"{'k' * 300}: v\n", "bad-key", 1, 1),
        ("a: b\u2028c: d\n", "bad-character", 1, 5),
        ("a: b # \u202e\n", "bad-character", 1, 8),
        ("a: b\rc: d\n", "bad-character", 1, 5),
        ("a: b\ufeff\n", "bad-character", 1, 5),
        ("a: b\x00\n", "bad-character", 1, 5),
        ('a: "\\0"\n', "bad-character", 1, 4),
        ('a: "\\u202E"\n', "bad-character", 1, 4),
        ("a: [" + "b," * MAX_NODES + "b]\n", "too-many-nodes", 1, 99_999),
    ],
)
def test_yaml_is_refused_at_its_place(text: str, code: str, line: int, column: int) -> None:
    found = parse("m.yaml", text.encode("utf-8", "surrogatepass"))

    assert isinstance(found, Unreadable)
    first = found.diagnostics[0]
    assert (first.code, first.locations[0].span and first.locations[0].span[:2]) == (code, (line, column))


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('{"a": 1,\n "a": 2}', "duplicate-key", 2, 2),
        ('{"a": 1, "\\u0061": 2}', "duplicate-key", 1, 10),
        ('{"a": null}', "no-value", 1, 7),
        ('{"a": NaN}', "json-syntax", 1, 7),
        ('{"a": 01}', "json-syntax", 1, 7),
        ('{"a": 1,}', "json-syntax", 1, 9),
        ('{"a" 1}', "json-syntax", 1, 6),
        ('{"a": [1 2]}', "json-syntax", 1, 10),
        ('{"a": "b}', "json-syntax", 1, 7),
        ('{"a": "\\ud800"}', "bad-character", 1, 7),
        ('{"a": "\\u0000"}', "bad-character", 1, 7),
        ('{"a": 1} x', "json-syntax", 1, 10),
        ("", "json-syntax", 1, 1),
        ("[" * 100_000, "too-deep", 1, MAX_DEPTH + 1),
        ("// comment\n{}", "json-syntax", 1, 1),
    ],
)
def test_json_is_refused_at_its_place(text: str, code: str, line: int, column: int) -> None:
    found = parse("m.json", text.encode())

    assert isinstance(found, Unreadable)
    first = found.diagnostics[0]
    assert (first.code, first.locations[0].span and first.locations[0].span[:2]) == (code, (line, column))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a: \xff\n", "not-utf8"),
        ("a: b\n".encode("utf-16"), "not-utf8"),
        (b"a: " + b"x" * MAX_BYTES, "too-large"),
        (b"", "empty-file"),
        (b"# only a comment\n", "empty-file"),
    ],
)
def test_bytes_are_refused(raw: bytes, code: str) -> None:
    found = parse("m.yaml", raw)

    assert isinstance(found, Unreadable)
    assert [diagnostic.code for diagnostic in found.diagnostics] == [code]


def test_all_faults_of_a_file_are_found_at_once() -> None:
    found = parse("m.yaml", b"a: &x 1\na: 2\nb:\nc: !!int 3\n")

    assert isinstance(found, Unreadable)
    assert [d.code for d in found.diagnostics] == ["anchor", "duplicate-key", "no-value", "tag"]


def test_scalars_stay_text() -> None:
    found = parse("m.yaml", b"a: [NO, 3.10, 010, 1:30, 2026-11-22, 'null', true, 1e3]\n")

    assert isinstance(found, Document)
    assert found.data == {"a": ["NO", "3.10", "010", "1:30", "2026-11-22", "null", "true", "1e3"]}


def test_a_byte_order_mark_and_windows_lines_do_not_move_columns() -> None:
    found = parse("m.yaml", "\ufeffa: b\r\nc: d\r\n".encode())

    assert isinstance(found, Document)
    assert found.locate(Place("m.yaml", ("a",))).span == (1, 4, 1, 5)
    assert found.locate(Place("m.yaml", ("c",))).span == (2, 4, 2, 5)


def test_columns_count_code_points() -> None:
    for name, text in (("m.yaml", "{🚀: {é: x}}"), ("m.json", '{"🚀": {"é": "x"}}')):
        found = parse(name, text.encode())

        assert isinstance(found, Document)
        span = found.locate(Place(name, ("🚀", "é"))).span
        assert span is not None
        assert text[span.column - 1 : span.end_column - 1] in {"x", '"x"'}


@pytest.mark.parametrize(
    ("path", "part", "expected"),
    [
        (("a",), "value", (2, 3, 4, 6)),
        (("a",), "key", (1, 1, 1, 2)),
        (("a", 0, "c"), "value", (3, 8, 3, 14)),
        (("a", 0, "c", 1), "value", (3, 12, 3, 13)),
        (("a", 0, "missing"), "value", (2, 5, 2, 6)),
        (("a", 9), "value", (1, 1, 1, 2)),
        (("missing", "deeper"), "value", (1, 1, 1, 2)),
    ],
)
def test_a_path_that_is_not_there_means_its_nearest_ancestor(path: Path, part: str, expected: tuple[int, ...]) -> None:
    found = parse("m.yaml", b"a:\n  - b: 1\n    c: [d, e]\n  - f\n")

    assert isinstance(found, Document)
    assert found.locate(Place("m.yaml", path, part="key" if part == "key" else "value")).span == expected


@pytest.mark.parametrize("name", ["m.yaml", "m.json"])
def test_an_accent_that_was_typed_in_two_parts_is_one_letter_and_stands_where_it_was_written(name: str) -> None:
    found = parse(name, '{"a": "Bu\u0308ro", "b": 1}'.encode())

    assert isinstance(found, Document)
    assert found.data == {"a": "B\u00fcro", "b": "1"}
    assert found.locate(Place(name, ("a",))).span == (1, 7, 1, 14)


def test_what_only_looks_like_ascii_does_not_become_it() -> None:
    found = parse("m.yaml", "a: \u212aelvin\n".encode())  # the Kelvin sign

    assert isinstance(found, Document)
    assert found.data == {"a": "\u212aelvin"}


_TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=8).filter(
    lambda word: word != "<<" and find_refused(word) is None
)
_WORDS = _TEXT.map(normalize)
_DATA = st.recursive(_WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3))
_DOCUMENTS = st.dictionaries(_WORDS, _DATA, min_size=1, max_size=4)


def _paths(node: Plain, at: Path = ()) -> list[tuple[Path, Plain]]:
    inner: list[tuple[Path, Plain]] = [(at, node)]
    if isinstance(node, dict):
        inner += [found for key, value in node.items() for found in _paths(value, (*at, key))]
    if isinstance(node, list):
        inner += [found for index, value in enumerate(node) for found in _paths(value, (*at, index))]
    return inner


def _cut(text: str, span: tuple[int, int, int, int]) -> str:
    line, column, end_line, end_column = span
    lines = text.split("\n")[line - 1 : end_line]
    lines[-1] = lines[-1][: end_column - 1] if len(lines) > 1 else lines[-1]
    if len(lines) == 1:
        return lines[0][column - 1 : end_column - 1]
    return "\n".join([" " * (column - 1) + lines[0][column - 1 :], *lines[1:]])


@given(_DOCUMENTS)
def test_every_json_span_holds_its_value(data: dict[str, Plain]) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False)
    found = parse("m.json", text.encode())

    assert isinstance(found, Document), found
    assert found.data == data
    for path, value in _paths(data):
        span = found.locate(Place("m.json", path)).span
        assert span is not None
        assert json.loads(_cut(text, span)) == value


@given(_DOCUMENTS, st.booleans())
def test_every_yaml_span_holds_its_value(data: dict[str, Plain], flow: bool) -> None:
    text = yaml.dump(data, default_flow_style=flow, allow_unicode=True, width=10_000, Dumper=_Quoting)
    found = parse("m.yaml", text.encode())

    assert isinstance(found, Document), found
    assert found.data == data
    for path, value in _paths(data):
        span = found.locate(Place("m.yaml", path)).span
        assert span is not None
        assert yaml.load(_cut(text, span), Loader=yaml.BaseLoader) == value  # noqa: S506 - text only


_LINES = st.sampled_from(
    ["a: 1", "b: {c: d, e: [f]}", "g:", "  h: i", "  - j", "- k: l", "m: 'n\u00e4'", 'o: "p\\u200b"', "q: |", "  r",
     "a: 2", "s: &t u", "v: *t", "w: !x y", "z: ~", "? k", ": v", "{? [a]: b}", "---", "...", "# no & and !", "[]: a",
     "<<: {a: b}", "A: []", "B: {}", "null: n", "C: 'two", "  lines'", "%TAG ! !", "\tD: e", 'E: "f"',
     "G: [[[[]]], {}]", "H: {I: {}}"]
)  # fmt: skip


@given(st.lists(_LINES, max_size=8).map("\n".join), st.sampled_from(["", "\n"]))
def test_what_is_read_in_few_steps_is_what_the_loop_that_knows_every_fault_reads(text: str, end: str) -> None:
    quick, careful = Builder("m.yaml", text + end), Builder("m.yaml", text + end)

    with suppress(yaml.YAMLError, Stop):
        yaml_events.take_all(text + end, careful)

    if yaml_events.take_plain(text + end, quick):
        assert not careful.faults
        assert quick.roots == careful.roots
        assert quick.marks == careful.marks


@pytest.mark.parametrize(
    "text", ["a: b\n", "a: {b: [c, 'd: e']}\nf:\n  - g\n", "a: \u00e4 # no & and !\n", "a: |\n  b\n  c\nd: e\n"]
)
def test_a_usual_file_is_read_in_few_steps(text: str) -> None:
    assert yaml_events.take_plain(text, Builder("m.yaml", text))


class _Quoting(yaml.SafeDumper):
    """Quotes every string, so that none reads as null or as a second key."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'"))


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_end_in_a_document_or_in_diagnostics(raw: bytes) -> None:
    for name in ("m.yaml", "m.json"):
        found = parse(name, raw)

        assert isinstance(found, Document) or found.diagnostics
