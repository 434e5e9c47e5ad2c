"""Services, uses and routes as rules see them, with the way back to the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from checker import manifest
from checker.diagnostic import Path
from checker.names import version_of
from checker.source import Document
from checker.vocabulary import LIVE_ROLES, ROLES, SELF_HOST, SELF_OPERATED, Role

JUDGED_ROLES: tuple[Role, ...] = tuple(role for role in ROLES if role != "planned")
"""The roles a rule is about unless it says otherwise."""


@dataclass(frozen=True, eq=False)
class Route:
    declared: manifest.Route
    path: Path
    service: Service
    use: Use

    @property
    def name(self) -> str:
        return self.declared.name

    @property
    def role(self) -> Role:
        return self.declared.actual_role

    @property
    def live(self) -> bool:
        return self.role in LIVE_ROLES

    @property
    def self_operated(self) -> bool:
        return self.declared.access in SELF_OPERATED

    @property
    def share(self) -> Fraction:
        """Share of the use's live requests; a lone live route has all of them, any other role none."""
        if not self.live:
            return Fraction(0)
        return Fraction(1) if self.declared.share is None else self.declared.share

    @property
    def version(self) -> str | None:
        """As declared, else that of the package URL which names the model."""
        return self.declared.version or version_of(self.declared.model)

    @property
    def default_host(self) -> str | None:
        return SELF_HOST if self.self_operated else None


@dataclass(frozen=True, eq=False)
class Use:
    declared: manifest.Use
    path: Path
    service: Service

    @property
    def name(self) -> str:
        return self.declared.id

    @property
    def routes(self) -> tuple[Route, ...]:
        declared = self.declared.routes
        return tuple(Route(r, (*self.path, "routes", i), self.service, self) for i, r in enumerate(declared))


@dataclass(frozen=True, eq=False)
class Service:
    document: Document
    manifest: manifest.Manifest
    undeclared: frozenset[str] = frozenset()
    """Attributes that a partial manifest omits although every manifest declares them: they are unknown."""

    @property
    def name(self) -> str:
        return self.manifest.service

    @property
    def uses(self) -> tuple[Use, ...]:
        return tuple(Use(use, ("uses", index), self) for index, use in enumerate(self.manifest.uses))

    @property
    def required_uses(self) -> tuple[Use, ...]:
        """The uses the service cannot do without; all of them if it names none."""
        return tuple(use for use in self.uses if use.declared.required) or self.uses

    def routes(self, roles: tuple[Role, ...] = JUDGED_ROLES) -> Iterator[Route]:
        for use in self.uses:
            yield from (route for route in use.routes if route.role in roles)

    def live_routes(self) -> Iterator[Route]:
        return self.routes(tuple(LIVE_ROLES))
