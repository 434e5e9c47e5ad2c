"""A signed snapshot: what ``collect --sign`` signs, ``check`` and ``verify`` take, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.signer._key import SSlibKey  # the package does not export it to type checkers

from checker.cli import main
from checker.run.fleet_file import compress, fleet_bytes
from checker.run.fleet_reading import read_fleet
from tests.key_pairs import write_pair
from tests.many_repositories import FIRST, MISTRAL, OPENAI, POLICY, listed, manifest
from tests.repository import Capture, commit, git, write

DAY = ("--as-of", "2026-11-22")
CONFIG = "format: modelbylaws/config/v1\nfleet: {snapshot: fleet.jsonl, signed-by: %s}\n"
SIGNATURE = Path("fleet.jsonl.dsse.json")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("one", "two"):
        write_pair(folder, name)
    return folder


@pytest.fixture
def place(keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The central repository, with a snapshot of two folders that is signed by the first key."""
    central = tmp_path / "central"
    central.mkdir()
    monkeypatch.chdir(central)
    for name in ("a", "b"):
        write(tmp_path, f"work/{name}/{FIRST}", manifest(f"{name}-one", OPENAI if name == "a" else MISTRAL))
    listed(central, ["name: a, folder: ../work/a", "name: b, folder: ../work/b"])
    write(central, "modelbylaws.yaml", CONFIG % "one.pub")
    write(central, "policies/org.yaml", POLICY.replace("40%", "60%"))
    for name in ("one.pub", "two.pub"):
        (central / name).write_bytes((keys / name).read_bytes())
    assert collect("--sign", str(keys / "one")) == 0
    return central


def collect(*more: str, out: str = "fleet.jsonl") -> int:
    return main(["collect", "--from", "repositories.yaml", "--out", out, *DAY, *more])


def check(*more: str) -> int:
    return main(["check", "--config", "modelbylaws.yaml", *DAY, *more])


def _forge() -> None:
    """Another fleet, with digests that fit it: what whoever may write the file can make."""
    found = read_fleet("fleet.jsonl", Path("fleet.jsonl").read_bytes())
    other = found.records[0]
    assert isinstance(other.raw, bytes)
    changed = replace(other, raw=other.raw.replace(OPENAI.encode(), MISTRAL.encode()))
    Path("fleet.jsonl").write_bytes(fleet_bytes(replace(found, records=(changed, *found.records[1:]))))


@pytest.mark.usefixtures("place")
def test_a_signed_snapshot_is_judged_and_whose_it_is_is_said(capsys: Capture) -> None:
    capsys.readouterr()
    assert check() == 0, capsys.readouterr()
    assert "2 manifests of 2 repositories as of 2026-11-22, signed by one.pub\n" in capsys.readouterr().out

    check("--output", "json")
    inputs = {entry["path"]: entry["role"] for entry in json.loads(capsys.readouterr().out)["inputs"]}
    assert inputs[str(SIGNATURE)] == inputs["one.pub"] == "signature"
    assert inputs["fleet.jsonl"] == "fleet"


def _unsigned(_: Path) -> None:
    SIGNATURE.unlink()


def _other_key(keys: Path) -> None:
    assert collect("--sign", str(keys / "two")) == 0


def _edited(_: Path) -> None:
    _forge()


def _another_day(_: Path) -> None:
    assert main(["collect", "--from", "repositories.yaml", "--out", "fleet.jsonl", "--as-of", "2026-11-21"]) == 0


def _no_envelope(_: Path) -> None:
    SIGNATURE.write_text("{}\n", encoding="utf-8")


def _cut_off(_: Path) -> None:
    Path("fleet.jsonl").write_bytes(Path("fleet.jsonl").read_bytes()[:-30])


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_unsigned, "fleet.jsonl is not signed, and the configuration asks for it (signed-by): fleet.jsonl.dsse.json"),
        (_other_key, "its signature is not good: fleet.jsonl.dsse.json is not signed by one.pub"),
        (_edited, "fleet.jsonl.dsse.json is the signature of something else: the snapshot was changed since"),
        (_another_day, "fleet.jsonl.dsse.json is the signature of something else"),
        (_no_envelope, "fleet.jsonl.dsse.json is not an envelope of an in-toto statement"),
        (_cut_off, "fleet.jsonl.dsse.json is the signature of something else: the snapshot was changed since"),
    ],
)
@pytest.mark.parametrize("given", [(), ("--fleet", "fleet.jsonl")])
@pytest.mark.usefixtures("place")
def test_what_is_not_signed_by_the_key_judges_nothing(
    keys: Path, capsys: Capture, spoil: Callable[[Path], object], told: str, given: tuple[str, ...]
) -> None:
    spoil(keys)
    capsys.readouterr()

    assert check(*given) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err


def test_one_of_several_keys_is_enough(place: Path, keys: Path, capsys: Capture) -> None:
    write(place, "modelbylaws.yaml", CONFIG % "[two.pub, one.pub]")
    assert check() == 0
    assert "signed by one.pub" in capsys.readouterr().out
    _other_key(keys)
    assert check() == 0
    assert "signed by two.pub" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("nowhere.pub", "modelbylaws.yaml: the key nowhere.pub: cannot be read: no such file"),
        ("../one.pub", "the key ../one.pub: '../one.pub' is outside the folder that is checked"),
        ("policies/org.yaml", "'policies/org.yaml' is not an Ed25519 public key in PEM"),
    ],
)
def test_a_key_that_is_none_judges_nothing(place: Path, capsys: Capture, key: str, told: str) -> None:
    write(place, "modelbylaws.yaml", CONFIG % key)
    assert check() == 2
    assert told in capsys.readouterr().err


def test_a_change_cannot_bring_its_own_key(place: Path, keys: Path, capsys: Capture) -> None:
    git(place, "init", "--quiet", "--initial-branch=main")
    commit(place)
    (place / "one.pub").write_bytes((keys / "two.pub").read_bytes())
    _other_key(keys)
    assert check() == 0  # as the work tree has it
    capsys.readouterr()

    assert check("--against", "HEAD") == 2
    assert "is not signed by one.pub" in capsys.readouterr().err


@pytest.mark.usefixtures("place")
def test_what_others_verify_and_the_same_bytes_each_time(keys: Path) -> None:
    first = SIGNATURE.read_bytes()
    assert collect("--sign", str(keys / "one")) == 0
    assert SIGNATURE.read_bytes() == first

    envelope = Envelope.from_dict(json.loads(first))
    assert envelope.verify([SSlibKey.from_crypto(load_pem_public_key((keys / "one.pub").read_bytes()))], 1)
    statement = json.loads(envelope.payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"][0]["digest"]["sha256"] == hashlib.sha256(Path("fleet.jsonl").read_bytes()).hexdigest()


@pytest.mark.usefixtures("place")
def test_nothing_of_an_unsigned_snapshot_gets_into_a_signed_one(place: Path, keys: Path, capsys: Capture) -> None:
    """What somebody wrote into the file, with digests that fit, must not be signed the next night."""
    git(place.parent / "work" / "a", "init", "--quiet", "--initial-branch=main")
    commit(place.parent / "work" / "a")
    listed(place, ["name: a, path: ../work/a", "name: b, folder: ../work/b"])
    assert collect("--sign", str(keys / "one")) == 0
    true = Path("fleet.jsonl").read_bytes()
    capsys.readouterr()
    assert collect("--sign", str(keys / "one")) == 0
    assert "1 read again, 1 as before" in capsys.readouterr().out

    _forge()
    assert Path("fleet.jsonl").read_bytes() != true
    assert collect("--sign", str(keys / "one")) == 0

    told = capsys.readouterr().out
    assert "note: the earlier snapshot counts for nothing: fleet.jsonl.dsse.json holds another statement\n" in told
    assert Path("fleet.jsonl").read_bytes() == true
    SIGNATURE.unlink()
    assert collect("--sign", str(keys / "one")) == 0
    assert "counts for nothing: fleet.jsonl is not signed, and the new one will be\n" in capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_a_signature_that_became_none_is_told(capsys: Capture) -> None:
    capsys.readouterr()
    assert collect() == 0
    assert "signature" not in capsys.readouterr().out  # the same bytes, so it is still one

    _another_day(Path())
    assert "note: fleet.jsonl.dsse.json is no signature of this snapshot" in capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_a_key_that_cannot_sign_is_told_before_anything_is_written(keys: Path, capsys: Capture) -> None:
    assert collect("--sign", str(keys / "one.pub"), out="new.jsonl") == 2
    assert "is not an Ed25519 private key in PEM" in capsys.readouterr().err
    assert not Path("new.jsonl").exists()


@pytest.mark.usefixtures("place")
def test_verify_by_hand(keys: Path, capsys: Capture) -> None:
    key = ("--key", str(keys / "one.pub"))
    capsys.readouterr()

    assert main(["verify", "fleet.jsonl", *key, "--require-signature"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("snapshot: 2 manifests of 2 repositories as of 2026-11-22")
    assert "signature: good, by the key " in told
    assert told.splitlines()[-1] == "verified"
    assert main(["verify", "fleet.jsonl"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "verified, but the signature was not checked"

    assert main(["verify", "fleet.jsonl", "--key", str(keys / "two.pub")]) == 1
    assert "fleet.jsonl.dsse.json is not signed by the key that was given\n" in capsys.readouterr().out
    _forge()
    assert main(["verify", "fleet.jsonl", *key]) == 1
    assert "difference: fleet.jsonl.dsse.json holds another statement\n" in capsys.readouterr().out
    Path("fleet.jsonl").write_bytes(Path("fleet.jsonl").read_bytes()[:-40])
    SIGNATURE.unlink()
    assert main(["verify", "fleet.jsonl"]) == 1
    assert "difference: fleet.jsonl is no whole snapshot" in capsys.readouterr().out
    assert main(["verify", "fleet.jsonl", *key]) == 1
    assert "removed or never there: fleet.jsonl.dsse.json, and a key was given" in capsys.readouterr().out
    assert main(["verify", "fleet.jsonl", "--require-signature"]) == 1


@pytest.mark.usefixtures("place")
def test_a_compressed_one_is_signed_as_it_lies_there(keys: Path) -> None:
    assert collect("--sign", str(keys / "one"), out="fleet.jsonl.gz") == 0
    key = ("--key", str(keys / "one.pub"))
    assert main(["verify", "fleet.jsonl.gz", *key]) == 0
    Path("fleet.jsonl.gz").write_bytes(compress(Path("fleet.jsonl").read_bytes() + b" "))
    assert main(["verify", "fleet.jsonl.gz", *key]) == 1


@pytest.mark.usefixtures("place")
def test_a_bundle_holds_what_shows_the_signature_again(capsys: Capture) -> None:
    bundle = "../evidence.zip"
    assert main(["report", "--config", "modelbylaws.yaml", *DAY, "--bundle", bundle]) == 0
    assert main(["verify", bundle]) == 0, capsys.readouterr()


def test_a_hook_looks_at_the_signature_each_time(place: Path, capsys: Capture) -> None:
    """What it said is kept, and counts no longer when the index has another signature."""
    git(place, "init", "--quiet", "--initial-branch=main")
    commit(place)
    assert [check("--hook", "fleet") for _ in range(2)] == [0, 0]
    SIGNATURE.write_text("{}\n", encoding="utf-8")
    assert check("--hook", "fleet") == 0  # not what is staged
    git(place, "add", str(SIGNATURE))
    assert check("--hook", "fleet") == 2
    git(place, "rm", "--quiet", "--force", str(SIGNATURE))
    capsys.readouterr()
    assert check("--hook", "fleet") == 2
    assert "fleet.jsonl is not signed" in capsys.readouterr().err


def test_vendor_brings_a_snapshot_with_its_signature(
    place: Path, keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    git(place, "init", "--quiet", "--initial-branch=main")
    git(place, "config", "uploadpack.allowFilter", "true")
    commit(place)
    service = place.parent / "service"
    source = f"{{git: 'file://{place}', ref: main, path: fleet.jsonl}}"
    fleet = "{snapshot: 'vendor:fleet', signed-by: one.pub, repository: a}"
    write(service, "modelbylaws.yaml", f"format: modelbylaws/config/v1\nsources: {{fleet: {source}}}\nfleet: {fleet}\n")
    write(service, "policies/org.yaml", POLICY.replace("40%", "60%"))
    write(service, FIRST, manifest("a-one", OPENAI))
    (service / "one.pub").write_bytes((keys / "one.pub").read_bytes())
    monkeypatch.chdir(service)
    assert main(["vendor", "--cache", "../cache", *DAY]) == 0
    capsys.readouterr()

    assert check() == 0, capsys.readouterr()
    assert "signed by one.pub; this one is a," in capsys.readouterr().out
    brought = service / ".modelbylaws/vendor/fleet"
    assert (brought / SIGNATURE).read_bytes() == (place / SIGNATURE).read_bytes()
    (brought / SIGNATURE).unlink()
    assert check() == 2
    assert "is not signed, and the configuration asks for it" in capsys.readouterr().err
