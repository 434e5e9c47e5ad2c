"""Kinds of rules. A kind is one module and one line in this list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.kinds.fallback import Fallback
from checker.kinds.inventoried import Inventoried
from checker.kinds.kind import Kind
from checker.kinds.license_terms import LicenseTerms
from checker.kinds.max_share import MaxShare
from checker.kinds.min_effective import MinEffective
from checker.kinds.min_share import MinShare
from checker.kinds.require import Require
from checker.kinds.retirement import RetirementRule
from checker.kinds.survive import Survive

AnyKind = Kind[Any]
"""A kind with whatever pieces it collects; the engine hands them back to the same kind."""

KINDS: Mapping[str, type[AnyKind]] = {
    "require": Require,
    "max-share": MaxShare,
    "min-share": MinShare,
    "min-effective": MinEffective,
    "survive": Survive,
    "fallback": Fallback,
    "retirement": RetirementRule,
    "license-terms": LicenseTerms,
    "inventoried": Inventoried,
}
