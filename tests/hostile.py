"""A report in which every free text tries to be something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from checker.diagnostic import Diagnostic, Location, Span
from checker.report import (
    Decision,
    Exclusion,
    Finding,
    Input,
    JudgedWaiver,
    Measure,
    Report,
    Ruling,
    Share,
    Subject,
    Verdict,
    Whose,
)
from checker.vocabulary import Level

Wrap = Callable[[str], str]
"""From the name of a field to its text."""

PAYLOADS: dict[str, tuple[str, str]] = {
    "nothing": ("plain", "plain"),
    "line feed": ("\n", r"\u{a}"),
    "line feed and command": ("\n::error::forged", r"\u{a}::error::forged"),
    "carriage return": ("\r::set-output name=x::y", r"\u{d}::set-output name=x::y"),
    "command": ("::error file=a,line=1::forged", "::error file=a,line=1::forged"),
    "command after spaces": ("  ::stop-commands::x", "  ::stop-commands::x"),
    "old command": ("##[set-env name=A;]b", r"#\u{23}[set-env name=A;]b"),
    "azure command": ("##vso[task.setvariable variable=a]b", r"#\u{23}vso[task.setvariable variable=a]b"),
    "teamcity command": ("##teamcity[buildStatus status='SUCCESS']", r"#\u{23}teamcity[buildStatus status='SUCCESS']"),
    "percent code": ("%0A::error::x %0D %25 %3A %2C %AZP25 %3B %5D", "%0A::error::x %0D %25 %3A %2C %AZP25 %3B %5D"),
    "property end": ("a,b:c;d]e", "a,b:c;d]e"),
    "escape sequence": ("\x1b[2J\x1b[31m", r"\u{1b}[2J\u{1b}[31m"),
    "terminal title and link": ("\x1b]0;t\x07\x1b]8;;x\x1b\\", "\\u{1b}]0;t\\u{7}\\u{1b}]8;;x\\u{1b}\\"),
    "one byte escape": ("\x9b31m", r"\u{9b}31m"),
    "bidi": ("\u202egnp.exe\u2066\u2069", r"\u{202e}gnp.exe\u{2066}\u{2069}"),
    "zero width": ("a\u200bb\u2060c\ufeff", r"a\u{200b}b\u{2060}c\u{feff}"),
    "other line ends": ("\x0b\x0c\x85\u2028\u2029", r"\u{b}\u{c}\u{85}\u{2028}\u{2029}"),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "image with script": ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    "comment end": ("--> ]]> <!-- <![CDATA[", "--> ]]> <!-- <![CDATA["),
    "reference": ("&amp;&#60;&lt; & &copy;", "&amp;&#60;&lt; & &copy;"),
    "quotes": ("'\"`", "'\"`"),
    "link": ("[click](https://evil.example)", "[click](https://evil.example)"),
    "image": ("![x](https://evil.example/x.png)", "![x](https://evil.example/x.png)"),
    "place of a link": ("](1) [x](2) {0} {{1}}", "](1) [x](2) {0} {{1}}"),
    "bare address": ("https://evil.example me@evil.example", "https://evil.example me@evil.example"),
    "bare host": ("www.evil.example WWW.evil.example", "www.evil.example WWW.evil.example"),
    "mention": ("@octocat @org/team #1 GH-1", "@octocat @org/team #1 GH-1"),
    "cell border": ("a | b || c", "a | b || c"),
    "backslash and border": ("a \\| b \\", "a \\| b \\"),
    "fence": ("``` x ~~~ `y`", "``` x ~~~ `y`"),
    "emphasis": ("**x** _y_ ~~z~~ $a$ # b", "**x** _y_ ~~z~~ $a$ # b"),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "plus": ("+1+1", "+1+1"),
    "minus": ("-1+1", "-1+1"),
    "at": ("@SUM(1)", "@SUM(1)"),
    "formula after spaces": ("  =1+1", "  =1+1"),
    "full width formula": ("\uff1d1\uff0b1", "\uff1d1\uff0b1"),
    "tab": ("\t=1+1", r"\u{9}=1+1"),
    "cells": ('a,"b";c', 'a,"b";c'),
    "controls": ("\x00\x01\x08\x0e\x1f\x7f\x80", r"\u{0}\u{1}\u{8}\u{e}\u{1f}\u{7f}\u{80}"),
    "no characters": ("\ufffe\uffff\U0001fffe", r"\u{fffe}\u{ffff}\u{1fffe}"),
    "byte of a name": ("\udce9", r"\u{dce9}"),
    "half of a pair": ("\ud83d", r"\u{d83d}"),
    "beyond 16 bits": ("\U0001f600 \U00020000", "\U0001f600 \U00020000"),
    "written escape": ("\\ud800 \\u{41} \\n", "\\ud800 \\u{41} \\n"),
}  # fmt: skip
"""By name: the text, and how a log shows it."""

MARK = "PAYLOAD"


def around(payload: str) -> Wrap:
    """The payload at the start and at the end of every field."""
    return lambda name: f"{payload}{name}{payload}"


def hostile(w: Wrap) -> Report:
    """A report with something in every field that a format reads."""
    manifest, policy = w("services/manifest.yaml"), w("policies/policy.yaml")
    service = Subject(w("service"), w("use"), w("route"))
    key = Subject(key=w("key"))
    there = Location(manifest, Span(2, 3, 2, 5), w("label"))
    many = Location(manifest, Span(1, 1, 3, 2), w("many lines"))
    cap = Location(policy, Span(1, 2, 1, 4), w("cap"))
    whole = Location(manifest, None, w("whole"))
    carried = Location(f"builtin:{w('carried')}", Span(1, 1, 1, 2), w("carried label"))
    share = Share(Fraction(3), Fraction(5))
    measure = Measure(key.key, share, share, Fraction(2, 5), Verdict.FAIL, (w("counted"),), (w("undecided"),))
    left = Measure(w("left out"), share, share, Fraction(2, 5), Verdict.NOT_APPLICABLE, ())

    def finding(rule: str, level: Level, verdict: Verdict, subject: Subject, *places: Location) -> Finding:
        waiver = w("waiver") if verdict is Verdict.WAIVED else None
        notes = (w("note one"), w("note two"))
        message, help_, fix = w("message"), w("help"), w("fix")
        return Finding(w(rule), w("title"), level, verdict, subject, message, places, help_, notes, fix, waiver)

    def ruling(id_: str, level: Level, decided: tuple[Decision, ...], *measures: Measure) -> Ruling:
        return Ruling(
            id=w(id_), policy=w("policy"), kind=w("kind"), level=level, title=w("title"), sentence=w("sentence"),
            location=cap, verdict=decided[0].verdict, why=w("why"), controls=(w("control"),), selected=(w("selected"),),
            possible=(w("possible"),), excluded=(Exclusion(w("excluded"), w("because")),), decisions=decided,
            measures=measures, reason=w("reason"),
        )  # fmt: skip

    def decision(subject: Subject, verdict: Verdict) -> Decision:
        return Decision(subject, verdict, w("decided"))

    other = Subject(w("other service"))
    return Report(
        as_of=dt.date(2026, 11, 22),
        version="0.0.0",
        inputs=(Input(policy, "policy", "0"), Input(manifest, "manifest", "0")),
        services=2,
        rulings=(
            ruling("fleet", "soft", (decision(key, Verdict.FAIL),), measure, left),
            ruling("one", "hard", (decision(service, Verdict.UNKNOWN), decision(other, Verdict.PASS))),
            ruling("advice", "advisory", (decision(service, Verdict.FAIL),)),
            ruling("waived", "soft", (decision(service, Verdict.WAIVED),)),
            ruling("crash", "soft", (decision(service, Verdict.ERROR),)),
            ruling("silent", "soft", (decision(service, Verdict.NOT_APPLICABLE),)),
        ),
        findings=(
            finding("crash", "soft", Verdict.ERROR, service, whole),
            finding("fleet", "soft", Verdict.FAIL, key, cap, there, many, carried),
            finding("one", "hard", Verdict.UNKNOWN, service, carried, there),
            finding("advice", "advisory", Verdict.FAIL, service, many, there),
            finding("waived", "soft", Verdict.WAIVED, service, there),
        ),
        diagnostics=(Diagnostic(w("code"), w("fault"), (there, carried), w("remedy")),),
        notes=(w("note of the run"),),
        hidden=(finding("silent", "soft", Verdict.FAIL, service, there),),
        nothing=w("nothing"),
        waivers=(
            JudgedWaiver(
                id=w("waiver"), rule=w("waived"), subject=service, states=("active",), days_left=8,
                requested_by=w("requester"), approved_by=w("approver"), approved_on=dt.date(2026, 9, 12),
                expires=dt.date(2026, 11, 30), reason=w("waiver's reason"), ticket=w("ticket"), limit=w("limit"),
                location=there,
            ),
        ),
        sources={manifest: w("one").replace("\n", " ") + "\nsecond line\nthird\n", policy: "  cap: 40%\n"},
        whose={service.service or "": Whose(w("owner"), w("tier"), w("lifecycle"))},
    )  # fmt: skip
