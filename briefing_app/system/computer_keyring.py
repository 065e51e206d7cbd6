"""The keyring of this computer: asked with patience, trusted only where it keeps secrets encrypted."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from briefing_app.system.key_slots import bytes_of, text_of

T = TypeVar("T")

SERVICE = "briefing"
KEYRING_SECONDS = 10
TRUSTED_KEYRINGS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
CHAIN = "keyring.backends.chainer.ChainerBackend"


def to_keyring(db_id: str, secret: bytes) -> str | None:
    """Store the wrapping key and read it back; the backend's name, or None when no trusted keyring answers."""

    def work() -> str | None:
        import keyring

        name = trusted(keyring.get_keyring())
        if name is None:
            return None
        keyring.set_password(SERVICE, f"kek-{db_id}", text_of(secret))
        read_back = keyring.get_password(SERVICE, f"kek-{db_id}") or ""
        return name if hmac.compare_digest(read_back, text_of(secret)) else None

    return _within_time(work)


def from_keyring(db_id: str) -> bytes | None:
    """The wrapping key, or None where no trusted keyring has it, or none answers in time."""

    def work() -> bytes | None:
        import keyring

        if trusted(keyring.get_keyring()) is None:
            return None
        found = keyring.get_password(SERVICE, f"kek-{db_id}")
        return bytes_of(found) if found else None

    return _within_time(work)


def forget_in_keyring(db_id: str) -> None:
    """Take the wrapping key out of the keyring, if one answers."""

    def work() -> bool:
        import keyring

        if trusted(keyring.get_keyring()) is not None:
            keyring.delete_password(SERVICE, f"kek-{db_id}")
        return True

    _within_time(work)


def trusted(backend: Any) -> str | None:
    """The backend's name if it, or every member of a chain, keeps secrets encrypted."""
    members = backend.backends if _name_of(backend) == CHAIN else [backend]
    names = [_name_of(one) for one in members]
    return names[0] if names and all(name in TRUSTED_KEYRINGS for name in names) else None


def _name_of(backend: Any) -> str:
    return f"{type(backend).__module__}.{type(backend).__name__}"


def _within_time(work: Callable[[], T | None]) -> T | None:
    """A keyring may fail in many ways, or never answer; all of them mean the passphrase path."""
    answer: list[T | None] = []

    def guarded() -> None:
        try:
            answer.append(work())
        except Exception:
            answer.append(None)

    thread = threading.Thread(target=guarded, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_SECONDS)
    return answer[0] if answer else None
