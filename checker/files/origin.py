"""Where files of others are brought from: a repository of git at a ref, or a file by its digest."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from checker.shape import Shape
from checker.shape.marks import Field, PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Text, text

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]*")
_SSH = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:[A-Za-z0-9_.~/][!-~]*")
"""``git@host:group/project.git``; two slashes after the colon would be a scheme."""
_ADDRESS = re.compile(r"(https|ssh|file)://([^/@]*@)?[!-~]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = r"[A-Za-z0-9_][A-Za-z0-9._+-]*"
_INSIDE = re.compile(rf"{_PART}(?:/{_PART})*")
"""Nothing that leads out, and no name that starts with a dot."""


def pattern(parse: Any, **schema: Any) -> Any:  # noqa: ANN401 - marks of an annotation
    """What a text is read by: a function, with its schema."""
    return (PlainValidator(parse), WithJsonSchema({"type": "string", **schema}))


def _ref(value: object) -> str:
    written = text(value)
    if not _REF.fullmatch(written) or ".." in written or written.endswith((".lock", "/", ".")):
        raise ValueError(f"{written!r} is no branch, tag or commit")
    return written


def _address(value: object) -> str:
    """Where git fetches from. A password in it would be written into every log: credentials are git's business."""
    written = text(value)
    found = _ADDRESS.fullmatch(written)
    if found is not None and found[2] and (found[1] != "ssh" or ":" in found[2]):
        raise ValueError("an address with a user or a password in it; let git's credential helper give these")
    if found is None and ("://" in written or not _SSH.fullmatch(written)):
        raise ValueError(
            f"{written!r} is no address that git fetches from here: https://, ssh://, file:// or git@host:"
        )
    return written


def _digest(value: object) -> str:
    written = text(value)
    if not _DIGEST.fullmatch(written):
        raise ValueError(f"{written!r} is no SHA-256: 64 digits of 0-9 and a-f")
    return written


def is_inside(written: str) -> bool:
    """Whether it is a path with slashes, of plain names, that can only lead further down."""
    return _INSIDE.fullmatch(written) is not None


def _inside(value: object) -> str:
    written = text(value)
    if not is_inside(written):
        raise ValueError(f"{written!r} is no path inside of a source: names of letters, digits, '.', '_', '+' and '-'")
    return written


Ref = Annotated[str, *pattern(_ref, pattern=f"^{_REF.pattern}$", examples=["main"])]
Address = Annotated[str, *pattern(_address, examples=["https://git.example.org/payments.git"])]
Digest = Annotated[str, *pattern(_digest, pattern=f"^{_DIGEST.pattern}$")]
Inside = Annotated[str, *pattern(_inside, pattern=f"^{_INSIDE.pattern}$", examples=["policies"])]


class Origin(Shape):
    """A repository of git, or a file, whose policies and catalogs are brought here by `modelbylaws vendor`."""

    git: Address | None = None
    """An address that git fetches from."""
    ref: Ref | None = None
    """Branch, tag or commit. `vendor` locks the commit, and takes another one only with `--update`."""
    path: Inside | None = None
    """A file or a folder of the repository. Default: all of it."""
    file: Text | None = Field(None, examples=["../shared/models.yaml"])
    """A file on this machine, from the repository's root."""
    sha256: Digest | None = None
    """The digest that the file must have."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.git is None) == (self.file is None):
            raise ValueError("say with exactly one key where it is: git, file")
        if self.git is not None and (self.ref is None or self.sha256 is not None):
            raise ValueError("git needs ref: a branch, a tag or a commit; its digests are in the lock")
        if self.file is not None and (self.sha256 is None or self.ref is not None or self.path is not None):
            raise ValueError("file needs sha256, the digest that it must have, and neither ref nor path")
        return self

    @property
    def where(self) -> str:
        """Address or path, with the ref, as it is written."""
        within = f" ({self.path})" if self.path else ""
        return f"{self.git} at {self.ref}{within}" if self.git is not None else f"{self.file}"
