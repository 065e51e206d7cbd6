"""The type family that is shipped with the program, for the window and for what is printed without one."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from briefing_app.system.resources import resources

FAMILY = "Inter"


def load_fonts() -> None:
    """Make the family known to Qt; a QGuiApplication must be there."""
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
