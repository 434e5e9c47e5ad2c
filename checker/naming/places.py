"""What a name says of where inference runs: geographies of inference profiles, and regions of clouds.

``region`` is a code of ISO 3166, EU, or empty where the place is no country and no group that is known here.
"""

from __future__ import annotations

from checker.naming.pages import (
    AWS_NEWER_REGIONS,
    AWS_REGIONS,
    BEDROCK_GEOGRAPHIES,
    LITELLM_PRICES,
    VERTEX_LOCATIONS,
    Page,
)
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    region: str
    page: Page


_AWS = """
af-south-1 ZA, ap-east-1 HK, ap-northeast-1 JP, ap-northeast-2 KR, ap-northeast-3 JP, ap-south-1 IN, ap-southeast-1 SG,
ap-southeast-2 AU, ca-central-1 CA, eu-central-1 DE, eu-north-1 SE, eu-south-1 IT, eu-west-1 IE, eu-west-2 GB,
eu-west-3 FR, me-south-1 BH, sa-east-1 BR, us-east-1 US, us-east-2 US, us-west-1 US, us-west-2 US
"""
_AWS_NEWER = """
ap-south-2 IN, ap-southeast-3 ID, ap-southeast-4 AU, ca-west-1 CA, eu-central-2 CH, eu-south-2 ES, il-central-1 IL,
me-central-1 AE, us-gov-east-1 US, us-gov-west-1 US
"""
_GOOGLE = """
asia-east1 TW, asia-east2 HK, asia-northeast1 JP, asia-northeast3 KR, asia-south1 IN, asia-southeast1 SG,
australia-southeast1 AU, europe-central2 PL, europe-north1 FI, europe-southwest1 ES, europe-west1 BE, europe-west2 GB,
europe-west3 DE, europe-west4 NL, europe-west6 CH, europe-west8 IT, europe-west9 FR, me-central1 QA, me-central2 SA,
me-west1 IL, northamerica-northeast1 CA, southamerica-east1 BR, us-central1 US, us-east1 US, us-east4 US, us-east5 US,
us-south1 US, us-west1 US, us-west4 US
"""


def _areas(listed: str, page: Page) -> tuple[Area, ...]:
    pairs = (pair.split() for pair in listed.replace("\n", " ").split(","))
    return tuple(Area(code, region, page) for code, region in pairs)


GEOGRAPHIES: tuple[Area, ...] = (
    Area("us-gov", "US", LITELLM_PRICES),
    Area("us", "US", BEDROCK_GEOGRAPHIES),
    Area("eu", "EU", BEDROCK_GEOGRAPHIES),
    Area("apac", "", BEDROCK_GEOGRAPHIES),
    Area("au", "AU", LITELLM_PRICES),
    Area("jp", "JP", LITELLM_PRICES),
    Area("ca", "CA", LITELLM_PRICES),
    Area("in", "IN", LITELLM_PRICES),
    Area("global", "", BEDROCK_GEOGRAPHIES),
    Area("global-standard", "", LITELLM_PRICES),
    Area("data-zone", "", LITELLM_PRICES),
)
"""Before an id at Amazon Bedrock with a point, before a deployment at Azure with a slash."""

REGIONS: tuple[Area, ...] = (
    *_areas(_AWS, AWS_REGIONS),
    *_areas(_AWS_NEWER, AWS_NEWER_REGIONS),
    *_areas(_GOOGLE, VERTEX_LOCATIONS),
)
