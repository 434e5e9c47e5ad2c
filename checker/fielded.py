"""The fields of a class, as ``dataclasses`` finds them, and its slots: in a quarter of the instructions.

NOTE: ``dataclasses`` compares each annotation with three patterns, and makes room for what none of our classes has.
A check of one manifest imports 160 of them, and this was a tenth of it. A class of any other form is left to
``dataclasses``, and so are all of them where its fields are not what they are here; a test compares the two.
"""

from __future__ import annotations

import abc
import dataclasses
from dataclasses import MISSING, Field
from types import MemberDescriptorType
from typing import Any

_KNOWN: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(
    type("_Known", (), {"__annotations__": {"name": "str"}, "__doc__": "One."})
)
_FIELD = getattr(dataclasses.fields(_KNOWN)[0], "_field_type", None)
"""What marks a field, beside what is none."""
_OTHERWISE = ("InitVar", "KW_ONLY")


def with_fields(cls: Any, asked: dict[str, bool], methods: dict[str, Any]) -> Any:  # noqa: ANN401 - a class
    """The class with its fields, and these methods.

    NOTE: a class that is made anew gets its methods then: each that is set later takes as long as a field.
    """
    written = vars(cls).get("__annotations__")
    if _FIELD is None or written is None or asked.get("kw_only") or not all(map(_is_plain, written.values())):
        return _set(dataclasses.dataclass(init=False, repr=False, eq=False, **asked)(cls), methods)
    own = vars(cls)
    if any(isinstance(value, Field) and name not in written for name, value in own.items()):
        raise TypeError(f"a field of {cls.__name__} has no annotation")
    found: dict[str, Any] = {}
    for base in cls.__mro__[-1:0:-1]:
        found |= getattr(base, "__dataclass_fields__", {})
    for name, said in written.items():
        if not said.startswith("ClassVar"):
            found[name] = _field(cls, name, said)
    added = {"__dataclass_fields__": found, "__dataclass_params__": _KNOWN.__dataclass_params__, **methods}
    if "__match_args__" not in own:
        added["__match_args__"] = tuple([name for name, field in found.items() if field.init and not field.kw_only])
    made = _with_slots(cls, found, added) if asked.get("slots") else _set(cls, added)
    return abc.update_abstractmethods(made)


def _set(cls: Any, added: dict[str, Any]) -> Any:  # noqa: ANN401 - a class
    for name, value in added.items():
        setattr(cls, name, value)
    return cls


def _is_plain(said: object) -> bool:
    """Whether an annotation is text, and says that there is a field, or an attribute of the class."""
    return (
        isinstance(said, str)
        and not any(map(said.count, _OTHERWISE))
        and ("ClassVar" in said) == said.startswith("ClassVar")
    )


def _field(cls: Any, name: str, said: str) -> Any:  # noqa: ANN401 - a class
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        made: Any = default
        if made.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, made.default)
    else:
        made = dataclasses.field(default=MISSING if isinstance(default, MemberDescriptorType) else default)
    if made.default.__class__.__hash__ is None:
        raise ValueError(f"mutable default of field {name}: use default_factory")
    made.name, made.type = name, said
    made._field_type = _FIELD  # noqa: SLF001 - as it stands in every field of ``dataclasses``
    if made.kw_only is MISSING:
        made.kw_only = False
    return made


def _with_slots(cls: Any, found: dict[str, Any], added: dict[str, Any]) -> Any:  # noqa: ANN401 - a class
    """The class made anew: one that is there cannot get slots."""
    if "__slots__" in vars(cls):
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    gone = {*found, "__dict__", "__weakref__"}
    inside = {name: value for name, value in vars(cls).items() if name not in gone}
    inherited = {name for base in cls.__mro__[1:-1] for name in _slots_of(base)}
    inside |= added
    inside["__slots__"] = tuple([name for name in found if name not in inherited])
    made: Any = type(cls)(cls.__name__, cls.__bases__, inside)
    made.__qualname__ = cls.__qualname__
    return made


def _slots_of(cls: type) -> tuple[str, ...]:
    slots: Any = vars(cls).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)
