"""The program: where a run begins and ends, with its exit code, broken streams and interrupts.

This module imports nearly nothing, so that an interrupt has its meaning before the rest
is imported, which takes most of a short run.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

TYPE_CHECKING = False  # as in ``typing``, whose import takes longer than all the others here
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from checker.run.replay import Hook

INTERRUPTED = 130
"""The exit code of a run that SIGINT ended, as a shell gives it to others."""

_interrupts: list[int] = []


def run() -> NoReturn:
    """The console script. Ends the process itself: what Python does at the end may say words and change the code.

    Nothing is left to do then: reports are flushed as they are written. It saves the time to free a large fleet, too.
    """
    _load_no_plugins()
    if hasattr(signal, "SIGCHLD"):  # whoever inherits that it is ignored never hears that a git command failed
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    gc.disable()  # a short run keeps nearly all it makes; collecting took half of the time on 10,000 manifests
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not so behind nohup, or in the background
    if heeded:
        signal.signal(signal.SIGINT, _end)
    try:
        code = _answer(sys.argv[1:], heeded=heeded)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    except KeyboardInterrupt:
        _end(signal.SIGINT, None)
    except Exception as error:  # noqa: BLE001 - of the imports; no broken installation may look like a verdict
        code = 4
        _tell(f"cannot start: {type(error).__name__}: {error}")
    if _interrupts and code != INTERRUPTED:
        _end(signal.SIGINT, None)
    os._exit(code)


def _answer(words: Sequence[str], *, heeded: bool) -> int:
    """The exit code of a run, or of one that was kept, whose words are said again before anything else is imported."""
    hook = _hook(words)
    if hook is not None:
        try:
            code = hook.tell_again()
        except OSError as error:
            _tell(f"standard output cannot be written: {error}")
            return 2
        if code is not None:
            return code
        hook.follow()
    from checker.lean import lean_imports

    with lean_imports():
        from checker.cli.program import run_one
    if heeded:
        signal.signal(signal.SIGINT, _interrupt)
    code = run_one(words)
    if hook is not None:
        hook.keep(code)
    return code


def _hook(words: Sequence[str]) -> Hook | None:
    """The call of a hook whose answer may be kept; None if it is none."""
    if not any(word.startswith("--hook") for word in words):
        return None
    try:
        from checker.run.replay import begin

        return begin(words)
    except Exception:  # noqa: BLE001 - a store that cannot be used is none
        return None


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Only bad usage and ``--help`` leave by SystemExit, as argparse does."""
    from checker.cli.program import run_one

    return run_one(argv)


def _load_no_plugins() -> None:
    """No package that is installed beside the program changes how it reads files, as a plugin of pydantic's could.

    NOTE: pydantic looks for plugins in the metadata of every package, by modules made for mail: two times
    ``python -c pass``. Its module for that is not public. If it is called otherwise some day, a test fails.
    """
    none = type(sys)("pydantic.plugin._loader")
    none.__dict__["get_plugins"] = tuple
    sys.modules[none.__name__] = none


def _end(_signal: int, _frame: object) -> NoReturn:
    """While modules are imported, and at the end: nothing has to be cleared away."""
    _tell("interrupted")
    os._exit(INTERRUPTED)


def _tell(message: str) -> None:
    """As ``complain``, which may not be there yet."""
    try:
        if sys.stderr is not None:
            os.write(sys.stderr.fileno(), f"modelbylaws: {message}\n".encode("utf-8", "backslashreplace"))
    except (OSError, ValueError):
        return  # the code still tells


def _interrupt(_signal: int, _frame: object) -> None:
    """While the program runs: it clears away what it has begun, and a second interrupt does not disturb it.

    Where Python must ignore the exception (in a callback), it would say so, and the run would go on to its end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.unraisablehook = lambda _: None
    _interrupts.append(_signal)
    raise KeyboardInterrupt
