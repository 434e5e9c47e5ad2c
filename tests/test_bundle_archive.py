"""Every byte of a bundle's zip belongs to an entry that its directory lists; what does not is named, and refused."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.audit.bundle import VerifyOptions, verify
from checker.audit.storing import zip_files
from checker.bundle.archive import content, entries
from checker.bundle.unpack import unpack
from checker.cli import main
from checker.run.faults import Fault
from tests.bundles import PASSES, files_in, fleet, make

FILES = {"report.html": b"all is well\n" * 20, "run.json": b"{}", "statement.json": b"[]"}
PLAIN = zip_files(FILES)
HIDDEN = b"<h1>all is broken</h1>" * 8


def _directory(raw: bytes) -> int:
    return int(struct.unpack_from("<L", raw, len(raw) - 6)[0])


def _with_end(raw: bytes, **values: int) -> bytes:
    """With other values in the end record."""
    at = {"disk": (4, "<H"), "here": (8, "<H"), "count": (10, "<H"), "size": (12, "<L"), "start": (16, "<L"),
          "comment": (20, "<H")}  # fmt: skip
    made = bytearray(raw)
    for name, value in values.items():
        place, form = at[name]
        struct.pack_into(form, made, len(raw) - 22 + place, value)
    return bytes(made)


def between(raw: bytes) -> bytes:
    """Behind the last entry, which the directory does not list."""
    at = _directory(raw)
    return _with_end(raw[:at] + HIDDEN + raw[at:], start=at + len(HIDDEN))


def an_unlisted_entry(raw: bytes) -> bytes:
    """F4: a second report that a program reads which goes from entry to entry."""
    at, other = _directory(raw), zip_files({"report.html": HIDDEN})
    return _with_end(raw[:at] + other[: _directory(other)] + raw[at:], start=at + _directory(other))


def not_in_the_directory(raw: bytes) -> bytes:
    """The directory without its first entry, whose bytes stay."""
    at = _directory(raw)
    first = 46 + len("report.html")
    cut = raw[:at] + raw[at + first :]
    return _with_end(cut, here=2, count=2, size=len(raw) - 22 - at - first)


def behind_the_directory(raw: bytes) -> bytes:
    return raw[:-22] + HIDDEN + raw[-22:]


def in_the_directory(raw: bytes) -> bytes:
    return _with_end(behind_the_directory(raw), size=len(raw) - 22 - _directory(raw) + len(HIDDEN))


def _central(raw: bytes, place: int, form: str, value: int, *, local: int | None = None) -> bytes:
    """With another value in the first entry of the directory, and perhaps in that entry's own header."""
    made = bytearray(raw)
    struct.pack_into(form, made, _directory(raw) + place, value)
    if local is not None:
        struct.pack_into(form, made, local, value)
    return bytes(made)


def _inserted(raw: bytes, at: int, what: bytes) -> bytes:
    return _with_end(raw[:at] + what + raw[at:], size=len(raw) - 22 - _directory(raw) + len(what))


def a_comment_of_an_entry(raw: bytes) -> bytes:
    at = _directory(raw)
    return _central(_inserted(raw, at + 46 + len("report.html"), b"hidden"), 32, "<H", 6)


def an_extra_field(raw: bytes) -> bytes:
    at, field = _directory(raw), struct.pack("<HH", 0x6375, 6) + b"hidden"
    return _central(_inserted(raw, at + 46 + len("report.html"), field), 30, "<H", len(field))


def an_extra_field_of_its_own(raw: bytes) -> bytes:
    """In the first entry's own header only."""
    field = struct.pack("<HH", 0x6375, 6) + b"hidden"
    with_field = bytearray(raw[: 30 + 11] + field + raw[30 + 11 :])
    struct.pack_into("<H", with_field, 28, len(field))
    moved = _with_end(bytes(with_field), start=_directory(raw) + len(field))
    made, at = bytearray(moved), _directory(moved)
    for _ in range(3):
        named, more = struct.unpack_from("<HH", made, at + 28)
        offset = struct.unpack_from("<L", made, at + 42)[0]
        struct.pack_into("<L", made, at + 42, offset and offset + len(field))
        at += 46 + named + more
    return bytes(made)


def another_name(raw: bytes) -> bytes:
    return raw.replace(b"report.html", b"repart.html", 1)


def behind_packed_bytes(_: bytes) -> bytes:
    """A deflated entry that ends before its bytes do."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(b"well") + packer.flush() + HIDDEN
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, zlib.crc32(b"well"), len(packed), 4, 5, 0)
    listed = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, zlib.crc32(b"well"), len(packed), 4, 5, 0, 0, 0, 0, 0, 0
    )
    body = head + b"a.txt" + packed
    return body + listed + b"a.txt" + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 51, len(body), 0)


def two_of_the_same_bytes(raw: bytes) -> bytes:
    """The second entry of the directory is the first once more."""
    at = _directory(raw)
    first = raw[at : at + 46 + 11]
    rest = raw[at + len(first) + 46 + len("run.json") : -22]
    directory = first + first + rest
    return _with_end(raw[:at] + directory + raw[-22:], size=len(directory))


FORGERIES: dict[Callable[[bytes], bytes], str] = {
    lambda raw: HIDDEN + raw: "176 bytes before the first entry belong to no entry",
    lambda raw: raw + HIDDEN: "176 bytes behind the end of the directory belong to no entry",
    lambda raw: raw + b"x": "1 byte behind the end of the directory belongs to no entry",
    lambda raw: _with_end(raw, comment=4) + b"hide": "4 bytes behind the end of the directory",
    lambda raw: zip_files({"a": b"b"}) + raw: "bytes before the first entry",
    lambda raw: raw + zip_files({"a": b"b"}): "before the first entry",
    between: "176 bytes between 'statement.json' and the directory belong to no entry",
    an_unlisted_entry: "bytes between 'statement.json' and the directory belong to no entry",
    not_in_the_directory: "bytes before 'run.json' belong to no entry",
    behind_the_directory: "its directory is not where the end record says",
    in_the_directory: "176 bytes between the directory and its end belong to no entry",
    a_comment_of_an_entry: "'report.html' has a comment of 6 bytes",
    an_extra_field: "'report.html' has 10 bytes besides its name",
    an_extra_field_of_its_own: "'report.html' has 10 bytes besides its name",
    another_name: "'report.html' is something else by its own header",
    behind_packed_bytes: "'a.txt' is not of the size and checksum that the directory gives, or hides bytes",
    two_of_the_same_bytes: "have the same bytes",
    lambda raw: _central(raw, 24, "<L", 100): "'report.html' is something else by its own header",
    lambda raw: _central(raw, 10, "<H", 0): "'report.html' is something else by its own header",
    lambda raw: _central(raw, 8, "<H", 1): "'report.html' is encrypted",
    lambda raw: _central(raw, 10, "<H", 14): "packed in a way that no bundle is",
    lambda raw: _central(raw, 14, "<H", 40): "'report.html' is something else by its own header",
    lambda raw: _central(raw, 16, "<L", 5, local=14): "'report.html' is not of the size and checksum",
    lambda raw: _central(raw, 34, "<H", 1): "is in another part",
    lambda raw: _with_end(raw, disk=1): "its end record speaks of other parts",
    lambda raw: _with_end(raw, count=0xFFFF, here=0xFFFF): "it is written as zip64",
    lambda raw: _with_end(raw, start=0xFFFFFFFF): "it is written as zip64",
    lambda raw: _with_end(raw, count=4, here=4): "its directory ends before the 4 entries",
    lambda raw: _with_end(raw, count=2, here=2): "between the directory and its end belong to no entry",
    lambda _: b"": "it has no directory",
}


@pytest.mark.parametrize("forge", FORGERIES, ids=FORGERIES.values())
def test_bytes_that_belong_to_no_entry_are_named(
    forge: Callable[[bytes], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bundle.zip").write_bytes(forge(PLAIN))

    assert main(["verify", str(tmp_path / "bundle.zip")]) == 2
    assert FORGERIES[forge] in capsys.readouterr().err


def test_our_own_zip_has_no_byte_to_spare() -> None:
    found = entries(PLAIN)

    assert {entry.name: content(PLAIN, entry) for entry in found} == FILES
    assert zip_files(FILES) == PLAIN
    assert entries(zip_files({})) == []


def test_our_own_zip_is_packed_and_one_of_before_that_is_not_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, raw in FILES.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw)
    (tmp_path / "stored.zip").write_bytes(out.getvalue())
    (tmp_path / "packed.zip").write_bytes(PLAIN)

    assert {entry.method for entry in entries(PLAIN)} == {zipfile.ZIP_DEFLATED}
    assert len(PLAIN) < len(out.getvalue())
    assert unpack(str(tmp_path / "stored.zip")) == unpack(str(tmp_path / "packed.zip")) == FILES


def test_what_a_packed_zip_says_that_it_holds_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.bundle.unpack.MAX_ALL", 10_000)
    (tmp_path / "bundle.zip").write_bytes(zip_files({"a": b"0" * 6_000, "b": b"0" * 6_000}))

    with pytest.raises(Fault, match="the bundle holds more than"):
        unpack(str(tmp_path / "bundle.zip"))


class _Stream(io.BytesIO):
    """What cannot be wound back: zipfile writes sizes behind the bytes then."""

    def tell(self) -> int:
        raise OSError


def _packed(out: io.BytesIO, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("inputs")
        for name, raw in files.items():
            archive.writestr(name, raw)


def test_what_other_programs_zip_is_read(tmp_path: Path) -> None:
    files = FILES | {"inputs/a": b"x" * 1000, "inputs/empty": b""}
    stream, out = _Stream(), io.BytesIO()
    _packed(stream, files)
    _packed(out, files)
    for number, raw in enumerate((stream.getvalue(), out.getvalue())):
        (tmp_path / f"{number}.zip").write_bytes(raw)
        assert unpack(str(tmp_path / f"{number}.zip")) == files


def test_sizes_behind_an_entry_that_disagree_are_refused(tmp_path: Path) -> None:
    stream = _Stream()
    _packed(stream, FILES)
    at = (raw := stream.getvalue()).index(b"PK\7\10")
    (tmp_path / "bundle.zip").write_bytes(raw[: at + 4] + b"\1" + raw[at + 5 :])

    with pytest.raises(Fault, match=r"'report\.html' has other sizes behind it"):
        unpack(str(tmp_path / "bundle.zip"))


@pytest.mark.slow
def test_more_than_a_plain_zip_holds_is_not_written_as_another_kind() -> None:
    with pytest.raises(Fault, match="at most 65,535 files"):
        zip_files(dict.fromkeys(map(str, range(65_536)), b""))


@pytest.mark.slow
def test_a_bundle_of_a_day_to_come_is_told(tmp_path: Path) -> None:
    make(fleet(tmp_path / "fleet", PASSES), tmp_path / "bundle", "--known-by", "2026-11-21")
    said = {
        day: verify(str(tmp_path / "bundle"), VerifyOptions(None, dt.date(2026, 11, day))).shown().splitlines()[-3:]
        for day in (20, 21, 22)
    }

    assert said[20][:2] == [
        "note: the as-of date 2026-11-22 is later than today, 2026-11-20",
        "note: the known-by date 2026-11-21 is later than today, 2026-11-20",
    ]
    assert said[21][1] == "note: the as-of date 2026-11-22 is later than today, 2026-11-21"
    assert not any(line.startswith("note:") for line in said[22])


@pytest.mark.parametrize("name", [".hidden", "inputs/root/.x", "report.html.bak"])
def test_a_file_that_is_listed_nowhere_is_named(name: str, tmp_path: Path) -> None:
    make(fleet(tmp_path / "fleet", PASSES), tmp_path / "bundle")
    (tmp_path / "bundle" / name).write_bytes(HIDDEN)
    (tmp_path / "bundle.zip").write_bytes(zip_files(files_in(tmp_path / "bundle")))

    for bundle in (tmp_path / "bundle", tmp_path / "bundle.zip"):
        checked = verify(str(bundle), VerifyOptions(None, dt.date(2026, 11, 22)))
        assert checked.exit_code == 1
        assert f"difference: added, SHA256SUMS does not list it: {name}\n" in checked.shown()
