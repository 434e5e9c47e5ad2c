"""Options of the test suite, and a world that no test's result depends on."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest
from hypothesis import settings

from tests.sandbox import Repository, environment, release

# In CI the same commit must give the same result; a person's run looks at new examples each time.
settings.register_profile("ci", derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite what golden cases and generated files expect")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture(autouse=True)
def _no_colors_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS", "TF_BUILD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Where hooks run; what they install is shared by all tests."""
    return environment(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, env: Mapping[str, str]) -> Repository:
    """What others install of this repository."""
    return release(tmp_path_factory.mktemp("release"), env)
