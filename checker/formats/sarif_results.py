"""Findings as results of SARIF: the message with its links, the places, and what an alert is known by.

The hash by which GitHub follows an alert while lines move around it is made of the first 100 characters from
the start of a line that are neither space nor tab, in UTF-16 units; the end of the file counts as one, and then
zeros. A number tells equal hashes of one file apart. GitHub computes the same and warns about every result for
which a tool says something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol
from urllib.parse import quote

from checker.diagnostic import Location, Span, is_elsewhere, many
from checker.formats.places import Placed, anchor, in_repository, path
from checker.formats.summary import details, show_place
from checker.formats.terminal import visible
from checker.report import Finding, JudgedWaiver, Verdict
from checker.vocabulary import Level

_WINDOW = 100
_BASE = 37
_WORD = 2**64
_END = "\uffff" + "\0" * _WINDOW
_NO_SPACE = str.maketrans("", "", " \t")
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")


class LineHashes:
    """The hashes of one file's lines, each made when it is asked for."""

    def __init__(self, text: str) -> None:
        dense = _BEYOND_16_BITS.sub(_pair, text).translate(_NO_SPACE)
        self._starts = [0, *(found.end() for found in re.finditer("\n", dense))]
        self._text = dense + _END

    def line(self, number: int) -> str | None:
        """The hash of a line (1-based) with its number among equals, or None where the file has no such line."""
        if not 1 <= number <= len(self._starts):
            return None
        start = self._starts[number - 1]
        window = self._text[start : start + _WINDOW]
        value = 0
        for unit in window:
            value = (value * _BASE + ord(unit)) % _WORD
        same = sum(self._text.startswith(window, earlier) for earlier in self._starts[:number])
        return f"{value:x}:{same}"


def _pair(found: re.Match[str]) -> str:
    high, low = divmod(ord(found[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


SARIF_LEVELS: Mapping[Level, Literal["error", "warning"]] = {"hard": "error", "soft": "error", "advisory": "warning"}

MAX_PLACES = 1_000
"""GitHub rejects a file in which a result has more."""

LINKED = 100
"""Most related places that GitHub shows."""

_MARKUP = re.compile(r"(?<=\])\(|\{(?=\d+\})")
"""What would make a link or a placeholder of plain text."""

_WHOLE_FILE = Span(1, 1, 1, 1)
"""How GitHub wants a file named as a whole: it asks for a region."""


def sarif_text(text: str) -> str:
    """Text without anything invisible, link or placeholder. A code point stands without braces, which make one."""
    return _MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text, "\\u{:04x}"))


def physical(location: Location, report: Placed) -> dict[str, object]:
    """A place in a file of the repository."""
    line, column, end_line, end_column = location.span or _WHOLE_FILE
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    artifact = {"uri": _uri(path(location, report)), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _uri(file: str) -> str:
    """A relative reference; bytes of a name that is no text are kept as they are."""
    try:
        return quote(file.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:  # half of a pair that stands for no byte
        return quote(file.encode("utf-8", "surrogatepass"))


def _list_other_places(finding: Finding) -> dict[str, object]:
    """Places in files of the program and of other repositories: a name is all that a reader of this one has of them."""
    places = [(at.file, f":{at.span.line}" if at.span else "") for at in finding.locations if not in_repository(at)]
    names = [{"fullyQualifiedName": sarif_text(f"{file}{line}")} for file, line in places]
    return {"logicalLocations": names} if names else {}


def _label(text: str) -> str:
    """The text of a link."""
    return re.sub(r"[\[\]\\]", r"\\\g<0>", sarif_text(text))


class Sourced(Placed, Protocol):
    """What has places, and the text of the files that they are in."""

    @property
    def sources(self) -> Mapping[str, str]: ...


class Results:
    """Makes results, and remembers what it left out of them.

    Args:
        report: whose results they are.
        findings: all findings of the run.
        rules: the ids of the rules, in the order in which the driver lists them.
        waivers: the register of waivers, for results that say by which they are suppressed; None where none says it.
    """

    def __init__(
        self,
        report: Sourced,
        findings: Sequence[Finding],
        rules: Iterable[str],
        waivers: Sequence[JudgedWaiver] | None = None,
    ) -> None:
        self._report, self._findings = report, findings
        self._index = {rule: number for number, rule in enumerate(rules)}
        self._waivers = None if waivers is None else {waiver.id: waiver for waiver in waivers}
        self._hashes: dict[str, LineHashes] = {}
        self._taken = Counter((f.rule, place.file, place.span and place.span.line) for f, place in self._alone())
        self.cut: list[str] = []

    def of(self, finding: Finding) -> dict[str, object]:
        primary = anchor(finding.locations, self._report)
        related = [at for at in finding.locations if at is not primary and in_repository(at)]
        if len(related) >= MAX_PLACES:
            left = len(related) - MAX_PLACES + 1
            self.cut.append(f"{finding.rule} for {finding.subject}: {many(left, 'place')} left out")
            related = related[: MAX_PLACES - 1]
        result: dict[str, object] = {
            "ruleId": sarif_text(finding.rule),
            "level": "error" if finding.verdict is Verdict.ERROR else SARIF_LEVELS[finding.level],
            "message": {"text": self._message(finding, related)},
            "locations": [{**physical(primary, self._report), **_list_other_places(finding)}] if primary else [],
            "relatedLocations": [self._related(number, at) for number, at in enumerate(related, 1)],
            "partialFingerprints": {"primaryLocationLineHash": self._identity(finding, primary)},
            "properties": {"verdict": finding.verdict.value, "fingerprint": finding.fingerprint},
        }
        if finding.rule in self._index:
            result["ruleIndex"] = self._index[finding.rule]
        if self._waivers is not None:
            result["suppressions"] = _suppressions(finding, self._waivers)
        return result

    def _message(self, finding: Finding, related: Sequence[Location]) -> str:
        linked = [f"[{_label(at.label or at.file)}]({number})" for number, at in enumerate(related[:LINKED], 1)]
        if len(related) > LINKED:
            linked.append(f"and {len(related) - LINKED} more")
        elsewhere = [sarif_text(show_place(at)) for at in finding.locations if is_elsewhere(at.file)]
        linked += elsewhere[:LINKED] + ([f"and {len(elsewhere) - LINKED} more"] if elsewhere[LINKED:] else [])
        lines = [sarif_text(finding.message)]
        if linked:
            lines.append(f"Places: {', '.join(linked)}")
        return "\n".join([*lines, *(f"{name.capitalize()}: {sarif_text(text)}" for name, text in details(finding))])

    def _related(self, number: int, at: Location) -> dict[str, object]:
        said = {"message": {"text": sarif_text(at.label)}} if at.label else {}
        return {"id": number, **said, **physical(at, self._report)}

    def _alone(self) -> list[tuple[Finding, Location]]:
        """Findings about one service, with their place in its manifest."""
        found = [(f, anchor(f.locations, self._report)) for f in self._findings if f.subject.service is not None]
        return [(finding, place) for finding, place in found if place is not None and place.span is not None]

    def _identity(self, finding: Finding, place: Location | None) -> str:
        """GitHub's own hash of the line; of rule and subject where several findings share a line.

        Two vendors above one cap share the policy's line, and would be one alert.
        """
        source = self._report.sources.get(place.file) if place else None
        if place is None or place.span is None or source is None or finding.subject.service is None:
            return finding.fingerprint
        if self._taken[(finding.rule, place.file, place.span.line)] > 1:
            return finding.fingerprint
        if place.file not in self._hashes:
            self._hashes[place.file] = LineHashes(source)
        return self._hashes[place.file].line(place.span.line) or finding.fingerprint


def _suppressions(finding: Finding, waivers: Mapping[str, JudgedWaiver]) -> list[dict[str, object]]:
    """The waiver; an empty list says that there is none."""
    if finding.waiver is None:
        return []
    waiver = waivers.get(finding.waiver)
    said = f"{waiver.show()}: {waiver.reason}" if waiver else finding.waiver
    return [{"kind": "external", "status": "accepted", "justification": sarif_text(said)}]
