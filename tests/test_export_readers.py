"""What is exported, in the programs that read it: in-toto, Prometheus, shields.io's rules, and LibreOffice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.audit import tables
from checker.audit.exports import badge, jira, prometheus
from checker.audit.workbook import xlsx
from checker.bundle import layout
from checker.formats.terminal import escape
from checker.report import Report
from tests.bundles import AS_OF, EXAMPLE, PASSES, files_in, fleet, make, run
from tests.hostile import PAYLOADS, around, hostile
from tests.test_formats import REPORTS
from tests.test_tables import FORMULAS, _dossier

_MISSING = "pip install '.[dev]'"
in_toto = pytest.importorskip("in_toto_attestation.v1.statement", reason=_MISSING)
results = pytest.importorskip("in_toto_attestation.predicates.test_result.v0.test_result_pb2", reason=_MISSING)
protobuf = pytest.importorskip("google.protobuf.json_format", reason=_MISSING)
prometheus_parser = pytest.importorskip("prometheus_client.parser", reason=_MISSING)

HOSTILE = {name: hostile(around(text)) for name, (text, _) in PAYLOADS.items()}

# --- in-toto ---


def statement(raw: bytes) -> Any:  # noqa: ANN401 - of a library without types
    """As in-toto's own library reads it.

    Raises:
        ValueError: it is not one.
    """
    read = in_toto.Statement("", "", {})
    protobuf.Parse(raw, read.pb)
    read.validate()
    return read


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("in-toto")
    config = {"modelbylaws.yaml": "format: modelbylaws/config/v1\n"}
    assert make(fleet(folder / "fleet", PASSES | config), folder / "bundle") == 0
    return files_in(folder / "bundle")


@pytest.mark.parametrize("name", [layout.STATEMENT, layout.SIMPLE])
def test_in_toto_reads_a_statement(name: str, bundle: Mapping[str, bytes]) -> None:
    read = statement(bundle[name])

    assert [subject.name for subject in read.pb.subject] == ["model-manifest.yaml"]
    with pytest.raises(ValueError, match="Wrong statement type"):
        statement(bundle[name].replace(b"/Statement/v1", b"/Statement/v2"))


def test_in_toto_reads_the_result_of_tests(bundle: Mapping[str, bytes]) -> None:
    predicate = json.loads(bundle[layout.STATEMENT])["predicate"]
    known = {key: value for key, value in predicate.items() if not key.startswith("modelbylaws_")}

    read = protobuf.Parse(json.dumps(known), results.TestResult())

    assert read.result == "PASSED"
    assert [*read.passed_tests] == known["passedTests"]
    assert read.configuration[0].name == known["configuration"][0]["name"]


# --- Prometheus ---


@pytest.mark.parametrize("report", [*REPORTS.values(), *HOSTILE.values()], ids=[*REPORTS, *HOSTILE])
def test_prometheus_reads_every_gauge(report: Report) -> None:
    found = {family.name: family for family in prometheus_parser.text_string_to_metric_families(prometheus(report))}

    assert {family.type for family in found.values()} == {"gauge"}
    assert [sample.value for sample in found["modelbylaws_exit_code"].samples] == [report.exit_code]
    rules = [sample.labels["rule"] for sample in found["modelbylaws_rule_verdict"].samples]
    assert rules == [escape(ruling.id) for ruling in report.rulings]
    assert sum(sample.value for sample in found["modelbylaws_findings"].samples) == len(report.findings)


# --- shields.io ---

ENDPOINT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schemaVersion", "label", "message"],
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"enum": ["brightgreen", "green", "yellowgreen", "yellow", "orange", "red", "blue", "lightgrey"]},
        "isError": {"type": "boolean"},
    },
}
"""What shields.io documents of an endpoint, as far as a badge of ours uses it."""


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_badge_is_what_an_endpoint_gives(report: Report) -> None:
    jsonschema.validate(json.loads(badge(report)), ENDPOINT)


# --- LibreOffice ---

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
PATIENCE = 300


def office(folder: Path, *files: Path, reader: str = "") -> None:
    """Have LibreOffice open files and write each as flat XML."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice on PATH (soffice): apt-get install libreoffice-calc")
    reading = [f"--infilter={reader}"] if reader else []
    asked = [program, "--headless", *reading, "--convert-to", "fods", "--outdir", str(folder), *map(str, files)]
    home = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(asked, env=home, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr


def cells(file: Path) -> Iterator[tuple[str, str, ET.Element]]:
    """Sheet, head of the column, and the cell, of each cell that holds something."""
    for sheet in ET.parse(file).getroot().iter(f"{TABLE}table"):  # noqa: S314 - LibreOffice wrote it
        heads: list[str] = []
        for number, row in enumerate(sheet.iter(f"{TABLE}table-row")):
            column = 0
            for cell in row.findall(f"{TABLE}table-cell"):
                text = "".join(cell.itertext()).strip()
                heads += [text] if number == 0 else []
                if number and text:
                    yield sheet.get(f"{TABLE}name", ""), heads[column], cell
                column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))


@pytest.mark.slow
def test_libreoffice_opens_the_workbook_with_days_and_numbers(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    config = EXAMPLE / "modelbylaws.yaml"
    assert run("report", "--config", config, "--as-of", AS_OF, "--output", f"xlsx={book}")[0] == 1

    office(tmp_path, book)

    found = [*cells(tmp_path / "book.fods")]
    kinds = {(sheet, head, cell.get(f"{OFFICE}value-type")) for sheet, head, cell in found}
    assert {
        ("waivers", "expires", "date"),
        ("waivers", "days_left", "float"),
        ("findings", "as_of", "date"),
        ("findings", "highest_value", "float"),
        ("findings", "tier", "string"),
    } <= kinds
    (expires,) = (cell for sheet, head, cell in found if (sheet, head) == ("waivers", "expires"))
    assert expires.get(f"{OFFICE}date-value", "")[:10] == "2026-12-31"
    assert not [cell for _, _, cell in found if cell.get(f"{TABLE}formula")]


@pytest.mark.slow
@pytest.mark.parametrize("separator", [",", ";"])
def test_libreoffice_finds_no_formula_in_hostile_tables(separator: str, tmp_path: Path) -> None:
    dossiers = [_dossier(text) for text in (*FORMULAS, *(payload for payload, _ in PAYLOADS.values()))]
    made = {
        "findings": "".join(tables.as_csv(tables.findings(dossier.report)) for dossier in dossiers),
        "services": "".join(tables.as_csv(tables.services(dossier)) for dossier in dossiers),
        "jira": "".join(jira(dossier.report) for dossier in dossiers),
        "unsafe": f"a{separator}=1+1\n",
    }
    for name, text in made.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")

    office(tmp_path, *tmp_path.glob("*.csv"), reader=f"CSV:{ord(separator)},34,76,1")

    formulas = {name: "table:formula" in (tmp_path / f"{name}.fods").read_text(encoding="utf-8") for name in made}
    assert formulas == {name: name == "unsafe" for name in made}


@pytest.mark.slow
def test_libreoffice_finds_no_formula_in_a_hostile_workbook(tmp_path: Path) -> None:
    for number, text in enumerate(FORMULAS):
        (tmp_path / f"{number}.xlsx").write_bytes(xlsx(_dossier(text)))

    office(tmp_path, *tmp_path.glob("*.xlsx"))

    read = [*tmp_path.glob("*.fods")]
    assert len(read) == len(FORMULAS)
    assert [file.name for file in read if "table:formula" in file.read_text(encoding="utf-8")] == []
