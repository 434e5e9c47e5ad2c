"""What an import drafted, kept next to the manifests: the next one tells answers of people from its own words."""

from __future__ import annotations

from typing import Any, Literal

from checker.shape import File, Shape
from checker.shape.scalars import Identifier, Text

FORMAT: Literal["modelbylaws/drafts/v1"] = "modelbylaws/drafts/v1"


class DraftedManifest(Shape):
    """One manifest as it was drafted last."""

    service: Identifier
    """The folder of the manifest."""
    from_: tuple[Text, ...]
    """The files that it was drafted from."""
    manifest: dict[str, Any]
    """What the draft said, with its questions."""
    comments: tuple[str, ...] = ()
    """The comments of drafts that are in the manifest: they follow the files, and those of people stay."""


class DraftsFile(File):
    """What one source drafted. Written by `import`; a manifest that is not listed here is never changed by it."""

    format: Literal["modelbylaws/drafts/v1"]
    """Name and version of this file format."""
    source: Identifier
    """The kind of file that was imported."""
    services: tuple[DraftedManifest, ...]
    """By service."""
