"""What changed in what is known about models, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from checker.fleet.changes import ModelChange, Side
from checker.fleet.dependents import Usage
from checker.formats.summary import shown_at
from checker.formats.table import table
from checker.formats.terminal import Paint, escape


def changes_text(changed: Sequence[ModelChange], before: Side, after: Side, paint: Paint) -> str:
    lines = [line for model in changed for line in (*_model(model, paint), "")]
    counts = Counter(model.change for model in changed)
    services = {usage.service for model in changed for usage in model.uses}
    models = ", ".join(f"{counts[word]} {word}" for word in ("changed", "appeared", "vanished"))
    touched = f"{len(services)} service{'' if len(services) == 1 else 's'} touched"
    lines.append(f"models: {models}; {touched}; from {escape(before.name)} to {escape(after.name)}")
    return "".join(f"{line}\n" for line in lines)


def _model(model: ModelChange, paint: Paint) -> Iterator[str]:
    how = "" if model.change == "changed" else f" {model.change}"
    yield f"{paint('bold', escape(model.id))}{how}"
    for change in model.changes:
        if model.change == "appeared":
            said = change.after
        elif model.change == "vanished":
            said = f"was {change.before}"
        else:
            said = f"{change.before} -> {change.after}"
        yield escape(f"  {change.what}: {said}")
    yield from table([_touched(usage, model.id) for usage in model.uses], indent="  touches ")


def _touched(usage: Usage, model: str) -> tuple[str, ...]:
    through = f"through {usage.model}" if usage.model != model else ""
    return (str(usage), usage.role, through, shown_at(usage.at))
