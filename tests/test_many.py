"""One fleet over many repositories: what the central one says of all, and what a service's own change answers for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.bundle.unpack import unpack
from checker.cli import main
from checker.resources import builtin_release
from checker.run.fleet_file import FleetFile, Gathered, Record, compress, fleet_bytes
from tests.many_repositories import FIRST, MISTRAL, OPENAI, POLICY, SECOND, manifest, ninety_eight
from tests.repository import Capture, commit, git, repository, write

DAY = ("--as-of", "2026-11-22")
WEB = "https://git.example.org/{}/blob/{{commit}}/{{path}}#L{{line}}"
CONFIG = "format: modelbylaws/config/v1\nfleet: {snapshot: fleet.jsonl, repository: pay, at-most-age: 7d}\n"


def snapshot(
    manifests: Mapping[str, Sequence[str]], gone: Sequence[Gathered] = (), day: str = "2026-11-21"
) -> FleetFile:
    """Of each repository the texts of its manifests."""
    repositories = [
        Gathered(name, "read", "main", f"{number:040x}", web=WEB.format(name))
        for number, name in enumerate(sorted(manifests), 1)
    ]
    records = [
        Record(name, path, text.encode())
        for name, texts in manifests.items()
        for path, text in zip((FIRST, SECOND), texts, strict=False)
    ]
    fleet = FleetFile(dt.date.fromisoformat(day), "0.2.0", "2026.11.22", (*repositories, *gone), tuple(records))
    return replace(fleet, records=tuple(records))


def hundred() -> dict[str, Sequence[str]]:
    """A hundred services, 39 of them on OpenAI; pay has two others, and one elsewhere has no team."""
    others = {f"r{service[1:]}": [text] for service, text in ninety_eight().items()}
    return {**others, "pay": [manifest("pay-one"), manifest("pay-two")]}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository of pay, with the snapshot of the day before."""
    write(tmp_path, "modelbylaws.yaml", CONFIG)
    write(tmp_path, "policies/org.yaml", POLICY)
    write(tmp_path, FIRST, manifest("pay-one"))
    write(tmp_path, SECOND, manifest("pay-two"))
    (tmp_path / "fleet.jsonl").write_bytes(fleet_bytes(snapshot(hundred())))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def central(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository of the policies, which has no manifest."""
    write(tmp_path, "central/policies/org.yaml", POLICY)
    write(tmp_path, "central/modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    monkeypatch.chdir(tmp_path / "central")
    return tmp_path / "central"


def check(*more: str) -> int:
    return main(["check", *DAY, *more])


def report(capsys: Capture, *more: str) -> dict[str, Any]:
    capsys.readouterr()
    check("--output", "json", *more)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def put(folder: Path, fleet: FleetFile) -> None:
    (folder / "fleet.jsonl").write_bytes(fleet_bytes(fleet))


def test_a_change_that_takes_a_vendor_over_the_limit_of_the_whole_fleet_fails_where_it_is_made(
    place: Path, capsys: Capture
) -> None:
    assert check() == 0
    told = capsys.readouterr().out
    assert "already broken before this change, in r50: 1 finding\n" in told  # and it does not block this one
    assert "100 manifests of 99 repositories as of 2026-11-21, 1 day before; this one is pay" in told

    write(place, FIRST, manifest("pay-one", OPENAI))
    write(place, SECOND, manifest("pay-two", OPENAI))

    assert check() == 1
    told = capsys.readouterr().out
    assert "error[vendor-cap]: openai carries 41.0% (41 of 100) of all services by vendor; the limit is 40%" in told
    assert (
        "model-manifest.yaml:11:16: changed[vendor-cap] openai 39.0% (39 of 100) -> 41.0% (41 of 100), limit 40%"
        in told
    )
    assert "r00//model-manifest.yaml:11:16" in told
    assert "owned-by-a-team]" not in told

    write(place, FIRST, manifest("pay-one"))
    write(place, SECOND, manifest("pay-two"))
    assert check() == 0


def test_one_more_breach_of_ones_own_fails(place: Path, capsys: Capture) -> None:
    write(place, FIRST, manifest("pay-one").replace("team-pay", "somebody"))

    assert check() == 1
    assert "error[owned-by-a-team]: pay-one" in capsys.readouterr().out


def test_the_whole_fleet_is_judged_where_the_policies_are(central: Path, capsys: Capture) -> None:
    put(central, snapshot(hundred()))

    assert check("--fleet", "fleet.jsonl") == 1

    told = capsys.readouterr().out
    assert " --> r50//model-manifest.yaml:3:8\n" in told
    assert "Checked 100 services (100 manifests) by 2 rules of policies/org.yaml" in told


def test_it_is_the_same_as_one_folder_with_all_manifests(central: Path, capsys: Capture) -> None:
    fleet = snapshot(hundred())
    put(central, fleet)
    every = report(capsys, "--fleet", "fleet.jsonl")
    for record in fleet.records:
        assert isinstance(record.raw, bytes)
        write(central, f"{record.repository}/{record.path}", record.raw.decode())
    alone = report(capsys)

    assert json.loads(json.dumps(every["rules"]).replace("//", "/")) == alone["rules"]
    assert [f["fingerprint"] for f in every["findings"]] == [f["fingerprint"] for f in alone["findings"]]
    places = [[at["path"].replace("//", "/") for at in f["locations"]] for f in every["findings"]]
    assert places == [[at["path"] for at in f["locations"]] for f in alone["findings"]]


def test_processes_give_the_same_bytes(central: Path, capsys: Capture) -> None:
    put(central, snapshot({f"r{n:04}": [manifest(f"s{n:04}", OPENAI if n % 2 else MISTRAL)] for n in range(600)}))
    said = []
    for jobs in ("1", "2"):
        check("--fleet", "fleet.jsonl", "--jobs", jobs)
        said.append(capsys.readouterr().out)

    assert said[0] == said[1]


def test_systems_that_show_findings_at_files_get_files_of_this_repository_alone(central: Path, capsys: Capture) -> None:
    put(central, snapshot(hundred()))
    outputs = [part for name in ("sarif", "gitlab", "markdown-comment") for part in ("--output", f"{name}={name}")]
    check("--fleet", "fleet.jsonl", "--output", "github", *outputs)

    commands = capsys.readouterr().out
    assert "file=modelbylaws.yaml,title=owned-by-a-team::r50//model-manifest.yaml:3:8: s50:" in commands
    assert "file=r50" not in commands
    log = json.loads((central / "sarif").read_text())
    results = log["runs"][0]["results"]
    places = [at for result in results for at in (*result["locations"], *result["relatedLocations"])]
    assert {at["physicalLocation"]["artifactLocation"]["uri"] for at in places} == {"modelbylaws.yaml"}
    texts = [result["message"]["text"] for result in results]
    assert any("r50//model-manifest.yaml:3:8" in text for text in texts)
    entries = json.loads((central / "gitlab").read_text())
    assert {entry["location"]["path"] for entry in entries} <= {"policies/org.yaml", "modelbylaws.yaml"}
    assert any("r50//model-manifest.yaml:3:8: s50" in entry["description"] for entry in entries)
    commit_of = f"{sorted(hundred()).index('r50') + 1:040x}"
    link = f"(<https://git.example.org/r50/blob/{commit_of}/model-manifest.yaml#L3>)"
    assert link in (central / "markdown-comment").read_text()


GONE = Gathered("lost", "not-read", "main", "", "git could not fetch it", ("l-one", "l-two"))


def test_a_repository_that_could_not_be_read_leaves_its_services_unknown(central: Path, capsys: Capture) -> None:
    put(central, snapshot({"a": [manifest("a-one", OPENAI)], "b": [manifest("b-one")]}, [GONE]))

    found = report(capsys, "--fleet", "fleet.jsonl")

    assert found["exit_code"] == 2
    assert [(d["code"], d["locations"][0]["path"]) for d in found["diagnostics"]] == [("unread-repository", "lost//")]
    cap = next(rule for rule in found["rules"] if rule["id"] == "vendor-cap")
    assert cap["possible"] == ["l-one", "l-two"]
    openai = next(measure for measure in cap["measures"] if measure["key"] == "openai")
    assert openai["value"] == {"lowest": "1/4", "highest": "3/4"}
    team = [f["subject"] for f in found["findings"] if f["rule"] == "owned-by-a-team"]
    assert team == [{"service": "l-one"}, {"service": "l-two"}]


def test_beside_a_change_a_repository_that_could_not_be_read_is_no_excuse_and_no_block(
    place: Path, capsys: Capture
) -> None:
    put(place, snapshot(hundred(), [GONE]))
    assert check() == 0

    write(place, FIRST, manifest("pay-one", OPENAI))
    write(place, SECOND, manifest("pay-two", OPENAI))
    assert check() == 1  # 41 of 102 at least
    assert "openai carries between 40.2% (41 of 102) and 42.2% (43 of 102)" in capsys.readouterr().out


def test_one_of_which_nobody_knows_what_it_holds_stops_everybody(place: Path, capsys: Capture) -> None:
    """A share over a part of the fleet would be no share, before the change and after it."""
    put(place, snapshot(hundred(), [replace(GONE, services=())]))

    assert check() == 2
    assert "error[unread-repository]: repository lost could not be read on 2026-11-21" in capsys.readouterr().out


def test_nobody_replaces_the_record_of_another_repository(place: Path, capsys: Capture) -> None:
    write(place, SECOND, manifest("s07"))

    assert check() == 2
    told = capsys.readouterr().out
    assert "error[duplicate-service]: service 's07' has two manifests" in told
    assert f"{SECOND}:2:10" in told
    assert "r07//model-manifest.yaml:2:10" in told


@pytest.mark.usefixtures("place")
def test_another_name_for_this_repository_replaces_nothing(capsys: Capture) -> None:
    assert check("--repository", "pai") == 2
    told = capsys.readouterr().out
    assert "this one, pai, is not among them (did you mean 'pay'?)" in told
    assert "service 'pay-one' has two manifests" in told


def test_a_new_repository_joins(place: Path, capsys: Capture) -> None:
    fleet = hundred()
    del fleet["pay"]
    put(place, snapshot(fleet))

    assert check() == 0
    assert "joined[pay-one, pay-two] counted now by" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-14", "fleet.jsonl is 8 days old; at most 7 days are allowed"),
        ("2026-11-23", "fleet.jsonl says it is of 2026-11-23, which is later than 2026-11-22"),
    ],
)
def test_a_snapshot_that_is_too_old_is_a_finding_of_its_own(place: Path, capsys: Capture, day: str, told: str) -> None:
    put(place, snapshot(hundred(), day=day))

    found = report(capsys)

    assert found["exit_code"] == 1
    assert [(f["rule"], f["level"]) for f in found["findings"]] == [("fleet-too-old", "soft")]
    assert found["findings"][0]["message"].startswith(told)
    assert (found["findings"][0]["locations"][0]["path"], found["findings"][0]["locations"][0]["line"]) == (
        "modelbylaws.yaml",
        2,
    )
    put(place, snapshot(hundred(), day="2026-11-15"))
    assert check() == 0


@pytest.mark.parametrize("end", [-1, -200, 5])
def test_a_snapshot_that_is_broken_judges_nothing(place: Path, capsys: Capture, end: int) -> None:
    (place / "fleet.jsonl").write_bytes((place / "fleet.jsonl").read_bytes()[:end])

    assert check() == 2
    assert capsys.readouterr().err.startswith("modelbylaws: fleet.jsonl ")


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("fleet: {snapshot: nowhere.jsonl}", "the snapshot nowhere.jsonl: cannot be read"),
        ("fleet: {snapshot: ../fleet.jsonl}", "outside the folder that is checked"),
        ("fleet: {snapshot: policies/org.yaml}", "policies/org.yaml: line 1 is no record of a snapshot"),
    ],
)
def test_a_snapshot_that_is_not_there_judges_nothing(place: Path, capsys: Capture, config: str, told: str) -> None:
    write(place, "modelbylaws.yaml", f"format: modelbylaws/config/v1\n{config}\n")

    assert check() == 2
    assert told in capsys.readouterr().err


def test_a_repository_needs_a_snapshot(central: Path, capsys: Capture) -> None:
    assert check("--repository", "pay") == 2
    assert "--repository needs a snapshot" in capsys.readouterr().err
    assert central.exists()


def test_a_fault_in_a_record_is_told_at_its_place(central: Path, capsys: Capture) -> None:
    put(central, snapshot({"a": [manifest("a-one")], "b": [manifest("b-one").replace("tier: 2", "tier: 9")]}))

    assert check("--fleet", "fleet.jsonl") == 2
    assert " --> b//model-manifest.yaml:5:7\n" in capsys.readouterr().out


def test_an_exit_plan_is_looked_for_in_its_own_repository(central: Path, capsys: Capture) -> None:
    put(central, snapshot({"a": ["", manifest("a-one") + "exit: {plan: ../../plan.md}\n"]}))
    assert check("--fleet", "fleet.jsonl") == 2
    assert "error[outside]" in capsys.readouterr().out


@pytest.mark.parametrize("packed", [False, True])
def test_the_hook_judges_what_the_commit_will_hold_with_the_snapshot_that_it_holds(
    place: Path, capsys: Capture, packed: bool
) -> None:
    if packed:
        write(place, "modelbylaws.yaml", CONFIG.replace("fleet.jsonl", "fleet.jsonl.gz"))
        (place / "fleet.jsonl.gz").write_bytes(compress((place / "fleet.jsonl").read_bytes()))
        (place / "fleet.jsonl").unlink()
    git(place, "init", "--quiet")
    commit(place)
    write(place, FIRST, manifest("pay-one", OPENAI))
    write(place, SECOND, manifest("pay-two", OPENAI))
    assert check("--hook", "fleet") == 0  # nothing is staged

    git(place, "add", "--all")
    assert check("--hook", "fleet") == 1
    assert "openai carries 41.0% (41 of 100)" in capsys.readouterr().out


def test_a_pull_request_cannot_bring_its_own_snapshot(place: Path, capsys: Capture) -> None:
    git(place, "init", "--quiet", "--initial-branch=main")
    commit(place)
    write(place, FIRST, manifest("pay-one", OPENAI))
    write(place, SECOND, manifest("pay-two", OPENAI))
    put(place, snapshot({"pay": [manifest("pay-one", OPENAI), manifest("pay-two", OPENAI)]}))

    assert check("--against", "HEAD") == 1
    told = capsys.readouterr().out
    assert "openai 39.0% (39 of 100) -> 41.0% (41 of 100)" in told


def test_an_old_snapshot_is_not_forgiven_because_the_base_has_it_too(place: Path, capsys: Capture) -> None:
    put(place, snapshot(hundred(), day="2026-11-01"))
    git(place, "init", "--quiet", "--initial-branch=main")
    commit(place)

    assert check("--against", "HEAD") == 1
    assert "error[fleet-too-old]: fleet.jsonl is 21 days old" in capsys.readouterr().out


def test_the_night_tells_what_got_worse_in_other_repositories(central: Path, capsys: Capture) -> None:
    write(central, "modelbylaws.yaml", "format: modelbylaws/config/v1\nfleet: {snapshot: fleet.jsonl}\n")
    put(central, snapshot(hundred()))
    git(central, "init", "--quiet", "--initial-branch=main")
    commit(central)
    assert check("--against", "HEAD") == 0
    put(central, snapshot({**hundred(), "r60": [manifest("s60", OPENAI)], "r61": [manifest("s61", OPENAI)]}))
    capsys.readouterr()

    assert check("--against", "HEAD") == 1
    told = capsys.readouterr().out
    assert "r60//model-manifest.yaml:11:16: changed[vendor-cap] openai 39.0% (39 of 100) -> 41.0% (41 of 100)" in told
    assert "owned-by-a-team]" not in told


def test_a_bundle_holds_the_snapshot_and_is_judged_again(central: Path, capsys: Capture) -> None:
    fleet = {"a": [manifest("a-one", OPENAI)], "b": [manifest("b-one")], "c": [manifest("c-one", "meta/llama-4-scout")]}
    put(central, snapshot(fleet))
    write(central, "modelbylaws.yaml", "format: modelbylaws/config/v1\nfleet: {snapshot: fleet.jsonl}\n")

    assert main(["report", *DAY, "--bundle", "../evidence.zip"]) == 0
    assert main(["verify", "../evidence.zip"]) == 0, capsys.readouterr()
    put(central, snapshot(fleet | {"b": [manifest("b-one", OPENAI)]}))
    assert main(["report", *DAY, "--bundle", "../next.zip", "--since", "../evidence.zip"]) in {0, 1}
    assert main(["verify", "../next.zip", "--since", "../evidence.zip"]) == 0, capsys.readouterr()
    since = json.loads(unpack("../next.zip")["since.json"])
    assert since["changed"] == ["manifests"]
    assert {share["cause"] for share in since["shares"]} == {"manifests"}


def test_fix_rewrites_no_file_of_others(central: Path, capsys: Capture) -> None:
    put(central, snapshot({"a": [manifest("a-one", "gpt-5.4")]}))
    before = sorted(path.name for path in central.iterdir())

    check("--fleet", "fleet.jsonl", "--fix")
    assert sorted(path.name for path in central.iterdir()) == before
    assert "Traceback" not in capsys.readouterr().err


def test_a_repository_below_the_top_of_its_own(
    place: Path, tmp_path_factory: pytest.TempPathFactory, capsys: Capture
) -> None:
    """The root of the fleet lies in a folder; paths in the snapshot are from the repository's top."""
    top = repository(tmp_path_factory.mktemp("mono") / "repo")
    for path in ("modelbylaws.yaml", "policies/org.yaml", FIRST):
        write(top, f"app/{path}", (place / path).read_text())
    made = snapshot({"r1": [manifest("s01")]})
    own = Record("pay", f"app/{FIRST}", manifest("pay-one").encode())
    other = Record("pay", FIRST, manifest("pay-two").encode())
    gathered = (*made.repositories, Gathered("pay", "read", "main", "0" * 40))
    put(top / "app", replace(made, repositories=gathered, records=(*made.records, own, other)))

    found = report(capsys, "--config", str(top / "app" / "modelbylaws.yaml"))
    manifests = [entry["path"] for entry in found["inputs"] if entry["role"] == "manifest"]
    assert manifests == [FIRST, f"pay//{FIRST}", f"r1//{FIRST}"]
    assert found["counts"]["services"] == 3


def test_every_check_says_how_old_the_snapshot_is_and_that_it_may_be(
    place: Path, central: Path, capsys: Capture
) -> None:
    any_age = "fleet.jsonl is 1 day old, and any age is taken: no at-most-age is configured"
    check()
    assert any_age not in capsys.readouterr().out
    config = CONFIG.replace(", at-most-age: 7d", "")
    write(place, "modelbylaws.yaml", config)
    for more in ((), ("--output", "summary"), ("--output", "markdown"), ("--output", "json")):
        check("--config", str(place / "modelbylaws.yaml"), *more)
        told = capsys.readouterr().out
        assert any_age in told
        assert "100 manifests of 99 repositories as of 2026-11-21, 1 day before" in told
    put(central, snapshot(hundred()))
    check("--fleet", "fleet.jsonl")
    assert any_age in capsys.readouterr().out
    put(central, snapshot(hundred(), day="2026-11-25"))
    check("--fleet", "fleet.jsonl")
    assert (
        "fleet.jsonl is of 2026-11-25, which is later than 2026-11-22, and any age is taken" in capsys.readouterr().out
    )


def test_lint_advises_to_limit_the_age(place: Path, capsys: Capture) -> None:
    main(["lint", *DAY])
    assert "any-age" not in capsys.readouterr().out

    write(place, "modelbylaws.yaml", CONFIG.replace(", at-most-age: 7d", ""))
    main(["lint", *DAY])
    told = capsys.readouterr().out
    assert (
        "advice[any-age]: the snapshot fleet.jsonl may be of any age; it is 1 day old\n --> modelbylaws.yaml:2:1\n"
        in told
    )


def test_a_snapshot_of_another_catalog_is_judged_by_the_one_here_and_that_is_said(place: Path, capsys: Capture) -> None:
    put(place, replace(snapshot(hundred()), catalog="2020.01.01"))
    assert check() == 0
    told = capsys.readouterr().out
    assert "note: fleet.jsonl was collected with the built-in catalog 2020.01.01; its manifests are judged" in told
    assert f" by the one here, {builtin_release()}\n" in told

    put(place, replace(snapshot(hundred()), catalog=builtin_release() or ""))
    assert check() == 0
    assert "was collected with the built-in catalog" not in capsys.readouterr().out


@pytest.mark.parametrize("end", [-1, -200, 20, 3])
def test_a_compressed_one_that_was_cut_off_judges_nothing(central: Path, capsys: Capture, end: int) -> None:
    (central / "fleet.jsonl.gz").write_bytes(compress(fleet_bytes(snapshot(hundred())))[:end])

    assert check("--fleet", "fleet.jsonl.gz") == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "modelbylaws: fleet.jsonl.gz was cut off, or is not what was compressed; collect it again\n",
    )


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("tier: 2", "tier: 3", "fleet.jsonl: pay//batch/model-manifest.yaml (line 2) is not what was collected"),
        ('"path":"batch/', '"path":"aatch/', "fleet.jsonl is not what was collected: it was changed since"),
        ('"day":"2026-11-21"', '"day":"2026-11-22"', "fleet.jsonl is not what was collected: it was changed since"),
    ],
)
def test_one_that_was_edited_by_hand_judges_nothing(
    place: Path, capsys: Capture, was: str, now: str, told: str
) -> None:
    whole = (place / "fleet.jsonl").read_text(encoding="utf-8")
    (place / "fleet.jsonl").write_text(whole.replace(was, now, 1), encoding="utf-8")

    assert check() == 2
    assert told in capsys.readouterr().err
