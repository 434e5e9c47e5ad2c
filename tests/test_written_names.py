"""Names, numbers and shares as people and tools write them: which are read, as what, and what is said of the rest."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import licenses
from checker.diagnostic import MAX_VALUE
from checker.files.manifest import Manifest, Route, Use
from checker.files.waivers import written_limit
from checker.names import alias_of, version_of
from checker.policy.params import measure, unit
from checker.shape import read
from checker.shape.scalars import day, days, foreign_name, identifier, model_name, number, text, whole
from checker.shape.shares import MAX_PARTS, WrittenShare, even_out, percent, read_share
from checker.source import Document, parse
from checker.source.lenient import word
from tests.fleets import catalog

THIRD = Fraction(1, 3)

NAMES = (
    "gpt-4o",
    "openai/gpt-4o-2024-08-06",
    "openrouter/deepseek/deepseek-r1:free",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "vertex_ai/claude-sonnet-4-5@20250929",
    "arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-1-8b-instruct-v1:0",
    "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
    "hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M",
    "https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct/resolve/main/model.safetensors?download=true",
    "hf:Qwen/Qwen3-8B@main",
    "@cf/meta/llama-3.1-8b-instruct",
    "~anthropic/claude-sonnet-latest",
    "ft:gpt-4o-mini-2024-07-18:my-org:custom_suffix:id",
    "accounts/fireworks/models/llama-v3p1-8b#accounts/me/deployments/12",
    "projects/1/locations/europe-west4/publishers/google/models/gemini-2.5-flash@001",
    "/models/llama.gguf",
    "./models/llama.gguf",
    "s3://bucket/llama+lora",
    "claude-sonnet-4-5[1m]",
    "gpt-5(high)",
    "pkg:huggingface/microsoft/deberta-v3-base@559062ad13d311b87b2c455e67dcd5f1c8f65111?repository_url=https://hub-ci.huggingface.co",
    "pkg:huggingface/distilbert-base-uncased@043235d6088ecd3dd5fb5ca3592b6913fd516027",
    "pkg:huggingface/a/b?checksum=sha1:ad95,sha256:41bf#sub/path",
    "pkg:mlflow/creditfraud@3?model_uuid=36233173b22f4c89b451f1228d700d49&run_id=410a3121",
    "pkg:generic/acme/my%20model@1.0%2Bcu12",
)


@pytest.mark.parametrize("written", NAMES)
def test_a_name_that_is_in_use_is_a_model_name(written: str) -> None:
    assert model_name(written) == written
    assert alias_of(written) or version_of(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "Claude Sonnet 4.5",
        "openai/*",
        "${MODEL}",
        "{{ model }}",
        "<model>",
        "gpt-4o,claude",
        "a|b",
        '"x"',
        "-x",
        "gpt\u20114o",
        "acme/m0\u00a0",
        "\uff47pt-4o",
        "pkg:huggingface/a/b@${REV}",
        "a\\b",
    ],
)
def test_what_is_no_name_is_told_of_unknown(written: str) -> None:
    message, help_ = _fault_of(written)

    assert message == f"{written!r} is not a model id such as google/gemma-4-31b-it"
    assert help_ == "write openai/unknown if only the vendor is known, or unknown"


def test_a_long_name_is_not_printed() -> None:
    assert model_name("x" * MAX_VALUE)
    assert _fault_of("x" * (MAX_VALUE + 1)) == ("a name has at most 200 characters; this one has 201", "")


def _fault_of(model: str) -> tuple[str, str]:
    document = parse("m.json", b"{}")
    assert isinstance(document, Document)
    faults = read(document, Route, {"model": model, "access": "vendor-api"})
    assert isinstance(faults, list)
    assert len(faults) == 1
    return faults[0].message, faults[0].help


@pytest.mark.parametrize("key", ["app.kubernetes.io/name", "backstage.io/techdocs-ref", "aws:cloudformation:stack"])
def test_a_label_has_the_key_that_other_systems_give_it(key: str) -> None:
    assert foreign_name(key) == key


@pytest.mark.parametrize(
    ("written", "alias", "version"),
    [
        ("pkg:huggingface/a/b@c1?repository_url=https://huggingface.co/", "hf:a/b", "c1"),
        ("pkg:huggingface/a/b@c1?file_name=x.gguf#onnx", "hf:a/b", "c1"),
        ("pkg:huggingface/a/b@c1?repository_url=https://hub.example.com", None, "c1"),
        ("pkg:huggingface/a/b@c1?download_url=https://example.com/x", None, "c1"),
        ("pkg:huggingface/a/b@c%0A1", None, None),
        ("pkg:huggingface/a/%D0%B0", None, None),
    ],
)
def test_a_package_url_of_another_hub_is_no_name_of_ours(written: str, alias: str | None, version: str | None) -> None:
    assert alias_of(written) == (alias or written)
    assert version_of(written) == version


SPACES = ("\u00a0", "\u2003", "\u3000")


@pytest.mark.parametrize("space", SPACES)
def test_a_space_of_unicode_is_part_of_what_is_written(space: str) -> None:
    assert text(f"  a{space}\t") == f"a{space}"
    assert word(f"a{space}") == f"a{space}"
    assert licenses.parse(f"MIT{space}") != licenses.parse("MIT")
    for reads in (model_name, identifier, foreign_name, day, whole, number, days, percent):
        with pytest.raises(ValueError, match=r"is not a|has at most|faults"):
            reads(f"1{space}")


@pytest.mark.parametrize(
    "wrong",
    [
        "\uff11",
        "\u0661",
        "\u00b2",
        "\uff12\uff10\uff12\uff16-11-22",
        "\uff15\uff10%",
        "\uff11/3",
        "18\uff10d",
        "1.\uff15",
    ],
)
def test_only_digits_of_ascii_are_digits(wrong: str) -> None:
    for reads in (identifier, day, whole, number, days, percent, written_limit):
        with pytest.raises(ValueError, match="is not"):
            reads(wrong)


def test_letters_that_only_fold_to_those_of_ascii_are_others() -> None:
    assert licenses.parse("B\u017fD-3-Clause") != licenses.parse("BSD-3-Clause")
    assert licenses.listed_id("\u212aantara") is None
    names = catalog({"kite/k1": {}}).resolver.index
    assert names.owns("KITE", "kite/k1")
    assert not names.owns("\u212aite", "kite/k1")
    assert names.named(["Kite/K1"]) == "kite/k1"
    assert names.named(["\u212aite/K1"]) is None


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        (["1/3", "1/3", "1/3"], [THIRD, THIRD, THIRD]),
        (["33%", "33%", "33%"], [THIRD, THIRD, THIRD]),
        (["33.3%", "33.3%", "1/3"], [THIRD, THIRD, THIRD]),
        (["33.33%", "33.33%", "33.33%"], [THIRD, THIRD, THIRD]),
        (["16.7%", "16.7%", "66.7%"], [Fraction(1, 6), Fraction(1, 6), Fraction(2, 3)]),
        (["66.67%", "16.67%", "16.67%"], [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]),
        (["50%", "25%", "25%"], [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]),
    ],
)
def test_rounded_shares_add_up(written: list[str], exact: list[Fraction]) -> None:
    assert [share.part for share in even_out([read_share(share) for share in written])] == exact


@pytest.mark.parametrize(
    "written",
    [
        ["66.6%", "16.6%", "16.6%"],
        ["50%", "49.9%"],
        ["50%", "49%"],
        ["50%", "51%"],
        ["1/3", "1/3"],
        ["0%", "0%"],
        ["0.00%", "50.00%", "50.01%"],
        ["50%"],
        ["40%", "40%", "40%"],
        ["33.33%", "33.33%", "33%"],
    ],
)
def test_what_rounding_does_not_explain_stays(written: list[str]) -> None:
    shares = [read_share(share) for share in written]

    assert even_out(shares) == shares


def test_no_more_parts_than_may_be_written_are_evened_out() -> None:
    share = read_share("0.10%")

    assert even_out([share] * MAX_PARTS) == [WrittenShare(Fraction(1, MAX_PARTS))] * MAX_PARTS
    assert even_out([share] * (MAX_PARTS + 2)) == [share] * (MAX_PARTS + 2)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=9), st.integers(0, 6))
def test_shares_add_up_to_one_or_are_left_alone(weights: list[int], places: int) -> None:
    whole_ = sum(weights)
    shares = [read_share(f"{float(Fraction(100 * weight, whole_)):.{places}f}%") for weight in weights]

    evened = even_out(shares)

    assert evened is shares or sum(share.part for share in evened) == 1
    assert [share.part == 0 for share in evened] == [share.part == 0 for share in shares]


@pytest.mark.parametrize(
    "written",
    ["4/3", "1/0", "1/", "/3", "1 / 3", "1/3%", "0.4", "-1/3", "1.5/3", "1" * 18 + "/3", "1/1000", "1/0999999"],
)
def test_what_is_no_share(written: str) -> None:
    with pytest.raises(ValueError, match=r"not a share|more than 100%|digits"):
        percent(written)


def test_a_use_is_read_with_exact_shares() -> None:
    routes = [
        {"id": name, "model": "a/open", "access": "vendor-api", "role": role, "share": "33.3%"}
        for name, role in (("x", "primary"), ("y", "secondary"), ("z", "secondary"))
    ]

    planned = {**routes[0], "id": "w", "role": "planned", "share": None}
    use = Use.model_validate({"id": "main", "routes": [*routes, planned]})

    assert [route.share for route in use.routes] == [WrittenShare(THIRD)] * 3 + [None]


def test_a_third_is_a_limit_a_bound_and_a_parameter() -> None:
    assert written_limit("1/3") == (THIRD, "%")
    assert (measure("1/3"), unit("1/3"), unit("tier")) == (THIRD, "%", "")


def test_a_manifest_names_gateway_contract_and_host_as_their_systems_do() -> None:
    route = Route.model_validate(
        {
            "model": "unknown",
            "access": "cloud-api",
            "host": "api.example.com:443",
            "gateway": "https://gw.example.com/v1",
            "contract": "PO/2211#3",
        }
    )

    assert (route.host, route.gateway, route.contract) == (
        "api.example.com:443",
        "https://gw.example.com/v1",
        "PO/2211#3",
    )
    assert Manifest.model_fields["service"].annotation is str
