"""Two folders of one file system exchanged by one system call: no moment at which either name is missing.

Linux has ``renameat2`` with RENAME_EXCHANGE, macOS ``renamex_np`` with RENAME_SWAP; Python offers neither.
"""

from __future__ import annotations

import ctypes
import os
import sys

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS


def exchange(first: str, second: str) -> None:
    """Exchange two names; where the system cannot, rename one after the other, which a kill in between can tell from outside."""
    libc = ctypes.CDLL(None, use_errno=True)
    a, b = os.fsencode(first), os.fsencode(second)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(a, b, _RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE)
    else:
        failed = -1
    if failed:
        aside = first + "-old"
        os.rename(second, aside)
        try:
            os.rename(first, second)
        except OSError:
            os.rename(aside, second)
            raise
        os.rename(aside, first)
