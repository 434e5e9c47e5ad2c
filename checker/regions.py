"""Country codes, and which countries a group had on a date.

Codes: ISO 3166-1 alpha-2, officially assigned. Members: EU treaties of accession
and the withdrawal agreement (Article 50 TEU); EEA agreement. Read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt

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
