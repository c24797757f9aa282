"""A paste-ready report of a bug of ours: what happened and where in our code, without anything of the user's."""

from __future__ import annotations

import os
import platform
import traceback

from floec import __version__
from floec.diagnostics import ISSUES_URL, escaped
from floec.errors import CompilerBug
from floec.secrets import redacted


def report(bug: BaseException) -> str:
    """The report: exception class and our own frames, with no values of variables and no file contents."""
    frames = [
        f"  {'/'.join(frame.filename.replace(os.sep, '/').split('/')[-3:])}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(bug.__traceback__)
    ][-12:]
    message = escaped(redacted(str(bug)), 400) if isinstance(bug, CompilerBug | AssertionError) else ""
    lines = [
        "internal error: floec has a bug. Your file is not to blame, and nothing was written.",
        "",
        f"floec {__version__}, Python {platform.python_version()}, {platform.system()}",
        type(bug).__name__ + (f": {message}" if message else ""),
        *frames,
        "",
        f"Please report this, with the lines above: {ISSUES_URL}",
    ]
    return "\n".join(lines)
