"""Importing the days that vendors publish for machines: what each page says, and nothing that it does not say.

The pages are short pieces of the real ones, facts only: PyPI anthropic 2.14.0, PyPI openai 3.57.0,
mistralai/platform-docs-public @222f4ba, cohere-ai/cohere-developer-experience @e814c8a, and a stored copy of
ai.google.dev/gemini-api/docs/deprecations.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import yaml

from checker.cli import main
from checker.importing.vendor_days import PAGES
from checker.vocabulary import Imported

ANTHROPIC = """\
DEPRECATED_MODELS: Dict[str, str] = {
    "claude-mythos-preview": "June 30th, 2026",
    "claude-opus-4-5": "January 22nd, 2027",
    "claude-opus-4-5-20251101": "January 22nd, 2027",
    "claude-nobody-knows": "January 1st, 2027",
}
"""
OPENAI = '''\
ChatModel: TypeAlias = Literal["gpt-5.5", "gpt-4o", "gpt-4"]
"""Deprecated values:

- "gpt-5.1-mini": Not a supported model ID. Retained for SDK compatibility.
- "gpt-4o", "gpt-4o-2024-11-20",
  "gpt-4o-2024-08-06": Announced shutdown date: 2027-01-14. See
  https://developers.openai.com/api/docs/deprecations for details.
- "gpt-4o-2024-05-13", "gpt-4-turbo", "gpt-4": Announced shutdown
  date: 2026-10-23. See https://developers.openai.com/api/docs/deprecations
- "gpt-4-turbo-preview", "gpt-4-0314": Announced shutdown date: 2026-03-26.
"""
ImageModel: TypeAlias = Literal["gpt-image-1"]
"""Deprecated values:

- "gpt-image-1": GPT Image 1 was shut down on October 23, 2026. Use
  gpt-image-2.5-sunburst instead.
"""
'''
MISTRAL = """\
export default {
  name: 'Mistral Medium 3.1',
  releaseDate: '2025-08-12',
  identifiers: { apiNames: ['mistral-medium-2508'] },
  metadata: {deprecationDate: '2026-05-22', retirementDate: '2026-08-31', replacement: 'Mistral Medium 3.5'},
} as const satisfies StaticModel;
export default {
  name: 'Codestral',
  releaseDate: '2025-07-30',
  identifiers: { apiNames: ['codestral-2508', 'codestral-latest'] },
  metadata: {},
} as const satisfies StaticModel;
"""
COHERE = """\
### 2026-04-04: Embed v2.0, Aya Expanse 8B

Effective April 4th, 2026, the following models will be retired:

- `embed-english-v2.0`
- `c4ai-aya-expanse-8b`

We encourage you to migrate to our latest models:

- Embedding tasks alternatives:
  - `embed-english-v3.0`

### 2025-09-15: Various older command models

Effective September 15, 2025, the following deprecations will roll out.

Deprecated Models:

- `command-r-03-2024`  (and the alias `command-r`)
- `command-light`

### 2024-12-02: Rerank v2.0

| Shutdown Date| Deprecated Model| Deprecated Model Price| Recommended Replacement|
|--------------|-----------------|-----------------------|------------------------|
| 2025-04-30 | `rerank-english-v2.0` | $1.00 / 1K searches | `rerank-v3.5`|
"""
GOOGLE = """\
Note: The shutdown dates listed in the table indicate the earliest possible dates on which a model might be retired .
Model
Release date
Shutdown date
gemini-3.5-flash
May 19, 2026
No shutdown date announced
gemini-3.1-flash-lite
May 7, 2026
May 7, 2027
gemini-2.5-pro June 17, 2025 June 17, 2026 gemini-3.1-pro-preview
| gemini-2.5-flash | June 17, 2025 | Earliest June 2026 |
"""
FLOOR = "not-before"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ends(folder: Path, what: str, text: str | bytes) -> dict[tuple[str, str], object]:
    """Model and snapshot to the day, as the imported file has it."""
    (folder / "given").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["catalog", "import", what, "given", "--as-of", "2026-11-28", "--stood", "2026-11-20"]) == 0
    made = yaml.load((folder / f"catalog/imported-{what}.yaml").read_text(), yaml.BaseLoader)  # noqa: S506
    for entry in made["endpoints"]:
        (source,) = entry["sources"]
        assert (entry["status"], source["class"], source["stood"]) == ("reported", "vendor", "2026-11-20")
        assert entry["host"] == PAGES[what].host  # type: ignore[index]
    return {(entry["model"], entry.get("snapshot", "")): entry["retires"] for entry in made["endpoints"]}


@pytest.mark.parametrize(
    ("what", "text", "expected"),
    [
        (
            "anthropic-sdk",
            ANTHROPIC,
            {
                ("anthropic/claude-mythos-preview", ""): "2026-06-30",
                ("anthropic/claude-opus-4-5", ""): "2027-01-22",
            },
        ),
        (
            "openai-sdk",
            OPENAI,
            {
                ("openai/gpt-4", ""): "2026-10-23",
                ("openai/gpt-4-turbo", ""): "2026-10-23",
                ("openai/gpt-4o", ""): "2027-01-14",
                ("openai/gpt-4o", "2024-05-13"): "2026-10-23",
                ("openai/gpt-image-1", ""): "2026-10-23",
            },
        ),
        ("mistral-docs", MISTRAL, {("mistral/mistral-medium-3.1", ""): "2026-08-31"}),
        (
            "cohere-deprecations",
            COHERE,
            {
                ("cohere/c4ai-aya-expanse-8b", ""): "2026-04-04",
                ("cohere/command-light", ""): "2025-09-15",
                ("cohere/embed-english-v2", ""): "2026-04-04",
                ("cohere/rerank-english-v2", ""): "2025-04-30",
            },
        ),
        (
            "google-deprecations",
            GOOGLE,
            {
                ("google/gemini-2.5-flash", ""): {FLOOR: "2026-06-01"},
                ("google/gemini-2.5-pro", ""): {FLOOR: "2026-06-17"},
                ("google/gemini-3.1-flash-lite", ""): {FLOOR: "2027-05-07"},
            },
        ),
    ],
)
def test_a_page_gives_the_days_that_it_has(
    folder: Path, what: str, text: str, expected: dict[tuple[str, str], object]
) -> None:
    assert ends(folder, what, text) == expected


def test_every_page_is_among_what_can_be_imported() -> None:
    assert set(PAGES) < set(get_args(Imported))


def test_days_that_are_no_earliest_ones_are_ends(folder: Path) -> None:
    found = ends(folder, "google-deprecations", "gemini-2.5-pro\nJune 17, 2025\nJune 17, 2026\n")

    assert found == {("google/gemini-2.5-pro", ""): "2026-06-17"}


def test_the_first_day_of_another_vendors_model_is_not_that_of_its_host(folder: Path) -> None:
    other = MISTRAL.replace("codestral-2508', 'codestral-latest", "glm-5.2").replace("2025-07-30", "2026-08-06")
    ends(folder, "mistral-docs", other)

    made = yaml.safe_load(Path("catalog/imported-mistral-docs.yaml").read_text())
    assert [model["id"] for model in made["models"]] == ["mistral/mistral-medium-3.1"]


def test_what_is_left_out_is_said_with_its_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ends(folder, "openai-sdk", OPENAI)

    said = capsys.readouterr().out
    assert "1 name skipped, no day: gpt-5.1-mini" in said
    assert "1 name skipped, the model is not in the catalog, or a stamp of it says no day: gpt-4-0314" in said


@pytest.mark.parametrize("what", PAGES)
@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "nothing in given is about what the catalog knows"),
        (b"\xff\xfe", "not UTF-8"),
        (b"\x1b[31m", "character U+001B is not allowed"),
        (b"export default {" * 20_000, "nothing in given"),
        (b"### 2026-13-45: x\nmodels will be retired:\n- `a`\n" * 2_000, "nothing in given"),
        (b'"gpt-4o": "January 99th, 2027"\ngpt-4o January 41, 2026 Smarch 99, 2026\n', "nothing in given"),
        (b"x" * (17 << 20), "larger than 16777216 bytes"),
        (b"Deprecated values:\n\n- " + b'"a' * 100_000, "nothing in given"),
        (b"gemini-2.5-pro |" + b" |" * 200_000, "nothing in given"),
    ],
)
def test_a_hostile_page_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], what: str, raw: bytes, message: str
) -> None:
    (folder / "given").write_bytes(raw)

    assert main(["catalog", "import", what, "given", "--as-of", "2026-11-28"]) == 2
    assert message in capsys.readouterr().err
    assert not Path("catalog").exists()
