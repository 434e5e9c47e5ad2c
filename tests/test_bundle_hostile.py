"""Bundles that somebody made to harm: a clear refusal, exit code 2, and nothing written anywhere."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.audit.storing import zip_files
from checker.bundle import layout, unpack
from checker.cli import main
from checker.run.faults import Fault
from tests.bundles import PASSES, files_in, fleet, make, put, resealed

Forge = Callable[[zipfile.ZipFile], None]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a small bundle."""
    folder = tmp_path_factory.mktemp("made")
    make(fleet(folder / "fleet", PASSES), folder / "bundle")
    return files_in(folder / "bundle")


def refused(place: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """What ``verify`` says of a bundle that it cannot check; one printable line, and no file written."""
    before = set(place.parent.rglob("*"))
    code = main(["verify", str(place), *more])

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err[:-1].isprintable()
    assert set(place.parent.rglob("*")) == before
    return said.err


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("x")
    made.filename, made.external_attr = name, mode << 16
    return made


@pytest.mark.parametrize(
    "name",
    [
        "../slip.txt", "a/../../slip.txt", "/slip.txt", "a/./b", "a//b", "C:\\slip.txt", "..\\slip.txt", "a\\b",
        "new\nline", "esc\x1b[2J", "rtl\u202e", "spa ce", ".", "..", "", "d/" * 80 + "deep", "ünicode",
    ],
)  # fmt: skip
def test_a_zip_whose_names_lead_elsewhere_is_refused(
    name: str, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for known, raw in files.items():
            archive.writestr(known, raw)
        archive.writestr(entry(name), b"slipped")

    assert "a bundle holds no file called" in refused(tmp_path / "bundle.zip", capsys)


def _link(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("link", stat.S_IFLNK | 0o777), "/etc/passwd")


def _device(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("device", stat.S_IFCHR | 0o666), "")


def _twice(archive: zipfile.ZipFile) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(layout.RUN, b"{}")


def _bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("bomb", b"\0" * (unpack.MAX_FILE + 1), zipfile.ZIP_DEFLATED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (_link, "is a link or a device"),
        (_device, "is a link or a device"),
        (_twice, "two files of the bundle are called 'run.json'"),
        (_bomb, "is larger than 256 MiB"),
    ],
)
def test_a_zip_with_what_no_bundle_holds_is_refused(
    forge: Forge, said: str, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for known, raw in files.items():
            archive.writestr(known, raw)
        forge(archive)

    assert said in refused(tmp_path / "bundle.zip", capsys)


def test_a_zip_behind_another_one_is_refused(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bundle.zip").write_bytes(zip_files({"report.html": b"all is well"}) + zip_files(files))

    assert "bytes before the first entry belong to no entry" in refused(tmp_path / "bundle.zip", capsys)


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SHA256SUMS", b"0" * 100_000)
    size = (100_000).to_bytes(4, "little")
    (tmp_path / "bundle.zip").write_bytes(out.getvalue().replace(size, (5).to_bytes(4, "little")))

    refused(tmp_path / "bundle.zip", capsys)


def test_more_files_than_any_fleet_has_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "MAX_FILES", 3)
    put(tmp_path / "bundle", {"SHA256SUMS": b"", **{f"{number}": b"" for number in range(5)}})

    assert "more than 3 files" in refused(tmp_path / "bundle", capsys)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + b"\xff" * 18, b"\0" * 4096])
def test_what_is_no_zip_is_refused(raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bundle.zip").write_bytes(raw)

    refused(tmp_path / "bundle.zip", capsys)


def test_a_folder_with_a_link_a_pipe_or_a_strange_name_is_refused(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = put(tmp_path / "bundle", files)
    odd = bundle / "odd"
    forgeries: list[Callable[[], None]] = [
        lambda: odd.symlink_to("/etc/passwd"),
        lambda: odd.symlink_to(tmp_path, target_is_directory=True),
        lambda: os.mkfifo(odd),
    ]
    for forge in forgeries:
        forge()
        refused(bundle, capsys)
        odd.unlink()
    (bundle / "a\x1b[31m").write_bytes(b"")

    assert "a bundle holds no file called" in refused(bundle, capsys)


@given(st.data())
@settings(max_examples=150)
def test_no_damage_to_a_zip_ends_in_a_crash(files: dict[str, bytes], tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(zip_files({name: files[name] for name in (layout.RUN, layout.STATEMENT, layout.SUMS)}))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(-400, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "bundle.zip").write_bytes(bytes(raw))

    with contextlib.suppress(Fault):
        unpack.unpack(str(tmp_path / "bundle.zip"))


def test_what_is_no_bundle_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such bundle" in refused(tmp_path / "missing", capsys)
    (tmp_path / "empty").mkdir()
    assert "no SHA256SUMS" in refused(tmp_path / "empty", capsys)
    nothing = put(tmp_path / "nothing", {layout.SUMS: b""})
    assert "no run.json, report.json, statement.json" in refused(nothing, capsys)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe", b"x" * 64 + b"  a\n", b"0" * 64 + b"  ../a\n", b"0" * 64 + b"  /etc/passwd\n",
        b"0" * 64 + b" *a\n", b"\n", (b"0" * 64 + b"  a\n") * 2, b"0" * 64 + b"  a\x1b[2J\n",
    ],
)  # fmt: skip
def test_a_list_of_digests_that_is_none_is_refused(
    raw: bytes, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "SHA256SUMS is not a list" in refused(put(tmp_path / "bundle", {**files, layout.SUMS: raw}), capsys)


JSONS = [b"", b"null", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000, b'{"a": 1, "a": 2}', b"9" * 10_000, b"NaN"]


@pytest.mark.parametrize("raw", JSONS, ids=[repr(raw[:12]) for raw in JSONS])
@pytest.mark.parametrize("name", [layout.RUN, layout.REPORT])
def test_a_file_that_is_not_what_it_is_called_is_refused(
    name: str, raw: bytes, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert name in refused(put(tmp_path / "bundle", resealed({**files, name: raw})), capsys)


@pytest.mark.parametrize("depth", [200, 900, 5000])
def test_a_report_that_is_nested_deep_is_a_difference_or_refused(
    depth: int, files: dict[str, bytes], tmp_path: Path
) -> None:
    deep = b'{"notes": [], "x": ' + b"[" * depth + b"]" * depth + b"}"

    assert main(["verify", str(put(tmp_path, resealed({**files, layout.REPORT: deep})))]) in {1, 2}


@pytest.mark.parametrize("raw", JSONS, ids=[repr(raw[:12]) for raw in JSONS])
def test_a_statement_that_is_none_is_a_difference(
    raw: bytes, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = {**files, layout.STATEMENT: raw}
    forged[layout.SUMS] = layout.sums({name: text for name, text in forged.items() if name != layout.SUMS})

    assert main(["verify", str(put(tmp_path / "bundle", forged))]) == 1
    assert "statement.json is not an in-toto statement" in capsys.readouterr().out


@pytest.mark.parametrize(
    "path", ["../../escape.yaml", "/etc/passwd", "a/../b", "%2e%2e/x", "a%00b", "a%2Fb", "a%zz", "%C3%28%20%0A.yaml"]
)
def test_a_configuration_that_lies_elsewhere_is_refused(
    path: str, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = files[layout.RUN].replace(b'"modelbylaws.yaml"', f'"{path}"'.encode())
    bundle = put(tmp_path / "bundle", resealed({**files, layout.RUN: run}))

    main(["verify", str(bundle)])

    said = capsys.readouterr()
    assert "\nverified" not in said.out
    assert not [*tmp_path.glob("escape*")]


def test_copies_of_which_one_is_the_folder_of_another_are_refused(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for name, raw in resealed({**files, "inputs/root/a": b"x", "inputs/root/a/b": b"y"}).items():
            archive.writestr(name, raw)

    assert "cannot be laid out" in refused(tmp_path / "bundle.zip", capsys)


def test_a_copy_that_tries_to_leave_its_folder_is_refused(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = resealed({**files, "inputs/root/%2E%2E/%2E%2E/escape.yaml": b"x"})

    assert "is not the name of a copy" in refused(put(tmp_path / "bundle", forged), capsys)
