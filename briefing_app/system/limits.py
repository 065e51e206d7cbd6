"""What the process that reads foreign files may use, so that a hostile one ends it and not the machine."""

from __future__ import annotations

import sys
from contextlib import suppress

MEMORY_BYTES = 2 << 30  # an import takes 0.1 GB, however large its files are
OPEN_FILES = 256
PROCESSOR_SECONDS = 3600  # 2 GB take five minutes


def limit_this_process() -> None:
    """Bound memory, time of the processor and open files; leave no core file, which would hold clients in plain. Files may grow.

    A limit that the system does not know or that is lower already is left as it is; Windows has none.
    """
    if sys.platform == "win32":
        return
    import resource

    limits = {"RLIMIT_AS": MEMORY_BYTES, "RLIMIT_CPU": PROCESSOR_SECONDS, "RLIMIT_NOFILE": OPEN_FILES, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        with suppress(AttributeError, ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
            limit = getattr(resource, name)
            _, hard = resource.getrlimit(limit)
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (lower, lower))
