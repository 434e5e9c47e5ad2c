"""No text of a policy test can be more than text either, in any format of ``test``."""

from __future__ import annotations

import pytest

from checker.diagnostic import Diagnostic, Location, Span
from checker.formats import PROOF_FORMATS, Format
from checker.formats.terminal import plain
from checker.proof import trial as tried
from checker.proof.told import proof
from tests.hostile import MARK, PAYLOADS, Wrap, around
from tests.test_neutral import expected, parsed_as


def a_test_report(w: Wrap) -> tried.TestReport:
    tests = w("tests.yaml")
    at = Location(tests, Span(1, 1, 1, 4), w("label"))
    lines = (("same", w("same")), ("expected", w("expected")), ("actual", w("actual")))
    missed = tried.TriedCase(w("rule"), w("missed"), at, held=False, lines=lines, messages=(w("said"),))
    held = tried.TriedCase(w("rule"), w("held"), at, held=True, lines=(), messages=())
    return tried.TestReport(
        cases=(missed, held),
        files=1,
        rules=1,
        unproven=(tried.Unproven(w("unproven"), "no failing case", at),),
        diagnostics=(Diagnostic(w("code"), w("fault"), (at,), w("remedy")),),
        exit_code=2,
        nothing=w("nothing"),
        sources={tests: "first line\n"},
    )


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", PROOF_FORMATS)
def test_text_stays_text(name: Format, payload: str) -> None:
    text, shown = PAYLOADS[payload]
    usual = parsed_as(name, proof(name, a_test_report(around(MARK)), plain))

    out = proof(name, a_test_report(around(text)), plain)

    parsed = parsed_as(name, out)
    assert parsed.structure == usual.structure
    wanted = [expected(name, entry, text, shown).strip() for entry in usual.texts]
    assert [entry.strip() for entry in parsed.texts] == wanted
    assert not [line for line in out.split("\n") if line.lstrip().startswith("::")]
