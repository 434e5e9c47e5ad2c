"""Signatures: what we sign, another implementation verifies, and a wrong key or none never passes."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._key import SSlibKey  # the package does not export it to type checkers

from checker.bundle import layout
from checker.cli import main
from tests.bundles import PASSES, files_in, fleet, make, put, resealed, run
from tests.key_pairs import write_pair


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with key pairs ``one`` and ``two``, and files that are no keys for us."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("one", "two"):
        key = write_pair(folder, name)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    (folder / "locked").write_bytes(locked)
    rsa = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "rsa").write_bytes(rsa)
    (folder / "text").write_bytes(b"not a key\n")
    return folder


@pytest.fixture(scope="module")
def signed(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("signed")
    make(fleet(folder / "fleet", PASSES), folder / "bundle", "--sign", keys / "one")
    make(folder / "fleet", folder / "again", "--sign", keys / "one")
    assert files_in(folder / "bundle") == files_in(folder / "again")
    return files_in(folder / "bundle")


def test_a_signed_bundle_verifies_with_its_key(signed: dict[str, bytes], keys: Path, tmp_path: Path) -> None:
    bundle = put(tmp_path, signed)

    code, said = run("verify", bundle, "--key", keys / "one.pub")

    assert (code, said.splitlines()[-1]) == (0, "verified")
    assert "signature: good, by the key" in said
    assert "not checked without --key" in run("verify", bundle)[1]
    assert run("verify", bundle, "--key", keys / "one.pub", "--require-signature") == (code, said)


def test_a_signature_that_nobody_checked_is_said_last_and_is_none_where_one_is_required(
    signed: dict[str, bytes], tmp_path: Path
) -> None:
    bundle = put(tmp_path, signed)
    code, said = run("verify", bundle)
    required, why = run("verify", bundle, "--require-signature")

    assert (code, said.splitlines()[-1]) == (0, "verified, but the signature was not checked")
    assert (required, why.splitlines()[-1]) == (1, "not verified: 1 difference")
    assert "difference: the signature was not checked, and --require-signature asks for one that is good\n" in why


def test_no_signature_is_said_last_and_is_a_difference_where_one_is_required(
    signed: dict[str, bytes], tmp_path: Path
) -> None:
    rest = {name: raw for name, raw in signed.items() if name not in {layout.ENVELOPE, layout.SUMS}}
    bundle = put(tmp_path, rest | {layout.SUMS: layout.sums(rest)})
    code, said = run("verify", bundle)
    required, why = run("verify", bundle, "--require-signature")

    assert (code, said.splitlines()[-1]) == (0, "verified, but there is no signature")
    assert (required, why.splitlines()[-1]) == (1, "not verified: 1 difference")
    assert "difference: there is no signature, and --require-signature asks for one that is good\n" in why


def test_another_implementation_verifies_the_envelope(signed: dict[str, bytes], keys: Path) -> None:
    envelope = Envelope.from_dict(json.loads(signed[layout.ENVELOPE]))
    one, two = (SSlibKey.from_crypto(load_pem_public_key((keys / f"{n}.pub").read_bytes())) for n in ("one", "two"))

    assert envelope.payload == signed[layout.STATEMENT]
    assert envelope.payload_type == "application/vnd.in-toto+json"
    assert envelope.verify([one], 1)
    with pytest.raises(VerificationError):
        envelope.verify([two], 1)


def test_another_key_is_not_the_signer(signed: dict[str, bytes], keys: Path, tmp_path: Path) -> None:
    code, said = run("verify", put(tmp_path, signed), "--key", keys / "two.pub")

    assert code == 1
    assert "is not signed by the key that was given" in said


def test_a_key_for_a_bundle_without_a_signature_is_a_difference(
    signed: dict[str, bytes], keys: Path, tmp_path: Path
) -> None:
    bare = resealed({name: raw for name, raw in signed.items() if name != layout.ENVELOPE})

    code, said = run("verify", put(tmp_path, bare), "--key", keys / "one.pub")

    assert code == 1
    assert "removed or never there: statement.dsse.json" in said


def test_any_file_that_changes_is_no_longer_what_was_signed(
    signed: dict[str, bytes], keys: Path, tmp_path: Path
) -> None:
    forged = resealed({**signed, "findings.csv": signed["findings.csv"] + b"one more\n"})

    code, said = run("verify", put(tmp_path, forged), "--key", keys / "one.pub")

    assert code == 1
    assert "statement.dsse.json holds another statement" in said


@pytest.mark.parametrize(
    "envelope",
    [
        b"", b"[]", b"{}", b"[" * 100_000, b'{"payload": 1, "payloadType": 2, "signatures": 3}',
        b'{"payload": "eA==", "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "%%"}]}',
        b'{"payload": "eA==", "payloadType": "text/plain", "signatures": []}',
    ],
)  # fmt: skip
def test_what_is_no_envelope_is_a_difference(
    envelope: bytes, signed: dict[str, bytes], keys: Path, tmp_path: Path
) -> None:
    code, said = run(
        "verify", put(tmp_path, resealed({**signed, layout.ENVELOPE: envelope})), "--key", keys / "one.pub"
    )

    assert code == 1
    assert "is not an envelope of an in-toto statement" in said


def test_an_envelope_without_signatures_is_not_signed(signed: dict[str, bytes], keys: Path, tmp_path: Path) -> None:
    envelope = json.loads(signed[layout.ENVELOPE]) | {"signatures": []}
    short = json.loads(signed[layout.ENVELOPE])
    short["signatures"][0]["sig"] = base64.b64encode(b"short").decode()
    for number, forged in enumerate((envelope, short)):
        files = resealed({**signed, layout.ENVELOPE: json.dumps(forged).encode()})
        assert run("verify", put(tmp_path / str(number), files), "--key", keys / "one.pub")[0] == 1


@pytest.mark.parametrize("name", ["text", "rsa", "locked", "one.pub", "missing"])
def test_what_is_no_private_key_of_ours_writes_no_bundle(
    name: str, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(fleet(tmp_path / "fleet", PASSES), tmp_path / "bundle", "--sign", keys / name) == 2
    assert name in capsys.readouterr().err
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("name", ["text", "one", "missing"])
def test_what_is_no_public_key_verifies_nothing(
    name: str, signed: dict[str, bytes], keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(put(tmp_path / "b", signed)), "--key", str(keys / name)]) == 2
    assert name in capsys.readouterr().err


def test_a_signature_without_a_bundle_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = fleet(tmp_path, PASSES) / "modelbylaws.yaml"

    assert main(["report", "--config", str(config), "--output", "json=-", "--sign", "key"]) == 2
    assert "--sign is about a bundle" in capsys.readouterr().err


def test_an_envelope_with_two_payloads_is_refused(signed: dict[str, bytes], keys: Path, tmp_path: Path) -> None:
    doubled = signed[layout.ENVELOPE].replace(b'{"payload":', b'{"payload": "e30=", "payload":', 1)
    forged = {name: raw for name, raw in signed.items() if name != layout.SUMS} | {layout.ENVELOPE: doubled}

    code, said = run("verify", put(tmp_path, forged | {layout.SUMS: layout.sums(forged)}), "--key", keys / "one.pub")

    assert code == 1
    assert "statement.dsse.json is not an envelope of an in-toto statement" in said
