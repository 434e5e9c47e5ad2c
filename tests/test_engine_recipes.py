"""The recipes of docs/scale.md for other engines are short, and their reports are the bytes of one process."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.engine.engine import ALONE
from checker.engine.way import judge_on
from checker.formats import FORMATS, render
from checker.formats.terminal import plain
from checker.report import Report
from tests.sharded import records_of, write_rules, write_shards
from tests.test_engine import BROKEN, SOUND

ROOT = Path(__file__).parent.parent
AS_OF = dt.date(2026, 11, 22)
MOST_LINES = 15
PACKAGES = {"Ray": "ray", "Spark": "pyspark"}
BEFORE = {
    "Ray": "ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level='ERROR')",
    "Spark": "from pyspark.sql import SparkSession\n"
    "spark = SparkSession.builder.master('local[2]').config('spark.ui.enabled', 'false').getOrCreate()",
}
AFTER = """
import sys
from tests.test_engine_recipes import written
sys.stdout.write(written(report))
"""
URL = '["s3://bucket/fleet/"]'


def recipe(name: str) -> str:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    found = re.search(rf"^{name}[^\n]*:\n\n```python\n(.*?)```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def written(report: Report) -> str:
    """A report in every format."""
    return json.dumps([report.exit_code, *(render(name, report, plain, quiet=False) for name in FORMATS)])


@pytest.mark.parametrize("name", PACKAGES)
def test_a_recipe_has_at_most_fifteen_lines(name: str) -> None:
    lines = [line for line in recipe(name).splitlines() if line.strip()]

    assert 5 < len(lines) <= MOST_LINES
    assert URL in lines[-1]


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize(("files", "code"), [(SOUND, 1), (BROKEN, 2)], ids=["sound", "broken"])
def test_a_recipe_gives_the_bytes_of_one_process(
    tmp_path: Path, name: str, files: Mapping[str, str], code: int
) -> None:
    """Where the engine is installed, which no extra does: each is hundreds of megabytes."""
    if importlib.util.find_spec(PACKAGES[name]) is None:
        pytest.skip(f"{PACKAGES[name]} is not installed")
    rules = write_rules(tmp_path / "rules", files)
    shards = write_shards(tmp_path / "shards", records_of(files), lines=3, tables=1)
    expected = written(judge_on(ALONE, str(rules), [shards], AS_OF))
    assert json.loads(expected)[0] == code
    imports, _, rest = recipe(name).partition("\n\n")
    script = (
        f"import datetime\n{imports}\n{BEFORE[name]}\nas_of = datetime.date({AS_OF.year}, {AS_OF.month}, {AS_OF.day})\n"
    )
    script += rest.replace(URL, f"[{shards!r}]") + AFTER
    (tmp_path / "recipe.py").write_text(script, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}

    done = subprocess.run(
        [sys.executable, "../recipe.py"], cwd=rules, env=env, capture_output=True, check=False, timeout=300
    )

    assert (done.returncode, done.stdout.decode()[-len(expected) :]) == (0, expected), done.stderr.decode()[-2000:]
