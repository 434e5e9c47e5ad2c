"""Which repositories make up one fleet, and how each is reached: what ``collect`` reads."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self, get_args

from checker.files.config import DEFAULT_MANIFESTS, Patterns
from checker.files.origin import Address, Ref, pattern
from checker.shape import File, Shape
from checker.shape.marks import Field, model_validator
from checker.shape.scalars import Distinct, Identifier, RepositoryName, Text, text

FORMAT: Literal["modelbylaws/repositories/v1"] = "modelbylaws/repositories/v1"

SourceKind = Literal["git", "path", "folder", "records", "snapshot"]


def is_link(written: str) -> bool:
    """Whether it is an address of visible ASCII without quotes and angle brackets, with a place for a path."""
    return re.fullmatch(r"https?://[!#-&(-;=?-~]+", written) is not None and "{path}" in written


def _web(value: object) -> str:
    written = text(value)
    if not is_link(written):
        raise ValueError("a link starts with https:// and holds {path}; {commit} and {line} are filled in, too")
    return written


Web = Annotated[str, *pattern(_web, examples=["https://git.example.org/payments/blob/{commit}/{path}#L{line}"])]


class Repository(Shape):
    """One source of manifests. Exactly one of its keys says where it is."""

    name: RepositoryName | None = None
    """What places are called after: `payments//model-manifest.yaml:12:9`. A snapshot brings the names it has."""
    git: Address | None = None
    """An address that git fetches from, into a cache; the one kind of source that needs a network."""
    path: Text | None = None
    """A checkout or a bare repository on this machine; what is committed is read, and nothing is checked out."""
    folder: Text | None = None
    """A folder that is no repository; its files are read as they lie there."""
    records: Text | None = None
    """JSON Lines with a path and a text in each."""
    snapshot: Text | None = None
    """An earlier snapshot, all of it."""
    ref: Ref | None = None
    """Branch, tag or commit. Default: what the repository calls HEAD."""
    manifests: Patterns | None = None
    """Where its manifests lie. Default: as for all."""
    services: Annotated[tuple[Identifier, ...], Field(min_length=1), Distinct] | None = None
    """Services that it is known to hold: while it cannot be read, they are unknown instead of gone."""
    web: Web | None = None
    """How a place in it becomes a link, with `{commit}`, `{path}` and `{line}`."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        named = [kind for kind in get_args(SourceKind) if getattr(self, kind) is not None]
        if len(named) != 1:
            raise ValueError(f"say with exactly one key where it is: {', '.join(get_args(SourceKind))}")
        if (self.name is None) != (self.kind == "snapshot"):
            raise ValueError("a snapshot brings its names" if self.name else "it needs a name")
        if self.ref is not None and self.kind not in {"git", "path"}:
            raise ValueError(f"ref is about git, and this is a {self.kind}")
        return self

    @property
    def kind(self) -> SourceKind:
        return next(kind for kind in get_args(SourceKind) if getattr(self, kind) is not None)

    @property
    def where(self) -> str:
        """Address or path, as it is written."""
        found: str = getattr(self, self.kind)
        return found


class RepositoriesFile(File):
    """The repositories of one fleet."""

    format: Literal["modelbylaws/repositories/v1"]
    """Name and version of this file format."""
    manifests: Patterns = DEFAULT_MANIFESTS
    """Where manifests lie in a repository; `**` is any number of folders."""
    repositories: Annotated[tuple[Repository, ...], Field(min_length=1)]
    """All of them, in any order."""

    @model_validator(mode="after")
    def _has_each_once(self) -> Self:
        names = [entry.name for entry in self.repositories if entry.name is not None]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two repositories are called {twice!r}")
        return self
