"""The workflow files of *Many repositories*, run on real repositories: the night, a service's change, the quarter."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.many_repositories import FIRST, OPENAI, POLICY, SECOND, bare, listed, manifest, ninety_eight
from tests.many_runs import FOLDER, HOST, PROGRAM, Runner
from tests.repository import commit, git, write
from tests.sandbox import Repository, environment
from tests.test_pipeline_files import valid, zizmor

FILES = sorted(FOLDER.glob("*/*.yml"))
CENTRAL = "format: modelbylaws/config/v1\nfleet: {snapshot: fleet.jsonl.gz}\n"
SERVICE = f"""\
format: modelbylaws/config/v1
sources:
  org: {{git: "{HOST}/ai-policies.git", ref: v1, path: policies}}
  fleet: {{git: "{HOST}/ai-policies.git", ref: main, path: fleet.jsonl.gz}}
policies: ["vendor:org"]
fleet: {{snapshot: "vendor:fleet", repository: pay, at-most-age: 30d}}
"""
HOOKS = """\
repos:
  - repo: {repo}
    rev: v0.0.0
    hooks:
      - id: modelbylaws-fleet
"""
NIGHT = {
    "secrets.FLEET_READ_TOKEN": "t0ken",
    "github.token": "gh0",
    "github.repository": "acme/ai-policies",
    "steps.night.outputs.code": "",
}


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_services_accept_the_files(path: Path, tmp_path: Path) -> None:
    schema = "vendor.github-workflows" if path.parent.name == "github" else "vendor.gitlab-ci"

    assert valid(schema, path.read_text(encoding="utf-8"), tmp_path) == (0, "ok -- validation done\n")


def test_zizmor_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "github", tmp_path / ".github" / "workflows")
    done = zizmor(tmp_path, "regular")

    assert (done.returncode, "No findings to report" in done.stdout) == (0, True), done.stdout + done.stderr
    used = re.findall(r"uses: (\S+)", "".join(path.read_text(encoding="utf-8") for path in FILES))
    assert len(used) == 4
    assert [name for name in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)] == []


def test_every_file_says_first_where_it_goes() -> None:
    firsts = {str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8").split(" ", 2)[1] for path in FILES}

    assert firsts == {
        "github/evidence.yml": ".github/workflows/evidence.yml",
        "github/fleet.yml": ".github/workflows/fleet.yml",
        "github/models.yml": ".github/workflows/models.yml",
        "gitlab/central.yml": ".gitlab-ci.yml",
        "gitlab/service.yml": ".gitlab-ci.yml",
    }


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Twelve repositories with a hundred services, 39 of them on OpenAI, one of no team; and that of the policies."""
    holding: dict[str, dict[str, str]] = {f"r{number:02}": {} for number in range(11)}
    for number, (service, text) in enumerate(ninety_eight().items()):
        holding[f"r{number % 11:02}"][f"{service}/{FIRST}"] = text
    holding["pay"] = {FIRST: manifest("pay-one"), SECOND: manifest("pay-two")}
    for name, files in holding.items():
        bare(tmp_path, name, files)
    listed(tmp_path, [f"name: {name}, git: '{HOST}/{name}.git', ref: main" for name in holding])
    texts = {"modelbylaws.yaml": CENTRAL, "policies/org.yaml": POLICY}
    bare(tmp_path, "ai-policies", {**texts, "repositories.yaml": (tmp_path / "repositories.yaml").read_text()})
    git(tmp_path / "ai-policies.git", "tag", "v1")
    redirect = f'[url "file://{tmp_path}/"]\n    insteadOf = {HOST}/\n'
    env = {**environment(tmp_path / "home", redirect), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    made = Runner(tmp_path, env)
    made.prepare()
    return made


def night(runner: Runner) -> tuple[int, str]:
    return runner.github("fleet.yml", runner.clone("ai-policies"), NIGHT)


def held(runner: Runner) -> bytes:
    """The snapshot that is committed."""
    command = ["git", "show", "main:fleet.jsonl.gz"]
    return gzip.decompress(subprocess.check_output(command, cwd=runner.place / "ai-policies.git"))


def change(runner: Runner, name: str, files: Mapping[str, str], branch: str = "main") -> str:
    """A commit of these files on a branch of a repository."""
    work = runner.place / "work" / name
    for path, text in files.items():
        write(work, path, text)
    made = commit(work)
    git(work, "push", "--quiet", "--force", str(runner.place / f"{name}.git"), f"HEAD:{branch}")
    return made


@pytest.mark.slow
def test_each_night_tells_what_got_worse_since_the_last(runner: Runner) -> None:
    code, log = night(runner)
    assert code == 1, log  # one service has no team, and nothing was told before
    told = runner.opened()
    assert "gh: issue\ngh: create\ngh: --title\ngh: The fleet's models got worse\n" in told
    assert "s50" in told
    assert json.loads(held(runner).splitlines()[-1])["records"] == 100
    assert "100 manifests of 12 repositories" in log
    assert "t0ken" not in log + told

    code, log = night(runner)
    assert (code, "0 read again, 12 as before" in log) == (0, True), log
    assert "gh: create" not in runner.opened()  # what is old is not told again

    change(runner, "r08", {f"{name}/{FIRST}": manifest(name, OPENAI) for name in ("s41", "s52")})
    runner.broken.touch()
    before = held(runner)
    code, log = night(runner)
    assert (code, "gh: create" in runner.opened()) == (1, True), log
    assert held(runner) == before  # nobody was told, so the next night tells it
    runner.broken.unlink()

    runner.listed.write_text("7\n", encoding="utf-8")
    code, log = night(runner)
    told = runner.opened()
    assert code == 1, log
    assert "gh: issue\ngh: comment\ngh: 7\n" in told
    assert "openai carries 41.0% (41 of 100)" in told
    assert "s50" not in told
    assert "ignored:" not in log + told  # the new snapshot is what is judged
    assert held(runner) != before


@pytest.mark.slow
def test_a_night_on_which_things_go_wrong(runner: Runner) -> None:
    night(runner)
    runner.opened()
    (runner.place / "r03.git").rename(runner.place / "away.git")
    code, log = night(runner)
    assert code == 2, log
    told = runner.opened()
    gone = [f"s{number:02}" for number in range(3, 98, 11)]
    assert f"    not read: r03: git could not fetch it; unknown until it can be read: {', '.join(gone)}\n" in told
    assert "gh: create" in told
    first = json.loads(held(runner).splitlines()[0])["repositories"]
    assert [entry["services"] for entry in first if entry["state"] == "not-read"] == [gone]

    before = held(runner)
    (runner.place / "away.git").rename(runner.place / "r03.git")
    change(runner, "r05", {SECOND: manifest("s05")})
    code, log = night(runner)
    assert code == 2, log
    told = runner.opened()
    both = f"r05//{SECOND}:2:10 and r05//s05/{FIRST}:2:10"
    assert f"note: 's05' has 2 manifests: {both}; nobody can judge it so" in told
    assert "duplicate-service" in told
    assert held(runner) == before  # it would stop every service

    change(runner, "r05", {SECOND: manifest("s06")})
    code, log = night(runner)
    assert code == 2, log
    told = runner.opened()
    assert f"'s06' by r05//{SECOND}:2:10 and by r06//s06/{FIRST}:2:10; nothing was written" in told
    assert held(runner) == before


def hand_on(runner: Runner) -> str:
    """Snapshot and policies, brought into the repository of pay; the commit."""
    pay = Repository(runner.place / "work" / "pay", runner.env)
    pay.write("modelbylaws.yaml", SERVICE)
    assert "vendor: 2 files" in pay.must(PROGRAM, "vendor")
    return change(runner, "pay", {})


MOVED = {FIRST: manifest("pay-one", OPENAI), SECOND: manifest("pay-two", OPENAI)}
BACK = {FIRST: manifest("pay-one"), SECOND: manifest("pay-two")}


@pytest.mark.slow
def test_a_change_of_a_service_answers_for_what_it_does_to_the_fleet(runner: Runner) -> None:
    night(runner)
    base = hand_on(runner)

    def pull(files: Mapping[str, str]) -> tuple[int, str]:
        known = {
            "secrets.FLEET_READ_TOKEN": "t0ken",
            "github.event.pull_request.base.sha": base,
            "github.ref": "change",
        }
        change(runner, "pay", files, "change")
        return runner.github("models.yml", runner.clone("pay", "change"), known)

    code, log = pull(MOVED)
    assert code == 1, log
    moved = "changed[vendor-cap] openai 39.0% (39 of 100) -> 41.0% (41 of 100), limit 40%"
    assert f"{FIRST}:11:16: {moved}" in log
    assert re.search(rf"^::error file={FIRST},line=11", log, re.MULTILINE), log
    assert "s50" not in log  # another's older breach is not told as one of this change
    assert "41.0%" in (runner.place / "runner-temp" / "summary").read_text(encoding="utf-8")

    code, log = pull(BACK)
    assert code == 0, log

    change(runner, "r08", {f"s41/{FIRST}": manifest("s41", OPENAI)})
    night(runner)
    code, log = pull({**BACK, FIRST: MOVED[FIRST]})  # 39 when the branch began, 40 last night
    assert code == 1, log
    assert "40.0% (40 of 100) -> 41.0% (41 of 100)" in log


@pytest.mark.slow
def test_a_quarter_is_a_bundle_over_the_whole_fleet(runner: Runner) -> None:
    night(runner)
    known = {"github.server_url": HOST, "github.repository": "acme/ai-policies", "github.run_id": "7"}
    code, log = runner.github("evidence.yml", runner.clone("ai-policies"), known)

    assert code == 0, log
    assert "the fleet's verdict: exit 1" in log
    (bundle,) = (runner.place / "runner-temp" / "evidence").glob("*.zip")
    assert re.fullmatch(r"20\d\dQ[1-4]\.zip", bundle.name)
    with zipfile.ZipFile(bundle) as held_in:
        (inside,) = [name for name in held_in.namelist() if name.endswith("fleet.jsonl.gz")]
        assert gzip.decompress(held_in.read(inside)) == held(runner)
    assert len((bundle.parent / "population.csv").read_text(encoding="utf-8").splitlines()) == 101


GITLAB = {"WHAT": "night", "FLEET_READ_TOKEN": "t0ken", "FLEET_WRITE_TOKEN": "wr1te", "CI_COMMIT_BRANCH": "main"}
GITLAB |= {"CI_API_V4_URL": f"{HOST}/api/v4", "CI_PROJECT_ID": "7", "CI_PROJECT_URL": f"{HOST}/ai-policies"}
GITLAB |= {"CI_JOB_URL": f"{HOST}/ai-policies/-/jobs/7", "GITLAB_USER_LOGIN": "somebody"}


@pytest.mark.slow
def test_the_same_on_gitlab(runner: Runner) -> None:
    def run_night() -> tuple[int, str]:
        return runner.gitlab("central.yml", "fleet", runner.clone("ai-policies"), GITLAB)

    code, log = run_night()
    assert code == 1, log
    told = runner.opened()
    assert re.search(r"^curl: title=The fleet's models got worse on 20\d\d-\d\d-\d\d$", told, re.MULTILINE)
    assert f"curl: {HOST}/api/v4/projects/7/issues\n" in told
    assert "s50" in told
    assert "t0ken" not in log + told
    assert "wr1te" not in log + told  # no argument has it, which every process can see
    code, log = run_night()
    assert (code, runner.opened()) == (0, ""), log

    base = hand_on(runner)
    merge = {"FLEET_READ_TOKEN": "t0ken", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    merge |= {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    for files, wanted in ((MOVED, 1), (BACK, 0)):
        change(runner, "pay", files, "change")
        clone = runner.clone("pay", "change")
        code, log = runner.gitlab("service.yml", "models", clone, merge)
        assert code == wanted, log
        assert ("41.0% (41 of 100)" in log) == (wanted == 1)
        assert (clone.folder / "junit.xml").exists()
        assert (json.loads((clone.folder / "quality.json").read_text(encoding="utf-8")) != []) == (wanted == 1)

    clone = runner.clone("ai-policies")
    code, log = runner.gitlab("central.yml", "evidence", clone, GITLAB)
    assert code == 0, log
    assert len([*(clone.folder / "evidence").glob("*.zip")]) == 1


@pytest.mark.slow
def test_the_hook_stops_a_commit_by_what_it_does_to_the_fleet(
    runner: Runner, released: Repository, env: Mapping[str, str]
) -> None:
    """In the service's repository, with nothing but what is committed there: the runner's git reaches nobody."""
    night(runner)
    hand_on(runner)
    (runner.place / "ai-policies.git").rename(runner.place / "nobody.git")
    pay = Repository(runner.place / "work" / "pay", {**runner.env, "PRE_COMMIT_HOME": env["PRE_COMMIT_HOME"]})
    pay.write(".pre-commit-config.yaml", HOOKS.format(repo=released.folder))
    pay.must("git", "add", "--all")
    pay.must("git", "commit", "--quiet", "--message", "hooks")
    pay.must(sys.executable, "-m", "pre_commit", "install")

    for path, text in MOVED.items():
        pay.write(path, text)
    code, log = pay.commit()
    assert code == 1, log
    assert "changed[vendor-cap] openai 39.0% (39 of 100) -> 41.0% (41 of 100), limit 40%" in log

    pay.write(SECOND, BACK[SECOND])
    code, log = pay.commit()
    assert code == 0, log
    assert "already broken before this change, in r06: 1 finding" in log
    held_here = pay.folder / ".modelbylaws/vendor/fleet/fleet.jsonl.gz"
    held_here.write_bytes(held_here.read_bytes()[:-1])
    pay.write(FIRST, BACK[FIRST])
    code, log = pay.commit()
    assert code == 1, log
    assert "this file is not what was brought here: the lock has another digest" in log
