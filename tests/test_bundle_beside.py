"""What a bundle holds beside the report: register, controls, policy tests, a sample; and who vouches for it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.audit.bundle import VerifyOptions
from checker.bundle import layout, unpack
from checker.bundle.layout import sums
from tests.bundles import AS_OF, ASKED, EXAMPLE, PASSES, changed_json, differences, fleet, put, resealed, run
from tests.repository import commit, git, repository

CONFIG = EXAMPLE / "modelbylaws.yaml"
SAMPLED = ("--sample", "4", "--seed", "2026Q4", "--by", "tier")
TESTS = """\
format: modelbylaws/tests/v1
policy: org.yaml
as-of: 2026-10-01
cases:
  - name: somebody who is no team
    rule: owned-by-a-team
    services: fixtures
    expect: {verdict: fail, subjects: [lonely]}
"""
LONELY = PASSES["model-manifest.yaml"].replace("team-one", "sam").replace("claims", "lonely")
STAMPS = Path(__file__).parent / "data" / "timestamp"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A bundle of the example with a sample, and who ran the pipeline."""
    target = tmp_path_factory.mktemp("beside") / "bundle.zip"
    told = ("--run-url", "https://ci.example/runs/7", "--actor", "ann")
    assert run("report", "--config", CONFIG, "--as-of", AS_OF, "--bundle", target, *SAMPLED, *told)[0] == 1
    return unpack.unpack(str(target))


def test_a_bundle_is_what_the_verbs_write(files: Mapping[str, bytes]) -> None:
    asked = ("--config", CONFIG, "--as-of", AS_OF)
    drawn = run("sample", *asked, "--n", "4", "--seed", "2026Q4", "--by", "tier", "--output", "csv")[1]
    tests = json.loads(files["tests.json"])

    assert files["sample.csv"].decode() == drawn
    assert files["controls.csv"].decode() == run("controls", *asked, "--output", "csv")[1]
    assert b"vendor-concentration" in files["register.md"]
    assert b"(soft: fail)" in files["register.md"]
    assert tests["format"] == "modelbylaws/test-report/v1"
    assert tests["cases"]
    assert all(case["held"] for case in tests["cases"])


def test_the_work_paper_has_room_for_what_a_person_finds(files: Mapping[str, bytes]) -> None:
    paper = files["sample.txt"].decode()

    assert paper.count("  exception: ") == 4
    assert "  [ ] the manifest says what runs\n" in paper
    assert "\nconclusion: " in paper
    assert "\nreviewed by: " in paper
    assert str(EXAMPLE) not in paper
    assert "examples/meridian-bank" not in paper


def test_the_statement_says_who_ran_it(files: Mapping[str, bytes]) -> None:
    predicate = json.loads(files["statement.json"])["predicate"]

    assert (predicate["url"], predicate["modelbylaws_actor"]) == ("https://ci.example/runs/7", "ann")


def test_it_verifies_and_each_forged_part_is_named(files: Mapping[str, bytes], tmp_path: Path) -> None:
    assert [*differences(put(tmp_path / "same", files))] == []
    forged = {
        "tests.json": files["tests.json"].replace(b'"held": true', b'"held": false', 1),
        "sample.csv": files["sample.csv"].replace(b"pass", b"fail", 1),
        "sample.txt": files["sample.txt"] + b"no exceptions\n",
        "controls.csv": files["controls.csv"].replace(b"no-rule", b"covered", 1),
        "register.md": files["register.md"].replace(b"soft", b"hard", 1),
    }

    found = [*differences(put(tmp_path / "forged", resealed({**files, **forged})))]

    for name in forged:
        assert f"{name} differs from what the inputs give" in found


def test_another_seed_is_another_sample(files: Mapping[str, bytes], tmp_path: Path) -> None:
    asked = {"n": 4, "seed": "mine", "by": "tier"}
    forged = resealed({**files, "run.json": changed_json(files["run.json"], sample=asked)})

    assert "sample.csv differs from what the inputs give" in [*differences(put(tmp_path, forged))]


def test_fixtures_of_tests_are_copied_and_are_no_services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = PASSES["modelbylaws.yaml"] + "manifests: [model-manifest.yaml]\n"
    more = {"modelbylaws.yaml": config, "policies/org.tests.yaml": TESTS, "policies/fixtures/a/lonely.yaml": LONELY}
    monkeypatch.chdir(fleet(tmp_path / "fleet", PASSES | more))
    bundle = tmp_path / "bundle.zip"

    assert run("report", "--as-of", AS_OF, "--bundle", bundle)[0] == 1
    held = unpack.unpack(str(bundle))

    assert "inputs/tests/policies/fixtures/a/lonely.yaml" in held
    assert json.loads(held["report.json"])["counts"]["services"] == 1
    assert [*differences(bundle)] == []
    gone = {name: raw for name, raw in held.items() if not name.endswith("lonely.yaml")}
    assert [*differences(put(tmp_path / "gone", resealed(gone)))] != []


def test_no_bundle_of_tests_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(fleet(tmp_path, PASSES | {"policies/org.tests.yaml": TESTS.replace("org.yaml", "gone.yaml")}))

    assert run("report", "--as-of", AS_OF, "--bundle", "bundle.zip")[0] == 2
    assert "no bundle: the policy tests have 1 fault, see modelbylaws test" in capsys.readouterr().err
    assert not (tmp_path / "bundle.zip").exists()


@pytest.mark.slow
def test_the_origin_of_a_waiver_is_what_git_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "bank", EXAMPLE)
    waivers = folder / "policies" / "waivers.yaml"
    waivers.write_text(waivers.read_text().replace("reason:", "reason: on second thoughts,", 1))
    second = commit(folder)
    monkeypatch.chdir(folder)

    assert run("report", "--as-of", AS_OF, "--bundle", tmp_path / "b.zip")[0] == 1
    (approved,) = json.loads(unpack.unpack(str(tmp_path / "b.zip"))["run.json"])["approvals"]

    assert approved["file"] == "policies/waivers.yaml"
    assert second in [change["commit"] for change in approved["commits"]]
    assert len(approved["commits"]) == 2
    assert {change["author"] for change in approved["commits"]} == {"A Tester <tester@example.org>"}
    assert {change["on"] for change in approved["commits"]} == {"2026-11-01"}
    assert {change["signed"] for change in approved["commits"]} == {False}
    assert [*differences(tmp_path / "b.zip")] == []


def test_of_a_waiver_that_is_not_committed_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "bank", EXAMPLE)
    waivers = folder / "policies" / "waivers.yaml"
    waivers.write_text(f"{waivers.read_text()}# not committed\n")
    monkeypatch.chdir(folder)

    assert run("report", "--as-of", AS_OF, "--bundle", tmp_path / "b.zip")[0] == 1

    assert "approvals" not in json.loads(unpack.unpack(str(tmp_path / "b.zip"))["run.json"])


@pytest.mark.slow
def test_a_shallow_clone_does_not_say_who_wrote_what_lies_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path / "bank", EXAMPLE)
    (folder / "README.md").write_text("one more commit\n")
    second = commit(folder)
    git(tmp_path, "clone", "--quiet", "--depth", "1", folder.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")

    assert run("report", "--as-of", AS_OF, "--bundle", tmp_path / "b.zip")[0] == 1
    said = json.loads(unpack.unpack(str(tmp_path / "b.zip"))["run.json"])

    assert "approvals" not in said
    assert said["commit"]["id"] == second
    assert [*differences(tmp_path / "b.zip")] == []


def test_a_signed_commit_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    from checker.audit.bundle.approvals import _changed

    folder = repository(tmp_path / "bank", EXAMPLE)
    plain = git(folder, "rev-parse", "HEAD")
    raw = git(folder, "cat-file", "commit", plain)
    head, _, rest = raw.partition("\n\n")
    (folder / "raw").write_text(
        f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n{rest}\n"
    )
    signed = git(folder, "hash-object", "-t", "commit", "-w", "raw")
    about = {f"{role}{more}": "x" for role in ("author", "committer") for more in ("", "-mail")}

    found = [_changed(str(folder), name, about | {"committer-time": "0"}).signed for name in (plain, signed)]

    assert found == [False, True]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--sample", "4"), "a sample is drawn by --sample COUNT and --seed TEXT, both"),
        (("--seed", "x"), "a sample is drawn by --sample COUNT and --seed TEXT, both"),
    ],
)
def test_flags_that_do_not_go_together_are_told(
    flags: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "b.zip"

    assert run("report", "--config", CONFIG, "--bundle", bundle, *flags)[0] == 2
    assert said in capsys.readouterr().err
    assert not bundle.exists()


def test_the_address_of_a_run_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("report", "--config", CONFIG, "--bundle", "b.zip", "--run-url", "javascript:alert(1)")

    assert "is no address of plain characters that starts with https://" in capsys.readouterr().err


MESSAGE = b"a list of digests\n"
TOKEN, ROOT = str(STAMPS / "token.tsr"), str(STAMPS / "ca.pem")


def test_a_time_stamp_is_checked_down_to_a_certificate(tmp_path: Path) -> None:
    pytest.importorskip("rfc3161_client")
    from checker.audit.bundle.timestamp import read_stamp

    token = Path(TOKEN).read_bytes()
    broken = tmp_path / "broken.tsr"
    broken.write_bytes(token[:-1] + bytes([token[-1] ^ 1]))
    junk = tmp_path / "junk.tsr"
    junk.write_bytes(b"junk")

    good = read_stamp(TOKEN, ROOT, MESSAGE)
    assert (good.why, good.trusted) == ("", True)
    assert good.when is not None
    assert good.when.year == 2026
    assert read_stamp(TOKEN, None, MESSAGE).trusted is False
    assert read_stamp(TOKEN, ROOT, b"other").why == "is about something else"
    assert read_stamp(str(broken), ROOT, MESSAGE).why.startswith("is not good: ")
    assert read_stamp(str(junk), ROOT, MESSAGE).why == "is not the answer of a time stamping authority"


def test_a_stamp_of_something_else_is_a_difference(files: Mapping[str, bytes], tmp_path: Path) -> None:
    pytest.importorskip("rfc3161_client")
    asked = VerifyOptions(None, ASKED.today, timestamp=TOKEN, authorities=ROOT)

    from checker.audit.bundle import verify

    assert verify(str(put(tmp_path, files)), asked).differences == ["the time stamp is about something else"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the time stamp")
def test_a_bundle_that_openssl_stamped_verifies(files: Mapping[str, bytes], tmp_path: Path) -> None:
    pytest.importorskip("rfc3161_client")
    (tmp_path / layout.SUMS).write_bytes(files[layout.SUMS])
    (tmp_path / "tsa.cnf").write_text(_TSA)
    for step in _STEPS:
        subprocess.run(["openssl", *step.split()], cwd=tmp_path, check=True, capture_output=True)

    token, root = tmp_path / "token.tsr", tmp_path / "ca.pem"
    code, said = run("verify", put(tmp_path / "b", files), "--timestamp", token, "--timestamp-ca", root)

    assert code == 0
    assert f" UTC, over {layout.SUMS}\n" in said
    assert said.endswith("verified, but there is no signature\n")
    assert sums({name: raw for name, raw in files.items() if name != layout.SUMS}) == files[layout.SUMS]


_TSA = """\
[req]
distinguished_name=dn
prompt=no
[dn]
CN=Somebody
[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
[signer]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
serial=serial
default_policy=1.2.3.4.1
digests=sha256
ess_cert_id_alg=sha256
signer_digest=sha256
"""
_STEPS = (
    "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Root -config tsa.cnf -extensions ca",
    "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamps -config tsa.cnf",
    "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 7 -out tsa.pem -extfile tsa.cnf -extensions signer",
    "ts -query -data SHA256SUMS -sha256 -cert -out query.tsq",
    "ts -reply -config tsa.cnf -queryfile query.tsq -signer tsa.pem -inkey tsa.key -out token.tsr",
)
