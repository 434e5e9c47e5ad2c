"""No text of a manifest, a policy or a file name can be more than text, in any format.

Each payload stands in every field of a report at once. What a format's own parser
then reads must have the structure of the same report without the payload, and the
payload itself must come back as it was, or visibly escaped.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.formats import FORMATS, ROWS, Format, Grammar, render
from checker.formats.terminal import plain
from tests.hostile import MARK, PAYLOADS, around, hostile

GOLDEN = Path(__file__).parent / "formats"


@dataclass(frozen=True)
class Parsed:
    """What stands in an output but text, and its texts in order."""

    structure: object
    texts: list[str]


def written(name: Format, payload: str) -> str:
    return render(name, hostile(around(payload)), plain, quiet=False, waived=True)


# --- each format's own parser


def lines(out: str) -> Parsed:
    """A log for people: source lines and marks under them are structure, the rest is text."""
    shown = [re.sub(r"^ *[-\d]* *\| .*", "(source)", line) for line in out.split("\n")]
    return Parsed(len(shown), [re.sub(r" {2,}", " ", _bare(line)) for line in shown])


def _bare(text: str) -> str:
    """Without what keeps the start of a line from being a command."""
    return re.sub(r"\./(?=\s*::)", "", text).replace(r":\u{3a}", "::")


def github(out: str) -> Parsed:
    """As the runner reads a line: name, properties, message."""
    found = [re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line) for line in out.splitlines()]
    assert all(found), out
    commands = [match.groups() for match in found if match]
    given = [[pair.split("=", 1) for pair in properties.split(",")] for _, properties, _ in commands]
    texts = [text for pairs in given for name, text in pairs if name in {"file", "title"}]
    numbers = [[(name, text if name not in {"file", "title"} else "") for name, text in pairs] for pairs in given]
    messages = [_bare(line) for _, _, message in commands for line in message.split("%0A")]
    decoded = [_decoded(text, {"%3A": ":", "%2C": ",", "%25": "%"}) for text in texts]
    return Parsed(
        ([kind for kind, _, _ in commands], numbers, len(messages)),
        decoded + [_decoded(text, {"%25": "%"}) for text in messages],
    )


def azure(out: str) -> Parsed:
    """As the agent reads a line: properties until the first bracket, then the message."""
    commands = []
    for line in out.splitlines():
        assert line.count("##vso[") == 1, line
        assert line.startswith("##vso[task.logissue "), line
        properties, _, message = line.removeprefix("##vso[task.logissue ").partition("]")
        commands.append(([pair.split("=", 1) for pair in properties.rstrip(";").split(";")], message))
    named = {"sourcepath", "code"}
    texts = [text for pairs, _ in commands for name, text in pairs if name in named]
    numbers = [[(name, text if name not in named else "") for name, text in pairs] for pairs, _ in commands]
    messages = [_bare(line) for _, message in commands for line in message.split("%0D%0A")]
    decoded = [_decoded(text, {"%5D": "]", "%3B": ";", "%AZP25": "%"}) for text in texts]
    return Parsed((numbers, len(messages)), decoded + [_decoded(text, {"%AZP25": "%"}) for text in messages])


def _decoded(text: str, codes: dict[str, str]) -> str:
    """In one pass, as a runner does."""
    return re.sub("|".join(codes), lambda found: codes[found[0]], text)


OPAQUE = {"fingerprint", "primaryLocationLineHash", "uri", "name", "id@automationDetails"}
"""Keys whose values are no text: they are made of it."""


Texts = Callable[[str], list[str]]


def sarif(out: str) -> Parsed:
    return of_json(out, _linked)


def of_json(out: str, texts: Texts = lambda value: [value]) -> Parsed:
    found = list(_split(json.loads(out), "", texts))
    return Parsed([s for s, text in found if text is None], [text for _, text in found if text is not None])


def _split(value: object, key: str, texts: Texts) -> Iterator[tuple[object, str | None]]:
    """Keys, lengths and numbers, each with None, and texts."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{key}/{name}", None
            yield from _split(inner, "id@automationDetails" if key == "automationDetails" else str(name), texts)
    elif isinstance(value, list):
        yield f"{key}[{len(value)}]", None
        for inner in value:
            yield from _split(inner, key, texts)
    elif isinstance(value, str):
        yield from ((None, text) for text in _read(value, key, texts))
    else:
        yield value, None


def _read(value: str, key: str, texts: Texts) -> list[str]:
    if key == "markdown":
        return [f"{AS_PAGE}{text}" for text in page(value).texts]
    return [] if key in OPAQUE else texts(value)


AS_PAGE = "markdown: "
LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((\d+)\)")


def _linked(value: str) -> list[str]:
    """A message of SARIF in lines, with the texts of its links; how many there are is structure."""
    links = [re.sub(r"\\([\[\]\\])", r"\1", text) for text, _ in LINK.findall(value)]
    return [*LINK.sub(r"(link \2)", value).split("\n"), *links]


def xml(out: str) -> Parsed:
    root = ET.fromstring(out)  # noqa: S314 - our own output
    structure = [(element.tag, sorted(element.attrib), bool(element.text)) for element in root.iter()]
    texts = [text for element in root.iter() for text in (*element.attrib.values(), *(element.text or "").split("\n"))]
    return Parsed(structure, [_bare(text) for text in texts])


def table(out: str) -> Parsed:
    """Without fingerprints, which other text makes other ones."""
    rows = list(csv.reader(io.StringIO(out, newline=""), strict=True))
    marks = rows[0].index("fingerprint")
    return Parsed([len(row) for row in rows], [cell for row in rows for at, cell in enumerate(row) if at != marks])


def page(out: str) -> Parsed:
    """Markdown as GitHub reads it; empty comments part nothing but words."""
    tokens = [t for token in MarkdownIt("gfm-like").parse(out) for t in (token, *(token.children or ()))]
    structure = [t.type for t in tokens if not _is_text(t)]
    texts: list[str] = []
    for token in tokens:
        if token.type == "text":
            assert not re.search(r"[@#]\w", token.content), token.content
    for token in tokens:
        if token.type == "inline":
            read = "".join(child.content for child in token.children or () if child.type == "text")
            texts.append(re.sub(r" {2,}", " ", _bare(read)).strip())
    return Parsed(structure, texts)


def _is_text(token: Token) -> bool:
    return token.type == "text" or (token.type, token.content) == ("html_inline", "<!-- -->")


PARSERS: Mapping[Grammar, Callable[[str], Parsed]] = {
    "lines": lines,
    "github": github,
    "azure": azure,
    "sarif": sarif,
    "json": of_json,
    "xml": xml,
    "markdown": page,
    "csv": table,
}


def parsed_as(name: Format, out: str) -> Parsed:
    """An output as who reads the format takes it."""
    return PARSERS[ROWS[name].grammar](out)


# --- how the payload must come back


def expected(name: Format, text: str, payload: str, shown: str) -> str:
    """A text of the report that holds ``MARK``, with the payload as the format may show it."""
    if name == "json":
        return text.replace(MARK, re.sub("[\ud800-\udfff]", lambda half: f"\\u{{{ord(half[0]):x}}}", payload))
    if name == "sarif" and not text.startswith(AS_PAGE):
        return text.replace(MARK, _in_sarif(payload, shown))
    if name == "csv":
        full = text.replace(MARK, shown)
        return f"'{full}" if full.lstrip().startswith(tuple("=+-@＝＋－＠")) else full
    if name in {"full", "summary", "concise", "markdown", "markdown-comment", "sarif"}:
        return re.sub(r" {2,}", " ", text.replace(MARK, shown))
    return text.replace(MARK, shown)


def _in_sarif(payload: str, shown: str) -> str:
    """Four digits instead of braces, which would be placeholders; commands are broken in the bytes alone."""
    if "##" in payload:
        return payload
    escaped = re.sub(r"\\u\{(\w+)\}", lambda c: f"\\u{int(c[1], 16):04x}", shown) if payload != shown else payload
    return re.sub(r"\{(\d+)\}", r"\\u007b\1}", escaped.replace("](", r"]\u0028"))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", FORMATS)
def test_text_stays_text(name: Format, payload: str) -> None:
    text, shown = PAYLOADS[payload]
    usual = parsed_as(name, written(name, MARK))

    out = written(name, text)

    parsed = parsed_as(name, out)
    assert parsed.structure == usual.structure
    wanted = [expected(name, entry, text, shown) for entry in usual.texts]
    assert [t.strip() for t in parsed.texts] == [t.strip() for t in wanted]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", FORMATS)
def test_no_output_holds_what_a_terminal_or_a_runner_obeys(name: Format, payload: str) -> None:
    out = written(name, PAYLOADS[payload][0])

    out.encode("utf-8")
    assert {c for c in out if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}} <= {"\n"}
    own = {"azure": r"##vso\[task\.logissue ", "github": r"::(error|warning|notice) "}.get(name, "(?!)")
    for line in out.split("\n"):
        rest = re.sub(f"^{own}", "", line)
        assert not re.search(r"##(\[|vso\[|teamcity\[)", rest), line
        assert not rest.lstrip().startswith("::"), line


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_file_name_reaches_sarif_whole(payload: str) -> None:
    text = PAYLOADS[payload][0]

    results = json.loads(written("sarif", text))["runs"][0]["results"]

    path = f"{text}services/manifest.yaml{text}"
    uris = [place["physicalLocation"]["artifactLocation"]["uri"] for r in results for place in r["locations"]]
    allowed = re.compile(r"[A-Za-z0-9_.~/%-]+")
    assert all(allowed.fullmatch(uri) for uri in uris)
    errors = "surrogatepass" if text == "\ud83d" else "surrogateescape"
    assert path.encode("utf-8", errors) in {unquote_to_bytes(uri) for uri in uris}


def test_every_field_of_the_report_is_somewhere() -> None:
    """Else a payload in it would show nothing."""
    fields: list[str] = []

    def noted(field: str) -> str:
        fields.append(field)
        return f"<{field}>"

    report = hostile(noted)
    texts = {
        name: render(name, report, plain, quiet=False, waived=True)
        for name in ("json", "junit", "sarif", "full", "csv")
    }
    unread = {field for field in fields if not any(f"<{field}>" in t or f"&lt;{field}" in t for t in texts.values())}

    assert unread == {"selected"}, "it is only counted"


@pytest.mark.parametrize("name", FORMATS)
def test_the_hostile_report(name: Format, accept: bool) -> None:
    """One report with another payload in every field."""
    payloads = [text for text, _ in PAYLOADS.values()]
    order: dict[str, int] = {}
    report = hostile(lambda field: f"{payloads[order.setdefault(field, len(order)) % len(payloads)]} {field}")

    out = render(name, report, plain, quiet=False)

    golden = GOLDEN / f"{name}.txt"
    if accept:
        golden.write_text(out, encoding="utf-8", newline="\n")
    assert out == golden.read_text(encoding="utf-8")
