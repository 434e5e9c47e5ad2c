"""The first configuration, policy and manifest: a fleet that passes, to be changed from there."""

from __future__ import annotations

CONFIG = """\
format: modelbylaws/config/v1
organization:
  name: Example Organization
  vendor: example            # models named example/... are your own
"""

POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
params:
  vendor-cap: {value: 40%, at-most: 60%}
selections:
  production: {lifecycle: production}
  regulated: {lifecycle: production, regulation: {none-of: [none]}}
rules:
  - id: vendor-concentration
    title: No vendor's models may stand behind more than {vendor-cap} of production services
    kind: max-share
    of: production
    by: lineage
    max: $vendor-cap
    min-population: 5        # with fewer services one alone would break the cap
    level: soft
    why: One vendor's decision, outage or price change must not reach most of our services.
  - id: regulated-self-hostable
    title: Regulated workloads use models whose weights we can host ourselves
    kind: require
    of: regulated
    each: route
    must: {model.self-hostable: true}
    level: hard
    no-match: ok             # nothing to say where no service is regulated
    why: A vendor may stop offering an API; weights that we hold keep running.
  - id: endpoint-lasts
    title: No host stops serving a model that we use within 90 days
    kind: retirement
    of: production
    horizon: 90d
    level: advisory          # soft, once every end that is unknown is in a catalog of yours
    why: What nobody reads in time becomes an outage on a day that the host chose.
"""

MANIFEST = """\
format: modelbylaws/manifest/v1
service: example-service
owner: team-example
lifecycle: production        # experimental | production | deprecated
tier: 2                      # 0 most critical .. 3
regulation: [gdpr]           # or [none]
data: [personal]             # or [none]
uses:
  - id: answers
    routes:
      - model: google/gemma-4-31b-it
        access: self-hosted
"""

LISTED_RULE = """\
  - id: every-service-declares
    title: Every service of the inventory has a manifest that agrees with it
    kind: inventoried
    of: all
    level: advisory          # soft, once every service has one
    why: Nobody knows what a service without a manifest depends on.
"""
"""One more rule of the policy, where an inventory says which services there are."""
