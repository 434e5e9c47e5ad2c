"""What an editor gets: a JSON Schema of each file that people write, and beside them the names that catalogs know.

The schema of a manifest that is committed lists no model, because catalogs differ. Here ``catalog.json`` holds the
ids of models, hosts and vendors that this fleet's catalogs list, and the schemas offer them; other names stay
allowed, since a manifest may write any name that a catalog resolves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from checker.catalog import Catalog
from checker.run.faults import Fault
from checker.run.named import refuse_links
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run
from checker.schema import DRAFT, FOR_PEOPLE, schema
from checker.starting.plan import Planned, make

_NAMES = "catalog.json"
_OFFERED: Mapping[str, str] = {"model": "model", "host": "host"}
"""Keys of a route, and the list of names that each is offered from."""


def editor_files(run: Run) -> dict[str, str]:
    """The files by their names: a schema of each format, and the names that the schema of a manifest points at.

    Raises:
        Fault: no catalog could be read.
    """
    if run.catalog is None:
        raise Fault("the configuration or a catalog cannot be read: see modelbylaws lint")
    made = {f"{name}.schema.json": schema(name) for name in FOR_PEOPLE}
    offering = json.loads(made["manifest.schema.json"])
    for key, name in _OFFERED.items():
        _offer(offering["definitions"]["Route"]["properties"], key, name)
    _offer(offering["definitions"]["Alternative"]["properties"], "model", "model")
    made["manifest.schema.json"] = _text(offering)
    made[_NAMES] = _text(_names(run.catalog))
    return made


def _offer(properties: dict[str, Any], key: str, name: str) -> None:
    """Let a key be one of the names that are known, with what it stands for, or what it could be before."""
    own = properties[key]
    about = {"description": own.pop("description")}
    properties[key] = {**about, "anyOf": [{"$ref": f"{_NAMES}#/definitions/{name}"}, own]}


def _names(catalog: Catalog) -> dict[str, Any]:
    models = ((m.id, f"a model of {m.vendor}") for m in catalog.models.values())
    listed = ((name, host.name) for name, host in catalog.hosts.items())
    return {
        "$schema": DRAFT,
        "title": "names that this fleet's catalogs know; made by modelbylaws schema --into",
        "definitions": {"model": _one_of(models), "host": _one_of([*listed, ("self", "your own machines")])},
    }


def _one_of(names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Each name with a hover of its own, and not all of them in one."""
    return {"anyOf": [{"const": name, "description": about} for name, about in sorted(names)]}


def _text(made: object) -> str:
    return json.dumps(made, indent=1, ensure_ascii=True) + "\n"


def write_schemas(request: Request, folder: str) -> tuple[str, ...]:
    """Write the schemas of a fleet into a folder of it, over those that are there; the paths from its root.

    Raises:
        Fault: the fleet or the folder cannot be read or written.
    """
    made = editor_files(read_request(request))
    paths = {f"{folder}/{name}": text for name, text in made.items()}
    for path, text in paths.items():
        whole = os.path.join(request.root, path)
        refuse_links(request.root, whole)
        make(whole, text)
    return tuple(paths)


_TASKS = """\
{
  "version": "2.0.0",
  "tasks": [
    {
      "label": "modelbylaws check",
      "type": "shell",
      "command": "modelbylaws",
      "args": ["check", "--output", "concise"],
      "problemMatcher": {
        "owner": "modelbylaws",
        "fileLocation": ["relative", "${workspaceFolder}"],
        "pattern": {
          "regexp": "^(.+?):(\\\\d+):(\\\\d+): ([a-z]+)\\\\[([^\\\\]]+)\\\\] (.*)$",
          "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6
        }
      }
    }
  ]
}
"""
_EXTENSIONS = '{\n  "recommendations": ["redhat.vscode-yaml"]\n}\n'


def editor_plans(patterns: Mapping[str, Sequence[str]]) -> Iterator[Planned]:
    """The files that VS Code reads, in the folder that is opened.

    Args:
        patterns: the schemas by their paths from that folder, and the files that each is for.
    """
    yield Planned(".vscode/settings.json", _settings(patterns), "which schema each file has", add=_settings(patterns))
    yield Planned(".vscode/tasks.json", _TASKS, "a task, and its problem matcher", add=_TASKS)
    yield Planned(".vscode/extensions.json", _EXTENSIONS, "the extension that knows schemas", add=_EXTENSIONS)


def _settings(patterns: Mapping[str, Sequence[str]]) -> str:
    return json.dumps({"yaml.schemas": {path: list(files) for path, files in patterns.items()}}, indent=2) + "\n"
