"""The closed lists that manifests, catalogs and policies share, and their types.

A value outside its list is an error with the nearest value that is in it. Country codes
are ISO 3166-1 alpha-2, officially assigned. Members of groups: EU treaties of accession
and the withdrawal agreement (Article 50 TEU); EEA agreement. Read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

from checker.shape import Fault, not_listed, reject
from checker.shape.marks import PlainValidator, WithJsonSchema
from checker.shape.remembered import remember
from checker.shape.scalars import text

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ
BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM
DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""
_EU_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

COUNTRIES: tuple[str, ...] = tuple(_CODES.split())
GROUPS: tuple[str, ...] = ("EU", "EEA")

_EU_27 = frozenset(_EU_MEMBERS.split())
_EFTA_IN_EEA = frozenset({"IS", "LI", "NO"})
_GB_LEFT_EU = dt.date(2020, 2, 1)
_GB_LEFT_EEA = dt.date(2021, 1, 1)
_HR_JOINED = dt.date(2013, 7, 1)
"""The tables hold from this day on; earlier dates are not expanded."""


def expand(region: str, as_of: dt.date) -> frozenset[str] | None:
    """The countries of a code on a day; None for a group before the tables begin."""
    if region not in GROUPS:
        return frozenset({region})
    if as_of < _HR_JOINED:
        return None
    left = _GB_LEFT_EU if region == "EU" else _GB_LEFT_EEA
    members = _EU_27 | (frozenset({"GB"}) if as_of < left else frozenset())
    return members | _EFTA_IN_EEA if region == "EEA" else members


Status = Literal["confirmed", "reported", "announced", "rejected"]
Accept = Literal["confirmed", "reported"]
Imported = Literal[
    "litellm", "models-dev", "hf-card", "openai-sdk", "anthropic-sdk", "mistral-docs", "google-deprecations",
    "cohere-deprecations",
]  # fmt: skip
"""What ``catalog import`` takes."""
SourceClass = Literal["legal-text", "vendor", "host", "dataset", "press", "aggregator"]
"""Best first."""
Weights = Literal["none", "commercial-license", "gated", "public"]
"""Most restrictive first."""
Stage = Literal["retired", "frozen", "maintenance", "preview", "active"]
"""Most restrictive first."""
Modality = Literal["text", "image", "audio", "video", "pdf", "embedding", "speech", "rerank"]
Purpose = Literal[
    "chat", "embedding", "rerank", "code", "vision", "speech-to-text", "text-to-speech", "image", "moderation", "agent",
    "other",
]  # fmt: skip
"""What a use asks a model to do, and what a model is made for."""
LicenseScope = Literal["own-use", "hosting", "end-user"]
"""What somebody does with a model: runs it for themselves, serves it to others, or uses what others made with it."""
TrainingOnData = Literal["prohibited", "opt-out", "allowed"]
Lifecycle = Literal["experimental", "production", "deprecated"]
Role = Literal["primary", "secondary", "fallback", "shadow", "planned"]
Access = Literal[
    "vendor-api", "cloud-api", "aggregator-api", "self-hosted", "on-device", "embedded-saas", "platform-only",
    "restricted",
]  # fmt: skip
Stratum = Literal["tier", "regulation", "lifecycle", "owner"]
"""What a sample may be drawn by."""
Dimension = Literal[
    "vendor", "lineage", "group", "model", "host", "gateway", "vendor-jurisdiction", "host-jurisdiction"
]
"""What a share is taken by, what may be lost, and what a fallback may have to differ in."""
ObservedSource = Literal["litellm", "litellm-spend", "cyclonedx", "telemetry", "focus", "scan"]
"""Kinds of files that say which models are used."""
Connectivity = Literal["online", "intermittent", "air-gapped"]
Substitutability = Literal["not", "highly-complex", "medium", "easy"]

UNKNOWN = "unknown"
"""What manifests write for a model that they do not name, and what is shown for a value that nobody knows."""

Level = Literal["advisory", "soft", "hard"]
"""How much a rule binds, the mildest first."""
LEVELS: tuple[Level, ...] = get_args(Level)

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
CLOUDS: frozenset[Access] = frozenset({"cloud-api", "aggregator-api"})
"""Channels through which somebody else than the vendor serves a model."""

ISO_HINT = "write a country code of ISO 3166, such as DE (GB, not UK)"
_OWN = re.compile(r"x-[a-z0-9][a-z0-9-]*\Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


def hardness(level: Level) -> int:
    """What levels are compared and sorted by: more is harder."""
    return LEVELS.index(level)


def check_listed(value: object, choices: tuple[str, ...], *, own: bool = False, hint: str = "") -> str:
    """One of the choices, or an organization's own ``x-...`` where ``own``.

    Raises:
        RejectedError: it is neither.
    """
    if isinstance(value, str) and (value in choices or (own and own_word(value))):
        return value
    fault = not_listed(value, (), choices)
    return reject([hint_at_own(fault, value) if own else replace(fault, help=fault.help or hint)])


def _regulation(value: object) -> str:
    return check_listed(value, (*REGULATIONS, "none"), own=True)


def _data_class(value: object) -> str:
    return check_listed(value, (*DATA_CLASSES, "none"))


def _country(value: object) -> str:
    return check_listed(value, COUNTRIES, hint=ISO_HINT)


def _region(value: object) -> str:
    return check_listed(value, (*COUNTRIES, *GROUPS), hint=ISO_HINT)


def _digest(value: object) -> str:
    written = text(value)
    if not _DIGEST.match(written):
        raise ValueError(f"{written!r} is not a digest; write sha256: and 64 hexadecimal digits")
    return written


MANY = 60
"""Most choices that a schema lists one by one: an editor shows all of a list at one of its values."""


def one_of_many(choices: Iterable[str]) -> dict[str, Any]:
    """The schema of one of so many choices that nobody wants to see them all."""
    said = "write a code of ISO 3166, such as DE (GB, not UK)"
    return {"type": "string", "pattern": f"^({'|'.join(choices)})$", "patternErrorMessage": said}


def _enum(choices: tuple[str, ...], *, own: bool = False) -> WithJsonSchema:
    if len(choices) > MANY:
        return WithJsonSchema(one_of_many(choices))
    listing: dict[str, Any] = {"enum": list(choices)}
    return WithJsonSchema({"anyOf": [listing, {"type": "string", "pattern": "^x-"}]} if own else listing)


Regulation = Annotated[str, PlainValidator(remember(_regulation)), _enum((*REGULATIONS, "none"), own=True)]
DataClass = Annotated[str, PlainValidator(remember(_data_class)), _enum((*DATA_CLASSES, "none"))]
Country = Annotated[str, PlainValidator(remember(_country)), _enum(COUNTRIES)]
Region = Annotated[str, PlainValidator(remember(_region)), _enum((*GROUPS, *COUNTRIES))]
Digest = Annotated[
    str,
    PlainValidator(remember(_digest)),
    WithJsonSchema({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "examples": ["sha256:" + "0" * 64]}),
]
Tier = Annotated[
    Literal["0", "1", "2", "3"],
    WithJsonSchema({"enum": [0, 1, 2, 3], "description": "0 is the most critical, 3 the least."}),
]


def own_word(written: str) -> bool:
    """Whether a word is one of an organization's own, ``x-...``."""
    return _OWN.match(written) is not None


def hint_at_own(fault: Fault, value: object) -> Fault:
    """The fault with a word of the organization's own as a remedy, unless the value is a slip of a listed one."""
    word = re.sub("[^a-z0-9]+", "-", str(value).lower()).strip("-").removeprefix("x-")
    if not isinstance(value, str) or not word or fault.help.startswith("did you mean"):
        return fault
    own = f"write x-{word} for one of your organization's own"
    return replace(fault, help=f"{fault.help}; or {own}" if fault.help else own)


SELF_HOST = "self"


def is_self(host: str) -> bool:
    """Whether a host is one of the organization's own sites, ``self`` or ``self.<site>``."""
    return host == SELF_HOST or host.startswith(f"{SELF_HOST}.")


def is_unnamed(model: str) -> bool:
    """Whether a model's name says that it, or all of it but its vendor, is unknown."""
    return model == UNKNOWN or model.endswith(f"/{UNKNOWN}")
