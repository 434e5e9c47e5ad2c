"""Services, uses and routes as rules see them, with the way back to the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from functools import cached_property

from checker.diagnostic import Path
from checker.files import manifest
from checker.record import dataclass
from checker.report import Subject
from checker.source import Document
from checker.vocabulary import LIVE_ROLES, ROLES, SELF_OPERATED, Role

JUDGED_ROLES: tuple[Role, ...] = tuple(role for role in ROLES if role != "planned")
"""The roles a rule is about unless it says otherwise."""

Outline = Mapping[str, Mapping[str, str]]
"""By use and route, the name under which the model is looked up."""

_NONE, _ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, eq=False, slots=True)
class Route:
    declared: manifest.Route
    path: Path
    service: Service
    use: Use
    role: Role
    model: str
    """The name under which the model is looked up: as declared, with what the route says of it where that matters."""
    subject: Subject
    """What verdicts on it are about: one object for all rules."""

    @property
    def name(self) -> str:
        return self.declared.name

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
            return _NONE
        return _ALL if self.declared.share is None else self.declared.share.part


@dataclass(frozen=True, eq=False)
class Use:
    declared: manifest.Use
    path: Path
    service: Service

    @property
    def name(self) -> str:
        return self.declared.id

    @cached_property
    def subject(self) -> Subject:
        """What verdicts on it are about."""
        return Subject(self.service.name, self.name)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        return tuple(
            self._route(route, (*self.path, "routes", index)) for index, route in enumerate(self.declared.routes)
        )

    def _route(self, declared: manifest.Route, path: Path) -> Route:
        model = self.service.models.get(path, declared.model)
        subject = Subject(self.service.name, self.name, declared.name)
        return Route(declared, path, self.service, self, declared.actual_role, model, subject)


@dataclass(frozen=True, eq=False)
class Service:
    document: Document
    manifest: manifest.Manifest
    undeclared: frozenset[str] = frozenset()
    """Attributes that a partial manifest omits although every manifest declares them: they are unknown."""
    models: Mapping[Path, str] = field(default_factory=dict)
    """By the path of a route the name under which its model is looked up, where that is not the one declared."""

    @property
    def name(self) -> str:
        return self.manifest.service

    @cached_property
    def subject(self) -> Subject:
        """What verdicts on it are about."""
        return Subject(self.name)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        return tuple(Use(use, ("uses", index), self) for index, use in enumerate(self.manifest.uses))

    @cached_property
    def required_uses(self) -> tuple[Use, ...]:
        """The uses the service cannot do without; all of them if it names none."""
        return tuple(use for use in self.uses if use.declared.required) or self.uses

    def routes(self, roles: tuple[Role, ...] = JUDGED_ROLES) -> tuple[Route, ...]:
        """Those that have one of these roles; found once, because every rule asks."""
        found = self._by_roles.get(roles)
        if found is None:
            found = tuple([route for use in self.uses for route in use.routes if route.role in roles])
            self._by_roles[roles] = found
        return found

    @cached_property
    def _by_roles(self) -> dict[tuple[Role, ...], tuple[Route, ...]]:
        return {}

    def outline(self) -> Outline:
        """The names of its uses and routes, as waivers name them, and the models there."""
        return {use.name: {route.name: route.model for route in use.routes} for use in self.uses}

    @cached_property
    def live_routes(self) -> tuple[Route, ...]:
        return self.routes(tuple(LIVE_ROLES))


def every_route(services: Iterable[Service]) -> Iterator[Route]:
    """Routes of every role, planned ones too, in the order of services."""
    for service in services:
        yield from service.routes(ROLES)
