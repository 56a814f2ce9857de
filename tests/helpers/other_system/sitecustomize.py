"""What our own modules find on Windows, for every Python that has this folder on its path.

They lack what only other systems have, and are told that they are on Windows; for all modules, text files are cp1252
unless an encoding is named, which ours have to do. Python imports this module by its name when it starts.
"""

from __future__ import annotations

import builtins
import io
import locale
import sys
from types import ModuleType
from typing import Any

OURS = ("sectorbook", "papermill_forked", "sectorsite")
ENCODING = "cp1252"
ABSENT = ("fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty")
HIDDEN = {
    "os": ("WNOHANG", "fork", "forkpty", "getgid", "getuid", "killpg", "register_at_fork", "setsid", "wait"),
    "signal": ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "alarm", "pthread_sigmask", "setitimer"),
    "socket": ("AF_UNIX", "recv_fds", "send_fds"),
    "sys": (),
}
REPLACED = {"sys": {"platform": "win32"}}

_import, _open = builtins.__import__, builtins.open


class Reduced(ModuleType):
    """A module without some of its names."""

    def __init__(self, module: ModuleType) -> None:
        vars(self)["_module"] = module

    def __getattr__(self, name: str) -> Any:
        module = vars(self)["_module"]
        if name in HIDDEN[module.__name__]:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r} on another system")
        return REPLACED.get(module.__name__, {}).get(name, getattr(module, name))

    def __setattr__(self, name: str, value: object) -> None:
        setattr(vars(self)["_module"], name, value)


def _owner(name: str) -> str:
    return name.partition(".")[0]


def reduced_import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
    """Import for any module, with less for ours."""
    ours = level == 0 and _owner((globals or {}).get("__name__", "")) in OURS
    if ours and _owner(name) in ABSENT:
        raise ModuleNotFoundError(f"No module named {name!r} on another system", name=name)
    module = _import(name, globals, locals, fromlist, level)
    return Reduced(module) if ours and name in HIDDEN else module


def narrow_open(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *rest: Any, **named: Any) -> Any:
    """Open for any module, as Windows does where no encoding is named; ours have to name one."""
    if "b" not in mode and encoding in (None, "locale"):
        frame = sys._getframe(1)
        while frame.f_back and _owner(frame.f_globals.get("__name__", "")) == "pathlib":
            frame = frame.f_back
        if _owner(frame.f_globals.get("__name__", "")) in OURS:
            raise AssertionError(f"{frame.f_code.co_filename} line {frame.f_lineno} opens {file} without an encoding")
        encoding = ENCODING
    return _open(file, mode, buffering, encoding, *rest, **named)


builtins.__import__ = reduced_import
builtins.open = io.open = narrow_open  # type: ignore[assignment]
locale.getpreferredencoding = lambda do_setlocale=True: ENCODING  # noqa: ARG005
