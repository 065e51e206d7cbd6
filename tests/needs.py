"""What a test needs of the machine: skipped by name where it is missing, but not where CI runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest


def needs(why_not: Callable[[], str]) -> None:
    """Skip what this machine cannot do, as ``why_not`` says; where CI runs it has to."""
    if missing := why_not():
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


def lacks(*programs: str) -> Callable[[], str]:
    """Which of the programs are not there, in words."""

    def why_not() -> str:
        missing = [one for one in programs if shutil.which(one) is None]
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed" if missing else ""

    return why_not
