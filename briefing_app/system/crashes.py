"""What leaves the process when it goes wrong: the type of a fault and where it was, never its message, a value or the memory."""

from __future__ import annotations

import faulthandler
import sys
import threading
from types import TracebackType

FRAMES = 12
PR_SET_DUMPABLE = 4  # linux/prctl.h


def guard() -> None:
    """Say of a fault that nobody answers where it was, and leave no core file. For a process of our own: it changes all of it."""
    sys.excepthook = _say
    threading.excepthook = lambda given: _say(given.exc_type, given.exc_value, given.exc_traceback)
    sys.unraisablehook = lambda given: _say(given.exc_type, given.exc_value, given.exc_traceback)
    if sys.stderr is not None:  # pythonw has none
        faulthandler.enable()
    _leave_no_core()


def place_of(fault: BaseException) -> str:
    """``ValueError in briefing_app.services.day:41 open_day < …``: the newest call first, without the message."""
    return _words(type(fault), fault.__traceback__)


def _say(kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
    words, before = [_words(kind, trace)], fault
    while before is not None and len(words) < FRAMES:
        before = before.__cause__ or before.__context__
        if before is not None:
            words.append(f"after {place_of(before)}")
    if sys.stderr is not None:
        print("briefing: something went wrong inside Briefing;", "; ".join(words), file=sys.stderr, flush=True)


def _words(kind: type[BaseException], trace: TracebackType | None) -> str:
    places: list[str] = []
    while trace is not None:
        frame = trace.tb_frame
        places.append(f"{frame.f_globals.get('__name__', '?')}:{trace.tb_lineno} {frame.f_code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__} in {' < '.join(places[-FRAMES:][::-1]) or 'no Python code'}"


def _leave_no_core() -> None:
    """No core file, and on Linux no program that collects cores gets the memory either. Swap and hibernation are out of reach."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
