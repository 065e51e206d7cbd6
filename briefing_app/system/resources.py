"""Where the shipped resources are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def resources() -> Path:
    """The folder of what ships beside the code: in an installed wheel, or in the project."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
