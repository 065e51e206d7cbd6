"""The words of the one row that may stand above a brief."""

from __future__ import annotations

CODE = (
    "Write down a recovery code",
    "It opens the practice where the keyring or the passphrase is lost. Backups are made without it.",
    "Write it down",
    "Later",
)
