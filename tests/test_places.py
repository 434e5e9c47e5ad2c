"""Where things are in files that are long, end without a line feed, or are parts of others."""

from __future__ import annotations

import pytest

from checker.diagnostic import Path, Place
from checker.source import Bounds, Document, Unreadable, parse
from checker.source.places import _LONG


def located(document: Document, path: Path) -> tuple[int, ...]:
    span = document.locate(Place(document.file, path)).span
    assert span is not None
    return tuple(span)


@pytest.mark.parametrize("entries", [1, 64, 65, _LONG])
def test_entries_are_found_in_small_and_large_collections(entries: int) -> None:
    lines = [f"k{number}: [a, {{b: c}}, [d, e{number}]]" for number in range(entries)]
    found = parse("m.yaml", "\n".join(lines).encode(), Bounds(nodes=10 * entries))

    assert isinstance(found, Document)
    for number in (0, entries // 2, entries - 1):
        line, inner, last = number + 1, lines[number].index("c}") + 1, lines[number].index("e") + 1
        assert located(found, (f"k{number}", 1, "b")) == (line, inner, line, inner + 1)
        assert located(found, (f"k{number}", 2, 1)) == (line, last, line, last + len(f"e{number}"))
        assert located(found, (f"k{number}", "none")) == (line, 1, line, 1 + len(f"k{number}"))


@pytest.mark.parametrize("entries", [3, 65])
def test_entries_of_lists_are_found_in_parts_of_a_file(entries: int) -> None:
    text = "list:\n" + "".join(f"  - {{id: n{number}, of: {{x: y}}}}\n" for number in range(entries))
    found = parse("m.yaml", text.encode())

    assert isinstance(found, Document)
    for number in range(entries):
        part = found.part(("list", number), "part")
        whole = located(found, ("list", number, "of", "x"))
        assert located(part, ("of", "x")) == whole
        assert whole[:2] == (number + 2, text.splitlines()[number + 1].index("y") + 1)


@pytest.mark.parametrize(("before", "line"), [("", 1), ("a: b\n" * _LONG, _LONG + 1)])
def test_what_is_missing_at_the_end_of_a_file_without_a_line_feed_is_on_the_line_below(before: str, line: int) -> None:
    rows = "".join(f"k{number}{row}" for number, row in enumerate(before.splitlines(keepends=True)))
    found = parse("m.yaml", f"{rows}last: [x".encode())
    nothing = parse("m.yaml", f"{rows}? last".encode(), Bounds(nulls=True))

    assert isinstance(found, Unreadable)
    span = found.diagnostics[0].primary.span
    assert span is not None
    assert span[:2] == (line + 1, 1)
    assert isinstance(nothing, Document)
    assert located(nothing, ("last",)) == (line + 1, 1, line + 1, 1)
