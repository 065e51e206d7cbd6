"""Messages to Cocoa objects, for the few things that Qt has no word for. Written for macOS; never run there."""

from __future__ import annotations

import ctypes
from typing import Any

POINTER = ctypes.c_void_p


class ObjC:
    """Messages to objects of macOS, by the library of its runtime."""

    def __init__(self, library: Any = None) -> None:
        self._library = library or ctypes.CDLL("/usr/lib/libobjc.dylib")
        for name in ("objc_getClass", "sel_registerName"):
            function = getattr(self._library, name)
            function.restype, function.argtypes = POINTER, (ctypes.c_char_p,)

    def class_of(self, name: bytes) -> Any:
        return self._library.objc_getClass(name)

    def send(self, to: Any, what: bytes, *values: Any) -> Any:
        """The answer of an object to a message whose arguments are pointers or whole numbers."""
        call = ctypes.cast(self._library.objc_msgSend, ctypes.CFUNCTYPE(POINTER, POINTER, POINTER, *[POINTER] * len(values)))
        return call(to, self._library.sel_registerName(what), *values)

    def string(self, text: bytes) -> Any:
        return self.send(self.class_of(b"NSString"), b"stringWithUTF8String:", ctypes.cast(ctypes.c_char_p(text), POINTER))
