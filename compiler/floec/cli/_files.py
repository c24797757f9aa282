"""Writing a file of the user's: wholly or not at all, with its mode, through a link to where it points."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from floec import faults
from floec.diagnostics import Diagnostic, quoted
from floec.source import Source


def replaced(file: str, name: str, data: bytes) -> Diagnostic | None:
    """Put ``data`` in a file's place in one step; what kept it from being written, if anything did."""
    import tempfile

    target = os.path.realpath(file)
    temporary = ""
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)
        descriptor, temporary = tempfile.mkstemp(prefix=".floec-", dir=os.path.dirname(target))
        with os.fdopen(descriptor, "wb") as made:
            made.write(data)
            os.fchmod(made.fileno(), mode)
            made.flush()
            os.fsync(made.fileno())
        os.replace(temporary, target)
    except OSError as failure:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)
        reason = (failure.strerror or "the operating system refused").lower()
        return Diagnostic(faults.OUTPUT_WRITE, f"cannot write {quoted(name)}: {reason}", Source(name, ""))
    return None
