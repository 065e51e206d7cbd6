"""What is printed always gets out, or its failure is said: in any code page, into a full disk, into a pipe that nobody reads any more."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from contextlib import suppress

ESCAPED = "briefing.escaped"
NO_ROOM = frozenset(
    {errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG, errno.EIO}
)


def let_every_character_out() -> None:
    """A character that the code page of the output lacks is written as in JSON, ``\\u2192``: nothing is lost, and JSON stays JSON."""
    codecs.register_error(ESCAPED, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)


def _escaped(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    units = fault.object[fault.start : fault.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2)), fault.end


def is_of_the_output(fault: OSError) -> bool:
    """Whether writing what is printed failed, and not the work: such a fault names no file."""
    return fault.errno in NO_ROOM and fault.filename is None


def flush() -> None:
    """Write out what was printed. Raises OSError, BrokenPipeError among them."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up() -> None:
    """Nothing more is printed: Python would try once more at its end, and say so in its own words."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def complain(sentence: str) -> None:
    """A sentence on the other channel, where that still takes one."""
    with suppress(OSError, ValueError):
        print(f"briefing: {sentence}", file=sys.stderr, flush=True)
