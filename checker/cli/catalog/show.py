"""``catalog show``: all that is known about one model on a day, and why."""

from __future__ import annotations

from checker.cli.catalog.read import Read, read
from checker.cli.faults import Fault
from checker.cli.request import Request
from checker.diagnostic import did_you_mean
from checker.fleet.dossier import dossier
from checker.formats.catalog.json import model_json
from checker.formats.catalog.model import model_text
from checker.formats.terminal import Paint
from checker.names import alias_of


def show(request: Request, written: str, form: str, paint: Paint) -> tuple[str, int]:
    """What is known, and 0; 2 where something could not be read.

    Raises:
        Fault: nobody knows the model, or there is no sound catalog.
    """
    found = read(request, paint)
    _known(found, written)
    shown = dossier(found.world, written, found.users)
    if form == "json":
        return model_json(shown, found.world, found.loaded.diagnostics), found.code(0)
    return found.faults() + model_text(shown, found.world, paint), found.code(0)


def _known(found: Read, written: str) -> None:
    """Refuse a model that neither a catalog nor, for the organization's own, a manifest names.

    Raises:
        Fault: with the nearest names that there are.
    """
    world = found.world
    own = {usage.model for usages in found.users.by_model.values() for usage in usages if world.is_own(usage.model)}
    own |= {name for name in world.declared_bases if world.is_own(name)}
    if world.catalog.model(written) is None and written not in own:
        names = [*world.catalog.models, *world.catalog.aliases, *own]
        hint = did_you_mean(alias_of(written), names) or "modelbylaws catalog list shows what there is"
        raise Fault(f"no catalog knows model {written!r}: {hint}")
