"""Countries of regions, as clouds name them in deployment files.

Those of AWS and Google are those that names of models have. Azure's stand in MicrosoftDocs/reliability-docs,
articles/reliability/regions-list.md @01021ab (its page is dated 2025-09-23), columns "Physical location" and
"Programmatic name"; all rows compared on 2026-11-27. Regions that are only announced there are left out.
"""

from __future__ import annotations

from checker.naming.places import REGIONS

_AZURE = """
australiacentral AU, australiacentral2 AU, australiaeast AU, australiasoutheast AU, austriaeast AT, belgiumcentral BE,
brazilsouth BR, brazilsoutheast BR,
canadacentral CA, canadaeast CA, centralindia IN, centralus US, chilecentral CL, eastasia HK, eastus US, eastus2 US,
francecentral FR, francesouth FR, germanynorth DE, germanywestcentral DE, indonesiacentral ID, israelcentral IL,
italynorth IT, japaneast JP, japanwest JP, koreacentral KR, koreasouth KR, malaysiawest MY, mexicocentral MX,
newzealandnorth NZ, northcentralus US, northeurope IE, norwayeast NO, norwaywest NO, polandcentral PL, qatarcentral QA,
southafricanorth ZA, southafricawest ZA, southcentralus US, southeastasia SG, southindia IN, spaincentral ES,
swedencentral SE, switzerlandnorth CH, switzerlandwest CH, uaecentral AE, uaenorth AE, uksouth GB, ukwest GB,
westcentralus US, westeurope NL, westindia IN, westus US, westus2 US, westus3 US
"""

COUNTRY_OF: dict[str, str] = {
    **{area.code: area.region for area in REGIONS},
    **dict(pair.split() for pair in _AZURE.replace("\n", " ").split(",")),
}


def countries(region: str) -> tuple[str, ...]:
    """The country of a region, in any of the ways that it is written; nothing where it is not known."""
    found = COUNTRY_OF.get(region) or COUNTRY_OF.get(region.replace(" ", "").lower())
    return (found,) if found else ()
