"""Printing: UTF-8 whatever the terminal's alphabet, and a reader that has gone is no fault."""

from __future__ import annotations

import os
import sys
from typing import Any

import click


def prepare() -> None:
    """Make stdout and stderr take any text: what is printed to a file must not depend on the locale."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def echo(text: str, *, err: bool = False, newline: bool = True, colour: bool | None = None) -> None:
    """Print; where nobody reads any more, go on: what was found still decides the exit code."""
    try:
        click.echo(text, err=err, nl=newline, color=colour)
    except BrokenPipeError:
        silence()


def silence() -> None:
    """Let all that is printed from now on, and the interpreter's own flush at exit, go nowhere."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        try:
            os.dup2(null, stream)
        except OSError:
            continue
