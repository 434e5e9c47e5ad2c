"""Evidence of use: which models services call, as gateways, scanners, telemetry and bills saw it.

A source is one row of ``sources``; each file becomes observations, located faults, and what is left out with its
reason. What an observation means beside a manifest is the business of the kinds.
"""

from checker.observed.evidence import Evidence, LeftOut, Observation

__all__ = ["Evidence", "LeftOut", "Observation"]
