"""What every HTML page has: its frame, its style, verdicts as words, links to rules, what scrolls or folds.

A text of a user becomes part of a page only as a child or an attribute value of an htpy element, which writes it as
text; ``shown`` makes the rest of it visible. Every page has a head that lets a browser apply this one style, and load
nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import htpy as h
import markupsafe
from markupsafe import Markup

from checker.formats.terminal import escape
from checker.page_style import sheet
from checker.record import dataclass
from checker.report import Verdict


def policy(style: str, script: str = "") -> str:
    """The Content-Security-Policy: this one style, and this one script if there is one, by digest; nothing else."""
    ours = f"; script-src '{_digest(script)}'" if script else ""
    return f"default-src 'none'; style-src '{_digest(style)}'{ours}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def frame(title: str, style: str, body: h.Renderable, script: str = "") -> str:
    """A whole page of a body and our own style, whose policy allows our own script if the body holds it."""
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(http_equiv="Content-Security-Policy", content=policy(style, script)),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="color-scheme", content="light dark"),
        h.meta(name="referrer", content="no-referrer"),
        h.title[title],
        h.style[Markup(style)],  # ours alone: it holds no text of a user  # noqa: S704
    ]
    return finish(str(h.html(lang="en")[head, body]))


_ENDS = re.compile(
    r"(</(?:tr|table|section|p|li|ul|dl|dd|details|summary|svg|header|footer|main|nav|head|style|h[1-4])>)"
)


def finish(markup: str) -> str:
    """The finished page without a character that cannot be seen, and with a line after what ends a block.

    Every text of a user passes here, after htpy has made markup of nothing in it.
    """
    return f"{_ENDS.sub(_line, escape(markup))}\n"


def _line(end: re.Match[str]) -> str:
    return f"{end[0]}\n"


SYMBOLS = {
    Verdict.ERROR: "\u203c",
    Verdict.FAIL: "\u2717",
    Verdict.UNKNOWN: "?",
    Verdict.WAIVED: "\u25c7",
    Verdict.PASS: "\u2713",
    Verdict.NOT_APPLICABLE: "\u2013",
}


class Section(NamedTuple):
    name: str
    """Its id on the page."""
    title: str
    content: h.Node


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands at the foot of every sheet of it on paper, and what style a page has there beside that of all."""

    running: str
    style: str = ""


def whole_page(
    *, title: str, paper: Paper, skip: str, header: Sequence[h.Node], sections: Sequence[Section], footer: str
) -> str:
    """A page of sections, each of which its navigation names."""
    body = h.body[
        h.a(".skip", href="#main")[skip],
        header,
        h.nav(aria_label="Sections")[h.ul[(h.li[h.a(href=f"#{name}")[words]] for name, words, _ in sections)]],
        h.main("#main")[(_section(section) for section in sections)],
        h.footer[h.p[footer]],
    ]
    return frame(title, f"{sheet(paper.running)}{paper.style}", body)


def _section(section: Section) -> h.Node:
    title = f"{section.name}-title"
    return h.section(id=section.name, aria_labelledby=title)[h.h2(id=title)[section.title], section.content]


_NOTHING = Markup()


def settle(node: h.Node) -> Markup:
    """The markup of a part of a page, which htpy would make of it too, only later and slower.

    Deep in a page each tag and text goes through twenty generators, and each list of nodes is asked whether it has
    all that a protocol names. Half of the time of a page went there. Texts are escaped here as by htpy, by markupsafe.
    """
    if isinstance(node, str):
        return markupsafe.escape(node)
    if isinstance(node, list | tuple):
        return Markup("".join(map(settle, node)))  # of markup alone  # noqa: S704
    if isinstance(node, h.BaseElement):
        return markupsafe.escape(node)
    return _NOTHING if node is None else markupsafe.escape(h.fragment[node])


def tag(name: str, attributes: Mapping[str, str], content: Markup) -> Markup:
    """An element as htpy writes it: a site has a hundred thousand cells, and htpy takes most of its time for them.

    An attribute without a value is left out.
    """
    given = [f' {markupsafe.escape(key)}="{markupsafe.escape(value)}"' for key, value in attributes.items() if value]
    return Markup(f"<{name}{''.join(given)}>{markupsafe.escape(content)}</{name}>")  # all is escaped  # noqa: S704


def verdict(found: Verdict) -> h.Node:
    """Its symbol and its word: never the color alone."""
    return badge(found.value, SYMBOLS[found], found.value.replace("-", " "))


def badge(style: str, symbol: str, word: str) -> h.Node:
    return _badge(style, symbol, word)


@cache
def _badge(style: str, symbol: str, word: str) -> Markup:
    """A page has tens of thousands of badges, and some twenty different ones."""
    return settle(h.span(class_=f"v v-{style}")[h.span(aria_hidden="true")[symbol], f" {word}"])


def rule_link(rule: str) -> h.Node:
    return h.a(href=f"#rule-{rule}")[rule]


def scroll(label: str, content: h.Node) -> h.Node:
    """What may be wider than the screen: it scrolls by itself, and a keyboard reaches it."""
    return h.div(".scroll", role="group", tabindex="0", aria_label=label)[content]


def fold(summary: h.Node, *content: h.Node) -> h.Node:
    """What is there for those who look for it; on paper it is open."""
    return h.details[h.summary[summary], content]


def facts(pairs: Iterable[tuple[str, h.Node]]) -> h.Node:
    """Names and values, one a line."""
    return h.dl[settle([[h.dt[name], h.dd[settle(value)]] for name, value in pairs if value])]
