"""The library by the name of its distribution: all that ``checker`` makes public, and nothing else."""

import checker

TYPE_CHECKING = False  # as in ``typing``, whose import takes longer than this module
if TYPE_CHECKING:
    from checker import *  # noqa: F403 - the same names, which ``__all__`` of ``checker`` lists

__all__ = checker.__all__


if not TYPE_CHECKING:  # a type checker is to miss a name that is not listed

    def __getattr__(name: str) -> object:
        if name in __all__:
            return getattr(checker, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
