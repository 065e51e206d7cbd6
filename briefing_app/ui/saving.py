"""A file where the user wants it, and a sentence on how that went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from briefing_app.ui.dialogs.message import Refusal

UNPROTECTED = "A page on disk or on paper is not encrypted."


def saved(parent: QWidget, path: Path, write: Callable[[Path], None], *, said: str = "", remedy: str = UNPROTECTED) -> bool:
    """Whether ``write`` could write the file; the user is told either way, with ``said`` where it could."""
    try:
        write(path)
    except OSError as fault:
        Refusal(f"{path} could not be written: {fault.strerror or fault}.", "Choose another folder.", parent).open()
        return False
    Refusal(said or f"Saved as {path}.", remedy, parent).open()
    return True
