"""The closed lists that manifests, catalogs and policies share, and their types.

A value outside its list is an error with the nearest value that is in it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

from pydantic import PlainValidator, WithJsonSchema

from checker.regions import COUNTRIES, GROUPS
from checker.shape import not_listed, reject
from checker.shape.scalars import text

Status = Literal["confirmed", "reported", "announced", "rejected"]
Accept = Literal["confirmed", "reported"]
SourceClass = Literal["legal-text", "vendor", "host", "dataset", "press", "aggregator"]
"""Best first."""
Weights = Literal["none", "commercial-license", "gated", "public"]
"""Most restrictive first."""
Stage = Literal["retired", "frozen", "maintenance", "preview", "active"]
"""Most restrictive first."""
Modality = Literal["text", "image", "audio", "video", "pdf", "embedding"]
TrainingOnData = Literal["prohibited", "opt-out", "allowed"]
Lifecycle = Literal["experimental", "production", "deprecated"]
Role = Literal["primary", "secondary", "fallback", "shadow", "planned"]
Access = Literal[
    "vendor-api", "cloud-api", "aggregator-api", "self-hosted", "on-device", "embedded-saas", "platform-only",
    "restricted",
]  # fmt: skip
Dimension = Literal[
    "vendor", "lineage", "group", "model", "host", "gateway", "vendor-jurisdiction", "host-jurisdiction"
]
"""What a share is taken by, what may be lost, and what a fallback may have to differ in."""
Connectivity = Literal["online", "intermittent", "air-gapped"]
Substitutability = Literal["not", "highly-complex", "medium", "easy"]

REGULATIONS = (
    "hipaa", "gdpr", "dora", "eu-ai-act-high-risk", "eu-ai-act-limited", "fedramp-moderate", "fedramp-high",
    "pci-dss", "itar", "sox",
)  # fmt: skip
DATA_CLASSES = (
    "public", "internal", "confidential", "personal", "special-category", "phi", "cardholder",
    "export-controlled",
)  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
LIVE_ROLES: frozenset[Role] = frozenset({"primary", "secondary"})
SELF_OPERATED: frozenset[Access] = frozenset({"self-hosted", "on-device"})

_ISO = "write a country code of ISO 3166, such as DE (GB, not UK)"
_OWN = re.compile(r"x-[a-z0-9][a-z0-9-]*\Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


def listed(value: object, choices: tuple[str, ...], *, own: bool = False, hint: str = "") -> str:
    """One of the choices, or an organization's own ``x-...`` where ``own``.

    Raises:
        PydanticCustomError: it is neither.
    """
    if isinstance(value, str) and (value in choices or (own and own_word(value))):
        return value
    fault = not_listed(value, (), choices)
    return reject([replace(fault, help=fault.help or hint)])


def _regulation(value: object) -> str:
    return listed(value, (*REGULATIONS, "none"), own=True)


def _data_class(value: object) -> str:
    return listed(value, (*DATA_CLASSES, "none"))


def _country(value: object) -> str:
    return listed(value, COUNTRIES, hint=_ISO)


def _region(value: object) -> str:
    return listed(value, (*COUNTRIES, *GROUPS), hint=_ISO)


def _digest(value: object) -> str:
    written = text(value)
    if not _DIGEST.match(written):
        raise ValueError(f"{written!r} is not a digest; write sha256: and 64 hexadecimal digits")
    return written


def _enum(choices: tuple[str, ...], *, own: bool = False) -> WithJsonSchema:
    listing: dict[str, Any] = {"enum": list(choices)}
    return WithJsonSchema({"anyOf": [listing, {"type": "string", "pattern": "^x-"}]} if own else listing)


Regulation = Annotated[str, PlainValidator(_regulation), _enum((*REGULATIONS, "none"), own=True)]
DataClass = Annotated[str, PlainValidator(_data_class), _enum((*DATA_CLASSES, "none"))]
Country = Annotated[str, PlainValidator(_country), _enum(COUNTRIES)]
Region = Annotated[str, PlainValidator(_region), _enum((*GROUPS, *COUNTRIES))]
Digest = Annotated[
    str,
    PlainValidator(_digest),
    WithJsonSchema({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "examples": ["sha256:" + "0" * 64]}),
]
Tier = Annotated[
    Literal["0", "1", "2", "3"],
    WithJsonSchema({"enum": [0, 1, 2, 3], "description": "0 is the most critical, 3 the least."}),
]


def own_word(written: str) -> bool:
    """Whether a word is one of an organization's own, ``x-...``."""
    return _OWN.match(written) is not None


SELF_HOST = "self"


def is_self(host: str) -> bool:
    """Whether a host is one of the organization's own sites, ``self`` or ``self.<site>``."""
    return host == SELF_HOST or host.startswith(f"{SELF_HOST}.")
