"""Judge manifests by a peer that is a library: ``python judge.py regopy|guard FOLDER`` prints ``PATH RULE`` a line.

Run as a file. YAML is read as such tools are usually fed, by ``yaml.load(CSafeLoader)``, and goes in as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
Judge = Callable[[object], Iterator[str]]


def rules(name: str) -> str:
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def by_regopy() -> Judge:
    interpreter = import_module("regopy").Interpreter()
    interpreter.add_module("plain", rules("plain.rego"))

    def judge(data: object) -> Iterator[str]:
        interpreter.set_input(data)
        yield from json.loads(str(interpreter.query("data.bench.deny")))["expressions"][0]

    return judge


def by_guard() -> Judge:
    run_checks = import_module("cfn_guard_rs").run_checks
    text = rules("plain.guard")

    def judge(data: object) -> Iterator[str]:
        for broken in run_checks(data, text).not_compliant:
            yield broken.Rule.name.replace("_", "-")

    return judge


def read(path: str) -> object:
    """Days become text, as JSON has none."""
    with open(path, "rb") as file:
        return json.loads(json.dumps(yaml.load(file, yaml.CSafeLoader), default=str))


def main(judge: Judge, folder: str) -> None:
    for base, _, names in sorted(os.walk(folder)):
        for name in names:
            path = os.path.join(base, name)
            for rule in judge(read(path)):
                print(path, rule)


if __name__ == "__main__":
    main({"regopy": by_regopy, "guard": by_guard}[sys.argv[1]](), sys.argv[2])
