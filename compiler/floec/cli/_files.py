"""Writing a file of the user's: wholly or not at all, with its mode, through a link to where it points."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from floec import faults
from floec.diagnostics import Diagnostic, quoted
from floec.source import Source

NEW_FILE = 0o644


def put(file: str, data: bytes) -> None:
    """Make a file hold ``data``, in one step; OSError leaves it as it was."""
    import tempfile

    target = os.path.realpath(file)
    mode = stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else NEW_FILE
    descriptor, staged = tempfile.mkstemp(prefix=".floec-", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(data)
            os.fchmod(made.fileno(), mode)
            made.flush()
            os.fsync(made.fileno())
        os.replace(staged, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(staged)
        raise


def replaced(file: str, name: str, data: bytes) -> Diagnostic | None:
    """The same for a file that messages call ``name``; what kept it from being written, if anything did."""
    try:
        put(file, data)
    except OSError as failure:
        reason = (failure.strerror or "the operating system refused").lower()
        return Diagnostic(faults.OUTPUT_WRITE, f"cannot write {quoted(name)}: {reason}", Source(name, ""))
    return None
