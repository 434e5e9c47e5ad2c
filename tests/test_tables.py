"""Tables for auditors: a workbook in which nothing is calculated, and the columns of DORA's register."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from checker.audit import dora, tables
from checker.audit.dora.assessed import SUBSTITUTABILITY
from checker.audit.dossier import Dossier
from checker.audit.workbook import MAX_CELL, TYPED, xlsx
from checker.cli import main
from checker.vocabulary import Substitutability
from tests.bundles import AS_OF, EXAMPLE, PASSES, fleet, run
from tests.dossiers import example
from tests.hostile import PAYLOADS, hostile

CONFIG = EXAMPLE / "modelbylaws.yaml"
FORMULAS = (
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "http://example.org",
    "1",
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("book") / "report.xlsx"
    assert run("report", "--config", CONFIG, "--as-of", AS_OF, "--output", f"xlsx={file}")[0] == 1
    return file


def test_a_workbook_holds_what_the_tables_hold(book: Path) -> None:
    read = load_workbook(book)
    csv_file = book.parent / "findings.csv"
    run("report", "--config", CONFIG, "--as-of", AS_OF, "--output", f"csv={csv_file}")
    rows = [*csv.reader(io.StringIO(csv_file.read_text(encoding="utf-8")))]

    assert [cell.value for cell in read["overview"]["A"]][:3] == ["what", "organization", "outcome"]
    shown = [[cell or "" for cell in row] for row in read["findings"].iter_rows(values_only=True)]
    assert [len(row) for row in shown] == [len(row) + 2 for row in rows]  # numbers
    assert [row[:6] for row in shown] == [row[:6] for row in rows]
    at = rows[0].index("owner")
    assert [row[at : at + 4] for row in shown] == [row[at:] for row in rows]
    assert {tuple(map(bool, row[at:])) for row in rows[1:]} >= {(False,) * 4, (True, True, True, False), (True,) * 4}
    assert read["services"].max_row == 1 + 18
    assert read.properties.created == dt.datetime(2026, 11, 22)  # noqa: DTZ001 - as openpyxl reads it


def untyped(read: Workbook) -> list[Cell]:
    """Cells that are no text, outside of the columns that only the program fills."""
    found = []
    for sheet in read:
        heads = [str(cell.value) for cell in sheet[1]]
        cells = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
        found += [cell for cell in cells if cell.data_type != "s" and heads[(cell.column or 1) - 1] not in TYPED]
    return found


def test_only_columns_of_the_program_are_anything_but_text(book: Path) -> None:
    read = load_workbook(book)
    cells = [cell for sheet in read for row in sheet.iter_rows() for cell in row if cell.value]

    assert len(cells) > 1000
    assert untyped(read) == []
    assert not [cell for cell in cells if cell.hyperlink or cell.data_type == "f"]


def test_days_and_numbers_can_be_sorted_and_findings_say_whose_they_are(book: Path) -> None:
    read = load_workbook(book)
    heads = {str(cell.value): at for at, cell in enumerate(read["findings"][1])}
    rows = [[cell.value for cell in row] for row in read["findings"].iter_rows(min_row=2)]
    broken = next(
        row for row in rows if row[heads["rule"]] == "regulated-self-hostable" and row[heads["verdict"]] == "fail"
    )
    share = next(row for row in rows if row[heads["record"]] == "measure" and row[heads["key"]] == "meta")

    assert read.sheetnames == [
        "overview", "findings", "services", "population", "measures", "waivers", "controls", "facts", "observed",
    ]  # fmt: skip
    assert isinstance(broken[heads["line"]], int)
    assert broken[heads["as_of"]] == dt.datetime(2026, 11, 22)  # noqa: DTZ001 - as openpyxl reads it
    assert [broken[heads[name]] for name in ("owner", "tier", "lifecycle")] == [
        "team-corporate-credit",
        "1",
        "production",
    ]
    assert len(str(broken[heads["fingerprint"]])) >= 16
    assert (share[heads["highest_value"]], share[heads["limit_value"]]) == (0.470588, 0.4)


def test_a_workbook_has_the_same_bytes_each_time(book: Path) -> None:
    again = book.parent / "again.xlsx"
    run("report", "--config", CONFIG, "--as-of", AS_OF, "--output", f"xlsx={again}")

    assert again.read_bytes() == book.read_bytes()


def _dossier(text: str) -> Dossier:
    report = hostile(lambda name: f"{text}{name}")
    return Dossier(report, text, None, (), (), (text,), (), (), (), 0)


@pytest.mark.parametrize("text", [*FORMULAS, *(payload for payload, _ in PAYLOADS.values())])
def test_hostile_text_stays_text_in_a_workbook(text: str) -> None:
    read = load_workbook(io.BytesIO(xlsx(_dossier(text))))
    cells = [cell for sheet in read for row in sheet.iter_rows() for cell in row if cell.value]

    assert untyped(read) == []
    assert not [cell for cell in cells if cell.hyperlink or cell.data_type == "f"]


@pytest.mark.parametrize("text", FORMULAS[:5])
def test_no_cell_of_a_table_starts_a_formula(text: str) -> None:
    shown = tables.as_csv(tables.services(_dossier(text)))

    assert not [row for row in csv.reader(io.StringIO(shown)) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_cell_that_is_too_long_says_that_it_was_cut() -> None:
    report = replace(hostile(lambda name: name), notes=("x" * (MAX_CELL + 1),))
    read = load_workbook(io.BytesIO(xlsx(replace(_dossier(""), report=report))))
    longest = max((str(cell.value) for row in read["findings"].iter_rows() for cell in row), key=len)

    assert len(longest) == MAX_CELL
    assert longest.endswith("(cut; the CSV has all of it)")


class _NotInstalled(MetaPathFinder):
    """Finds a library missing, as it is without the extra."""

    def __init__(self, library: str) -> None:
        self.library = library

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] == self.library:
            raise ModuleNotFoundError(name)
        return None


@pytest.fixture
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    library = str(request.param)
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    finder = _NotInstalled(library)
    sys.meta_path.insert(0, finder)
    yield
    sys.meta_path.remove(finder)


@pytest.mark.parametrize("without", ["xlsxwriter"], indirect=True)
def test_without_the_extra_the_workbook_names_the_command(
    without: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without is None
    assert main(["report", "--config", str(CONFIG), "--output", f"xlsx={tmp_path / 'x'}"]) == 2
    assert "pip install 'modelbylaws[xlsx]'" in capsys.readouterr().err


@pytest.mark.parametrize("without", ["cryptography"], indirect=True)
def test_without_the_extra_signing_names_the_command(
    without: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without is None
    bundle = ["--bundle", str(tmp_path / "bundle"), "--sign", str(CONFIG)]

    assert main(["report", "--config", str(CONFIG), "--as-of", AS_OF, *bundle]) == 2
    assert "pip install 'modelbylaws[sign]'" in capsys.readouterr().err
    assert not (tmp_path / "bundle").exists()


def test_text_outputs_alone_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("xlsx", "dora"):
        assert main(["report", "--config", str(CONFIG), "--output", f"{kind}=-"]) == 2
        assert "give " in capsys.readouterr().err


def test_a_manifest_that_could_not_be_read_stands_in_the_tables(tmp_path: Path) -> None:
    root = fleet(tmp_path, {**PASSES, "other/model-manifest.yaml": "service: ["})

    code, said = run("report", "--config", root / "modelbylaws.yaml", "--as-of", AS_OF, "--output", "population=-")
    (unread,) = [row for row in csv.DictReader(io.StringIO(said)) if not row["service"]]
    table = tables.services(replace(example(), services=example().services[1:]))

    assert (code, unread["file"], unread["not_known"]) == (
        2, "other/model-manifest.yaml", "manifest: could not be read",
    )  # fmt: skip
    assert [row[1:3] for row in table.rows if not row[0]] == [("not read", example().services[0].location.file)]


def register(folder: Path, config: Path = CONFIG) -> dict[str, list[dict[str, str]]]:
    run("report", "--config", config, "--as-of", AS_OF, "--output", f"dora={folder}")
    return {
        path.stem: [*csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))] for path in sorted(folder.iterdir())
    }


def test_the_register_has_the_official_columns_and_ours_in_files_of_their_own(tmp_path: Path) -> None:
    found = register(tmp_path / "dora")

    assert {*found} == {*dora.COLUMNS, *(f"{name}.ours" for name in dora.COLUMNS), "findings", "scope", "summary"}
    for template, meanings in dora.COLUMNS.items():
        assert [[*row] for row in found[template][:1]] in ([], [[*meanings]])
        assert [*meanings] == sorted(meanings)
        assert len(found[template]) == len(found[f"{template}.ours"])


def test_the_scope_is_every_contract_and_every_route_of_a_third_party(tmp_path: Path) -> None:
    found = register(tmp_path / "dora")

    assert [row["c0010"] for row in found["B_02.01"]] == [
        "CTR-1904", "CTR-2031", "CTR-2211", "CTR-2307", "CTR-2340", "",
    ]  # fmt: skip
    assert "treasury-research" in {row["service"] for row in found["scope"] if row["in_register"] == "yes"}
    routes = [row for row in found["scope"] if row["kind"] == "route"]
    left = [row for row in routes if row["in_register"] == "no"]
    assert (len(routes), len(left)) == (32, 18)
    assert {row["reason"] for row in left} == {
        "planned, and not in use", "runs on own machines, and names no contract",
    }  # fmt: skip
    counted = {(r["column"], r["meaning"]): r["rows"] for r in found["summary"] if r["template"] == "scope"}
    assert counted == {
        ("contracts in the register", ""): "5",
        ("routes in the register", ""): "14",
        ("routes left out", "planned, and not in use"): "1",
        ("routes left out", "runs on own machines, and names no contract"): "17",
    }


def test_a_row_stands_for_an_official_key_and_disagreement_is_a_finding(tmp_path: Path) -> None:
    found = register(tmp_path / "dora")

    for template, key in (
        ("B_02.01", ["c0010"]), ("B_02.02", ["c0010", "c0050", "c0160"]), ("B_07.01", ["c0010"]),
    ):  # fmt: skip
        keys_ = [tuple(row[column] for column in key) for row in found[template]]
        assert len(keys_) == len(set(keys_)), template
    first = found["B_07.01"][0]
    assert (first["c0010"], first["c0050"], first["c0080"]) == ("CTR-1904", "eba_ZZ:x961", "")
    assert (first["c0110"], first["c0120"]) == ("eba_BT:x28", "Google, Mistral AI")
    told = {(row["template"], row["row"], row["column"]): row["finding"] for row in found["findings"]}
    assert told["B_07.01", "1", "c0050"].startswith("advisor-copilot: easy; client-search: medium; ")
    assert "web-faq: not said" in told["B_07.01", "1", "c0080"]


def test_the_chain_has_ranks_and_meets_a_group_once(tmp_path: Path) -> None:
    found = register(tmp_path / "dora")
    rows = [*zip(found["B_05.02"], found["B_05.02.ours"], strict=True)]
    chain = [(row["c0050"], ours["provider"], ours["relation"]) for row, ours in rows if row["c0010"] == "CTR-1904"]

    assert chain == [
        ("1", "Microsoft", "signs"), ("2", "Meta Platforms", "vendor"), ("2", "NVIDIA", "vendor"),
        ("2", "OpenAI", "vendor"), ("3", "Meta Platforms", "ancestor"),
    ]  # fmt: skip
    assert [ours["provider"] for row, ours in rows if row["c0010"] == "CTR-2307"] == ["OpenAI"]


def test_a_cost_is_known_where_its_services_spend_on_nothing_else(tmp_path: Path) -> None:
    rows = {row["c0010"]: row for row in register(tmp_path / "dora")["B_02.01"]}

    assert (rows["CTR-2031"]["c0040"], rows["CTR-2031"]["c0050"]) == ("eba_CU:EUR", "116400")
    assert (rows["CTR-2307"]["c0040"], rows["CTR-2307"]["c0050"]) == ("", "")  # its service spends on two contracts


def test_every_substitutability_has_a_value_of_the_official_list() -> None:
    assert {*SUBSTITUTABILITY} == {*get_args(Substitutability)}
    assert len({*SUBSTITUTABILITY.values()}) == len(SUBSTITUTABILITY)


def test_what_is_not_known_stays_empty_and_is_counted(tmp_path: Path) -> None:
    manifest = PASSES["model-manifest.yaml"].replace("self-hosted", "cloud-api")
    root = fleet(tmp_path / "fleet", {**PASSES, "model-manifest.yaml": manifest})
    found = register(tmp_path / "dora", root / "modelbylaws.yaml")

    for template in ("B_02.01", "B_02.02", "B_05.01", "B_07.01"):
        (row,) = found[template]
        assert not any(row.values())
    open_ = [row for row in found["summary"] if row["template"] in {"B_02.01", "B_02.02", "B_05.01", "B_07.01"}]
    assert {(row["rows"], row["known"], row["unknown"]) for row in open_} == {("1", "0", "1")}


def test_a_contract_that_is_over_is_left_out_unless_it_is_named(tmp_path: Path) -> None:
    terms = """\
format: modelbylaws/catalog/v1
contracts:
  - {id: CTR-OLD, supplier: Somebody, end: 2026-01-31}
  - {id: CTR-USED, supplier: Somebody, end: 2026-01-31}
"""
    manifest = PASSES["model-manifest.yaml"].replace("self-hosted", "cloud-api") + "        contract: CTR-USED\n"
    more = {"model-manifest.yaml": manifest, "catalog/own.yaml": terms}
    root = fleet(tmp_path / "fleet", PASSES | more)

    found = register(tmp_path / "dora", root / "modelbylaws.yaml")

    assert [row["c0010"] for row in found["B_02.01"]] == ["CTR-USED"]
    assert [(row["contract"], row["in_register"], row["reason"]) for row in found["scope"][:2]] == [
        ("CTR-OLD", "no", "over since 2026-01-31, and no route in use names it"),
        ("CTR-USED", "yes", "over, and still named"),
    ]


def test_a_provider_that_no_contract_names_is_counted_as_unknown(tmp_path: Path) -> None:
    first = PASSES["model-manifest.yaml"].replace("self-hosted", "cloud-api")
    second = first.replace("service: claims", "service: quotes") + "        contract: CTR-1\n"
    root = fleet(tmp_path / "fleet", {**PASSES, "model-manifest.yaml": first, "b/model-manifest.yaml": second})

    found = register(tmp_path / "dora", root / "modelbylaws.yaml")

    rows = [*zip(found["B_05.01"], found["B_05.01.ours"], strict=True)]
    assert [(row["c0050"], ours["contracts"], ours["services"]) for row, ours in rows] == [
        ("", "CTR-1", "quotes"), ("", "", "claims"),
    ]  # fmt: skip


def test_labels_give_the_function_and_whether_it_is_critical(tmp_path: Path) -> None:
    manifest = (
        PASSES["model-manifest.yaml"].replace("self-hosted", "cloud-api")
        + '        jurisdictions: [DE, IE]\nlabels: {dora-function: F12, dora-critical: "no"}\n'
    )
    root = fleet(tmp_path / "fleet", {**PASSES, "model-manifest.yaml": manifest})

    found = register(tmp_path / "dora", root / "modelbylaws.yaml")

    assert [(row["c0050"], row["c0160"]) for row in found["B_02.02"]] == [("F12", "eba_GA:DE"), ("F12", "eba_GA:IE")]
    assert [(row["c0010"], row["c0050"]) for row in found["B_06.01"]] == [("F12", "eba_BT:x29")]
    assert found["B_07.01"] == []  # which is about critical or important functions


def test_a_label_that_says_neither_yes_nor_no_is_told_and_counts_as_not_said(tmp_path: Path) -> None:
    manifest = (
        PASSES["model-manifest.yaml"].replace("self-hosted", "cloud-api")
        + '        jurisdictions: [DE]\nlabels: {dora-function: F12, dora-critical: "No"}\n'
    )
    root = fleet(tmp_path / "fleet", {**PASSES, "model-manifest.yaml": manifest})

    found = register(tmp_path / "dora", root / "modelbylaws.yaml")

    assert [(row["c0010"], row["c0050"]) for row in found["B_06.01"]] == [("F12", "")]
    assert len(found["B_07.01"]) == 1
    said = "dora-critical is neither yes nor no, so it counts as not said; claims: 'No'"
    assert [(row["template"], row["finding"]) for row in found["findings"] if "dora-critical" in row["finding"]] == [
        ("B_06.01", said), ("B_07.01", said),
    ]  # fmt: skip


def test_a_register_replaces_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.csv").write_text("x", encoding="utf-8")

    assert main(["report", "--config", str(CONFIG), "--output", f"dora={tmp_path}"]) == 2
    assert "is not an empty folder" in capsys.readouterr().err


def test_nobody_signs_a_contract_with_us_but_ourselves(tmp_path: Path) -> None:
    """A contract that no catalog has, on a route that we run: it is open who signs it, and not ``self``."""
    manifest = PASSES["model-manifest.yaml"].replace(
        "access: self-hosted", "access: self-hosted\n        contract: CTR-1"
    )
    root = fleet(tmp_path / "fleet", {**PASSES, "model-manifest.yaml": manifest})

    found = register(tmp_path / "dora", root / "modelbylaws.yaml")

    signs = [row["provider"] for row in found["B_05.02.ours"] if row["relation"] == "signs"]
    assert (signs, [row["c0010"] for row in found["B_02.01"]]) == ([""], ["CTR-1"])
    assert "self" not in {row["provider"] for row in found["B_05.02.ours"]}
