"""What pyproject.toml allows is what the tests run with."""

from __future__ import annotations

import pytest

from tests.lowest import constraint, lowest


@pytest.mark.parametrize(
    ("written", "constrained"),
    [
        ("pydantic>=2.11,<3", "pydantic==2.11"),
        ("pydantic<3,>=2.11", "pydantic==2.11"),
        ("markdown-it-py[linkify]>=3.0", "markdown-it-py==3.0"),
        ("gemara-python==0.1.0", "gemara-python==0.1.0"),
        ("tool>=1.0; sys_platform == 'linux'", "tool==1.0"),
    ],
)
def test_a_requirement_has_a_lowest_version(written: str, constrained: str) -> None:
    assert constraint(written) == constrained


@pytest.mark.parametrize("written", ["pyyaml", "pyyaml<7", "pyyaml!=6.0"])
def test_a_requirement_without_a_lowest_version_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="has no lower bound"):
        constraint(written)


def test_everything_that_is_needed_has_a_lowest_version() -> None:
    names = {line.partition("==")[0] for line in lowest()}

    assert {"pydantic", "pyyaml", "ruamel.yaml", "cryptography", "xlsxwriter", "pytest"} <= names
    assert "modelbylaws" not in names
