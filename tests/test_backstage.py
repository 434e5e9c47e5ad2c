"""Backstage's catalogs: what its words mean here, which files its Locations lead to, and what hostile ones cost."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.cli import main
from checker.files.backstage import Entities, find_lifecycle, is_entity, take_entity
from checker.source import THEIRS, Plain, parse_many

Capture = pytest.CaptureFixture[str]

MANIFEST = """format: modelbylaws/manifest/v1
service: a
owner: team-a
lifecycle: production
tier: 2
regulation: [none]
data: [none]
uses: [{id: chat, routes: [{model: openai/gpt-5.4, access: vendor-api, gateway: direct}]}]
"""
POLICY = """format: modelbylaws/policy/v1
policy: org
rules:
  - {id: listed, title: Every service is listed, kind: inventoried, of: all, level: hard}
  - {id: cap, title: No vendor above the cap, kind: max-share, by: vendor, of: all, max: 100%, level: soft}
"""
COMPONENT = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: service}\n"


def location(targets: Sequence[str]) -> str:
    listed = "".join(f"    - '{target}'\n" for target in targets)
    return f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: all}}\nspec:\n  targets:\n{listed}"


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "root"
    for path, text in {
        "modelbylaws.yaml": "format: modelbylaws/config/v1\ninventory: catalog-info.yaml\n",
        "policies/org.yaml": POLICY,
        "services/a/model-manifest.yaml": MANIFEST,
        "services/a/catalog-info.yaml": COMPONENT,
    }.items():
        write(root, path, text)
    monkeypatch.chdir(root)
    return root


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def check(capsys: Capture) -> tuple[int, str]:
    code = main(["check", "--as-of", "2026-11-22"])
    said = capsys.readouterr()
    return code, said.out + said.err


def entities(text: str) -> Entities:
    documents = parse_many("catalog-info.yaml", text.encode(), THEIRS)
    assert isinstance(documents, list)
    found = Entities()
    for document in documents:
        assert is_entity(document.data)
        take_entity(document, found)
    return found


@pytest.mark.parametrize(
    ("written", "lifecycle", "is_clear"),
    [
        ("production", "production", True),
        ("Experimental", "experimental", True),
        (" DEPRECATED ", "deprecated", True),
        ("Prod", "production", True),
        ("dev", "experimental", True),
        ("development", "experimental", True),
        ("unknown", None, True),
        ("N/A", None, True),
        ("", None, True),
        ("prodution", None, False),
        ("staging", None, False),
        ("pro\u200bduction", None, False),
        ("\u212arod", None, False),
        ("${{ values.lifecycle }}", None, False),
        (["production"], None, False),
        ({"$text": "./lifecycle"}, None, False),
    ],
)
def test_a_lifecycle_is_one_of_ours_or_says_why_not(written: Plain, lifecycle: str | None, is_clear: bool) -> None:
    found, why = find_lifecycle(written)
    assert (found, why == "") == (lifecycle, is_clear)


@pytest.mark.parametrize(
    ("entity", "listed", "faults"),
    [
        ("kind: Component\nmetadata: {name: a}", ["a"], 0),
        ("kind: Component\nmetadata: {name: a, namespace: ~}", ["a"], 0),
        ("kind: Component\nmetadata: {name: a, annotations: {modelbylaws/uses-models: false}}", [], 0),
        ("kind: Component\nmetadata: {name: a, annotations: {modelbylaws/uses-models: flase}}", ["a"], 0),
        ("kind: Component\nmetadata: {name: a}\nspec: {owner: [x], type: {y: z}}", ["a"], 0),
        ("kind: Component\nmetadata: {name: ''}", [], 1),
        ("kind: Component\nmetadata: {name: [a]}", [], 1),
        ("kind: Component\nmetadata:", [], 1),
        ("kind: Component\nmetadata: {name: a b}", [], 1),
        ("kind: Component\nmetadata: {name: '{{cookiecutter.name}}'}", [], 0),
        ("kind: '${{ values.kind }}'\nmetadata: {name: '${{ values.name }}'}", [], 0),
        ("kind: component\nmetadata: {name: a}", [], 1),
        ("kind:\nmetadata: {name: a}", [], 1),
        ("metadata: {name: a}", [], 1),
        ("kind: Product\nmetadata: {name: a}", [], 1),
        ("kind: Location\nmetadata: {name: a}\nspec: {targets: }", [], 1),
        ("kind: Location\nmetadata: {name: a}\nspec: {targets: {$yaml: ./targets.yaml}}", [], 1),
        ("kind: Location\nmetadata: {name: a}\nspec: {tragets: [./a.yaml]}", [], 1),
        ("kind: Location\nmetadata: {name: a}\nspec: {targets: []}", [], 0),
    ],
)
def test_an_entity_is_a_service_a_fault_or_surely_none(entity: str, listed: list[str], faults: int) -> None:
    found = entities(f"apiVersion: backstage.io/v1alpha1\n{entity}\n")
    assert [entry.listed.service for entry in found.entries] == listed
    assert len(found.faults) == faults


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("./services/a/catalog-info.yaml", 0, "and all have a manifest"),
        ("services/**/catalog-info.yaml", 0, "and all have a manifest"),
        ("./services/../services/a/catalog-info.yaml", 0, "and all have a manifest"),
        ("../root/services/a/catalog-info.yaml", 2, "error[outside]"),
        ("../outside.yaml", 2, "error[outside]"),
        ("services/*/../../../outside.yaml", 2, "error[outside]"),
        ("*/../../../*.yaml", 2, "error[outside]"),
        ("linked/outside.yaml", 2, "error[outside]"),
        ("linked/*.yaml", 2, "error[outside]"),
        ("link.yaml", 2, "error[outside]"),
        ("file:///etc/passwd", 2, "error[not-followed]"),
        ("~/x.yaml", 2, "error[outside]"),
        ("C:/x.yaml", 2, "error[outside]"),
        ("..\\outside.yaml", 2, "error[outside]"),
        ("https://user:secret@example.com/x.yaml", 2, "error[not-followed]"),
        ("x{a,b}{c,d}{e,f}{g,h}{i,j}.yaml", 2, "error[not-followed]"),
        (".git/config.yaml", 2, "error[no-such-file]"),
        ("policies/org.yaml", 2, "error[unknown-value]"),
    ],
)
def test_a_target_is_read_below_the_root_or_is_a_fault(
    fleet: Path, capsys: Capture, target: str, code: int, said: str
) -> None:
    write(fleet.parent, "outside.yaml", COMPONENT.replace("name: a", "name: stranger"))
    write(fleet, ".git/config.yaml", COMPONENT)
    (fleet / "link.yaml").symlink_to(fleet.parent / "outside.yaml")
    write(fleet, "catalog-info.yaml", f"{COMPONENT}---\n{location([target])}")
    write(
        fleet, "services/a/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: s}\n"
    )
    if target.startswith("linked"):
        (fleet / "linked").symlink_to(fleet.parent, target_is_directory=True)
    found, output = check(capsys)
    assert (found, said in output, "stranger" in output) == (code, True, False), output
    assert code == 0 or "0 of 2 rules passed" in output


def test_locations_that_lead_in_circles_are_read_once(fleet: Path, capsys: Capture) -> None:
    write(fleet, "catalog-info.yaml", location(["./catalog-info.yaml", "./b.yaml", "services/a/catalog-info.yaml"]))
    write(fleet, "b.yaml", location(["./catalog-info.yaml", "**/*info.yaml", "./b.yaml"]))
    assert check(capsys)[0] == 0


def test_a_service_that_two_files_list_is_a_fault(fleet: Path, capsys: Capture) -> None:
    write(fleet, "catalog-info.yaml", location(["./b.yaml", "services/a/catalog-info.yaml"]))
    write(fleet, "b.yaml", COMPONENT)
    code, said = check(capsys)
    assert (code, "service 'a' is listed twice" in said) == (2, True)


@pytest.mark.parametrize(
    "targets",
    [
        [f"./f{number}.yaml" for number in range(10_000)],
        [f"./**/*{number}.yaml" for number in range(10_000)],
        ["./services/a/catalog-info.yaml"] * 10_000,
    ],
)
def test_ten_thousand_targets_end_in_a_fault(fleet: Path, capsys: Capture, targets: Sequence[str]) -> None:
    write(fleet, "catalog-info.yaml", location(targets))
    code, said = check(capsys)
    assert (code, "0 of 2 rules passed" in said) == (2, True)


def test_many_files_that_each_name_many_end_in_a_fault(fleet: Path, capsys: Capture) -> None:
    write(fleet, "catalog-info.yaml", location(["l/*.yaml"]))
    for number in range(60):
        write(fleet, f"l/{number}.yaml", location(["./*.yaml"] * 20))
    code, said = check(capsys)
    assert (code, "error[not-followed]" in said) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)),
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: &m {name: a, annotations: *m}\n",
        "a: " + "[" * 5_000,
        "&a : *a\n",
        "\x00",
        "[1, 2]\n",
        "---\n---\n",
        "",
        '{"bomFormat": "CycloneDX", "components": null}',
    ],
)
def test_a_hostile_file_is_a_fault_and_never_a_pass(fleet: Path, capsys: Capture, text: str) -> None:
    write(fleet, "catalog-info.yaml", text)
    code, said = check(capsys)
    assert (code, "0 of 2 rules passed" in said, "Traceback" in said) == (2, True, False)


def test_our_own_inventory_is_read_by_our_own_rules(fleet: Path, capsys: Capture) -> None:
    write(fleet, "catalog-info.yaml", "format: modelbylaws/inventory/v1\nservices: [&x {service: a}]\n")
    code, said = check(capsys)
    assert (code, "YAML anchors are not allowed" in said) == (2, True)


def test_a_file_behind_a_link_inside_of_the_root_is_read_where_it_is(fleet: Path, capsys: Capture) -> None:
    (fleet / "short").symlink_to(fleet / "services", target_is_directory=True)
    write(fleet, "catalog-info.yaml", location(["short/a/catalog-info.yaml", "services/a/catalog-info.yaml"]))
    code, said = check(capsys)
    assert (code, "the inventory lists 1 service, and all" in said) == (0, True), os.listdir(fleet)


def test_a_file_of_a_fleet_of_its_own_is_not_left_out_in_silence(fleet: Path, capsys: Capture) -> None:
    """An empty configuration beside a component takes it out of this fleet, which somebody has to see."""
    write(fleet, "modelbylaws.yaml", "format: modelbylaws/config/v1\ninventory: ['services/*/catalog-info.yaml']\n")
    write(fleet, "services/b/catalog-info.yaml", COMPONENT.replace("name: a", "name: b"))
    code, said = check(capsys)
    assert (code, "without a manifest: b" in said) == (1, True)

    write(fleet, "services/b/modelbylaws.yaml", "format: modelbylaws/config/v1\n")

    assert "is a fleet of its own: services/b/catalog-info.yaml" in check(capsys)[1]
    write(fleet, "modelbylaws.yaml", "format: modelbylaws/config/v1\ninventory: catalog-info.yaml\n")
    write(fleet, "catalog-info.yaml", location(["./services/*/catalog-info.yaml"]))
    assert "is a fleet of its own: services/b/catalog-info.yaml" in check(capsys)[1]


@pytest.mark.parametrize("selection", ["types: [service]", "lifecycles: [production]"])
def test_a_selection_does_not_make_one_component_stand_for_another(
    fleet: Path, capsys: Capture, selection: str
) -> None:
    """The manifest of the default namespace's library is none of the service of the same name in another one."""
    library = COMPONENT.replace("type: service", "type: library, lifecycle: experimental")
    other = COMPONENT.replace("name: a", "name: a, namespace: team-b").replace(
        "type: service", "type: service, lifecycle: production"
    )
    write(fleet, "modelbylaws.yaml", f"format: modelbylaws/config/v1\ninventory: {{files: [all.yaml], {selection}}}\n")
    write(fleet, "all.yaml", f"{library}---\n{other}")

    code, said = check(capsys)

    assert code == 1
    assert "team-b.a" in said


def test_a_file_of_ours_is_read_as_ours_whatever_else_it_says(fleet: Path, capsys: Capture) -> None:
    ours = "format: modelbylaws/inventory/v1\nservices: [{service: a}, {service: b}]\n"
    write(fleet, "catalog-info.yaml", f"{ours}apiVersion: backstage.io/v1alpha1\nkind: System\n")

    assert check(capsys)[0] == 2


@pytest.mark.parametrize("kind", ["${{ values.kind }}", "Component{{}}"])
def test_a_named_entity_whose_kind_is_a_placeholder_does_not_vanish(kind: str) -> None:
    found = entities(COMPONENT.replace("kind: Component", f"kind: '{kind}'"))

    assert [fault.code for fault in found.faults] == ["invalid-entity"]


@pytest.mark.parametrize("type_", ["${{ x }}", "{{ cookiecutter.x }}", "${TYPE}", "$TYPE", "<% x %>", "[[ x ]]", "%X%"])
def test_a_type_that_is_a_placeholder_is_not_known_and_stays_selected(fleet: Path, capsys: Capture, type_: str) -> None:
    config = "format: modelbylaws/config/v1\ninventory: {files: [all.yaml], types: [service]}\n"
    write(fleet, "modelbylaws.yaml", config)
    other = COMPONENT.replace("name: a", "name: b").replace("type: service", f"type: '{type_}'")
    write(fleet, "all.yaml", f"{COMPONENT}---\n{other}")

    assert "without a manifest: b" in check(capsys)[1]


@pytest.mark.parametrize("target", ["./services", "services\\b.yaml", "./services/+(a|b).yaml", "./services/[^a].yaml"])
def test_optional_excuses_a_missing_file_alone(fleet: Path, capsys: Capture, target: str) -> None:
    for written, code in ((target, 2), ("./missing.yaml", 0)):
        optional = location([written, "./services/a/catalog-info.yaml"]) + "  presence: optional\n"
        write(fleet, "catalog-info.yaml", optional)

        assert check(capsys)[0] == code
