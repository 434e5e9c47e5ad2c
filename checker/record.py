"""Dataclasses whose methods are made when they are first used.

NOTE: ``dataclasses`` writes six methods of each class as text and compiles them, whether anybody calls them or not. A
check of one manifest imports 160 such classes, and this took a fifth of its instructions (1,847 and 1,463 million).
Fields, slots and all the rest are made by ``dataclasses`` itself; a test compares what the methods do.
A frozen class that is derived from one of these has to be one of these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from functools import partial
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.fielded import with_fields

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - the same, for a type checker
else:

    def dataclass(cls: type | None = None, /, **asked: bool) -> Any:  # noqa: ANN401 - a class, or what decorates one
        """As ``dataclasses.dataclass``."""
        if cls is None:
            return lambda cls: dataclass(cls, **asked)
        return _lazy(cls, **asked)


def _lazy(cls: Any, *, frozen: bool = False, eq: bool = True, order: bool = False, **asked: bool) -> Any:  # noqa: ANN401 - a class
    own = vars(cls)
    compared = {"__eq__": _eq, **({"__hash__": _hash} if frozen else {})} if eq else {}
    every = {"__init__": _init, "__repr__": _repr, **compared}
    wanted = {name: write for name, write in every.items() if name not in own}
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # or the signature would be worked out to stand there
    itself: list[type] = []
    methods: dict[str, Any] = {
        name: _later(itself, name, write) for name, write in wanted.items() if name != "__init__"
    }
    if "__init__" in wanted:
        methods["__init__"] = _init_later(itself)
    methods |= {name: _later(itself, name, partial(_compare, name=name)) for name in (_ORDERS if order else ())}
    if frozen:
        methods |= _refusals(itself) | (_STATES if asked.get("slots") else {})
    elif eq and "__hash__" not in own:
        methods["__hash__"] = None  # what may change is no key
    made = with_fields(cls, asked, methods)
    itself.append(made)
    return made


def _later(itself: list[type], name: str, write: Callable[[type], Any]) -> Callable[..., Any]:
    """A method that puts the one that is meant into its place when it is called; the list will have the class."""

    def call(self: object, *given: object, **named: object) -> object:
        (cls,) = itself
        method = write(cls)
        setattr(cls, name, method)
        return method(self, *given, **named)

    return call


OFTEN = 16
"""How many objects of a class are made before its method is written: to compile one takes as long as twenty."""


def _init_later(itself: list[type]) -> Callable[..., Any]:
    """A method that sets every field from a table, until it is called often, or in another way than it may."""
    calls, table = 0, None

    def call(self: object, *given: object, **named: object) -> None:
        nonlocal calls, table
        calls += 1
        table = table or _table_of(itself[0])
        values = _given(table, given, named) if calls < OFTEN else None
        if values is None:
            (cls,) = itself
            method = _init(cls)
            cls.__init__ = method  # type: ignore[misc]
            method(self, *given, **named)
            return
        for name, value in values:
            object.__setattr__(self, name, value)
        if table.ends:
            self.__post_init__()  # type: ignore[attr-defined]

    return call


class _Table(NamedTuple):
    """What a class takes: names by their place, and a row for each field."""

    by_place: list[str]
    rows: list[tuple[str, bool, object, Any]]
    ends: bool
    """Whether it has something to do when all is set."""


def _table_of(cls: type) -> _Table:
    listed = fields(cls)
    by_place = [field.name for field in listed if field.init and not field.kw_only]
    rows = [(field.name, field.init, field.default, field.default_factory) for field in listed]
    return _Table(by_place, rows, hasattr(cls, "__post_init__"))


def _given(table: _Table, given: tuple[object, ...], named: dict[str, object]) -> list[tuple[str, object]] | None:
    """The values of the fields in their order; None if they are given otherwise than they may be."""
    values = dict(zip(table.by_place, given, strict=False))
    if len(given) > len(values) or not values.keys().isdisjoint(named):
        return None
    values |= named
    found: list[tuple[str, object]] = []
    for name, is_given, default, factory in table.rows:
        if is_given and name in values:
            found.append((name, values.pop(name)))
        elif default is not MISSING:
            found.append((name, default))
        elif factory is not MISSING:
            found.append((name, factory()))
        elif is_given:
            return None
    return None if values else found


def _init(cls: type) -> Callable[..., Any]:
    """The method that sets every field."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_none": MISSING}
    taken, lines = [], []
    plain = getattr(cls, "__setattr__", None) is object.__setattr__
    for field in sorted(fields(cls), key=lambda field: bool(field.kw_only)):
        name, default, factory = field.name, field.default, field.default_factory
        scope[f"_of_{name}"] = default if factory is MISSING else factory
        is_given = default is MISSING and factory is MISSING
        if field.init:
            taken += ["*"] if field.kw_only and "*" not in taken else []
            taken.append(name if is_given else f"{name}=_none" if default is MISSING else f"{name}=_of_{name}")
        value = name if factory is MISSING else f"_of_{name}() if {name} is _none else {name}"
        if not field.init:
            value = f"_of_{name}" if factory is MISSING else f"_of_{name}()"
        if field.init or not is_given:
            slot = getattr(cls, name, None)
            if plain:
                lines.append(f"self.{name} = {value}")
            elif isinstance(slot, MemberDescriptorType):
                scope[f"_set_{name}"] = slot.__set__  # takes two thirds of the time
                lines.append(f"_set_{name}(self, {value})")
            else:
                lines.append(f"_set(self, {name!r}, {value})")
    lines += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    return _written(cls, "__init__", ["self", *taken], lines or ["pass"], scope)


def _repr(cls: type) -> Callable[..., Any]:
    shown = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in fields(cls) if field.repr)
    text = f'return f"{{self.__class__.__qualname__}}({shown})"'
    from reprlib import recursive_repr  # noqa: PLC0415 - only a person who looks for a slip asks for it

    return recursive_repr()(_written(cls, "__repr__", ["self"], [text], {}))


def _eq(cls: type) -> Callable[..., Any]:
    compared = [field.name for field in fields(cls) if field.compare]
    lines = [
        "if other.__class__ is not self.__class__: return NotImplemented",
        f"return {_tuple_of('self', compared)} == {_tuple_of('other', compared)}",
    ]
    return _written(cls, "__eq__", ["self", "other"], lines, {})


def _hash(cls: type) -> Callable[..., Any]:
    hashed = [field.name for field in fields(cls) if (field.compare if field.hash is None else field.hash)]
    return _written(cls, "__hash__", ["self"], [f"return hash({_tuple_of('self', hashed)})"], {})


_ORDERS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def _compare(cls: type, name: str) -> Callable[..., Any]:
    compared = [field.name for field in fields(cls) if field.compare]
    lines = [
        "if other.__class__ is not self.__class__: return NotImplemented",
        f"return {_tuple_of('self', compared)} {_ORDERS[name]} {_tuple_of('other', compared)}",
    ]
    return _written(cls, name, ["self", "other"], lines, {})


def _tuple_of(whose: str, names: list[str]) -> str:
    return f"({''.join(f'{whose}.{name}, ' for name in names)})"


def _written(cls: type, name: str, taken: list[str], lines: list[str], scope: dict[str, Any]) -> Callable[..., Any]:
    """A method from its text, which holds nothing but names of fields."""
    exec(f"def {name}({', '.join(taken)}):\n" + "".join(f"  {line}\n" for line in lines), scope)  # noqa: S102 - see above
    method: Callable[..., Any] = scope[name]
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    return method


def _refusals(itself: list[type]) -> dict[str, Callable[..., None]]:
    """What lets nobody change a field."""

    def assign(self: object, name: str, value: object) -> None:
        if type(self) is itself[0] or name in itself[0].__dataclass_fields__:  # type: ignore[attr-defined]
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def delete(self: object, name: str) -> None:
        if type(self) is itself[0] or name in itself[0].__dataclass_fields__:  # type: ignore[attr-defined]
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    return {"__setattr__": assign, "__delattr__": delete}


def _get_state(self: Any) -> list[Any]:  # noqa: ANN401 - of any such class
    return [getattr(self, field.name) for field in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:  # noqa: ANN401 - of any such class
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_STATES = {"__getstate__": _get_state, "__setstate__": _set_state}
