"""Options of the test suite, and a world that no test's result depends on."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema
import pytest
import xmlschema
from hypothesis import HealthCheck, settings

from tests.repository import FLEET, repository
from tests.sandbox import Repository, environment, release

# The same commit gives the same result, everywhere and on a busy machine: nothing is measured by the clock, and
# `pytest --hypothesis-profile search` is for who looks for new examples; `same` takes more of the same ones,
# and is what `.ci/run` asks for.
_NOT_CHECKED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("search", deadline=None, suppress_health_check=_NOT_CHECKED)
settings.register_profile("same", settings.get_profile("search"), derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("same"), max_examples=20)
settings.load_profile("quick")

_LONG = 1_000
DATA = Path(__file__).parent / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite what golden cases and generated files expect")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A short name for long input: pytest puts it into the environment, whose size is limited."""
    return f"{argname}-of-{len(val)}" if isinstance(val, str | bytes) and len(val) > _LONG else None


def pytest_collection_finish() -> None:
    """What ten thousand collected tests are made of is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session", autouse=True)
def _nothing_from_outside() -> Iterator[None]:
    """Whoever signs every commit, has git ignore files everywhere or wants colors sees the same results."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS", "TF_BUILD"):
            patched.delenv(name, raising=False)
        for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
            patched.setenv(name, os.devnull)
        yield


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the fleet of the reviews as its one commit, and everything runs in it."""
    folder = repository(tmp_path / "fleet", FLEET)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def sarif_schema() -> jsonschema.protocols.Validator:
    return jsonschema.Draft7Validator(json.loads((DATA / "sarif-2.1.0.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(DATA / "junit-10.xsd")


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Where hooks run; what they install is shared by all tests."""
    return environment(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, env: Mapping[str, str]) -> Repository:
    """What others install of this repository."""
    return release(tmp_path_factory.mktemp("release"), env)
