"""What the program is measured against: a plain load of the same files, and the events of the parser alone.

Run as a file, ``python references.py load FOLDER``, so that nothing but this and PyYAML is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import yaml


def manifests(folder: str) -> Iterator[bytes]:
    for base, _, names in os.walk(folder):
        for name in names:
            if name == "model-manifest.yaml":
                with open(os.path.join(base, name), "rb") as file:
                    yield file.read()


def load(folder: str) -> None:
    """Every manifest as plain data, as most tools read it."""
    for text in manifests(folder):
        yaml.load(text, yaml.CSafeLoader)


def events(folder: str) -> None:
    """Every event of every manifest, with its line and column; nothing is made of them."""
    for text in manifests(folder):
        for _ in yaml.parse(text, yaml.CSafeLoader):
            pass


if __name__ == "__main__":
    {"load": load, "events": events}[sys.argv[1]](sys.argv[2])
