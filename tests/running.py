"""Running floec as its users do: in this process, or in one of its own; and looking at folders."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from tests import golden

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"

# What a user's environment could say to floec, Python or a terminal.
HEARD = ("NO_COLOR", "FORCE_COLOR", "FLOE_", "FLOEC_", "OPENLINEAGE_", "OTEL_", "LC_", "LANG", "TZ", "PYTHON")


class Run(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what floec would hear, and with ``extra``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(HEARD)}
    return {**kept, **(extra or {})}


def floec(folder: Path, *arguments: str | Path, extra: Mapping[str, str] | None = None) -> Run:
    """Run floec in this process, standing in ``folder``."""
    from floec.cli import main

    printed, errors, before, collects = io.StringIO(), io.StringIO(), Path.cwd(), gc.isenabled()
    os.chdir(folder)
    try:
        with (
            mock.patch.dict(os.environ, environment(extra), clear=True),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(errors),
        ):
            code = main([str(argument) for argument in arguments])
    finally:
        os.chdir(before)
        if collects:
            gc.enable()
    return Run(code, printed.getvalue(), errors.getvalue())


def command(*arguments: str | Path) -> list[str]:
    """The command line of floec in a process of its own."""
    return [sys.executable, "-m", "floec", *map(str, arguments)]


def process(folder: Path, *arguments: str | Path, extra: Mapping[str, str] | None = None) -> Run:
    """Run floec in a process of its own."""
    return python(folder, "-m", "floec", *arguments, extra=extra)


def python(folder: Path, *arguments: str | Path, extra: Mapping[str, str] | None = None) -> Run:
    """Run this Python in a process of its own."""
    line = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        line,
        cwd=folder,
        env=environment(extra),
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
        timeout=120,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def case(name: str, to: Path) -> Path:
    """A copy of a golden case below ``to``, without what floec made of it."""
    folder = to / name
    made = {build.folder for build in golden.builds() if build.case == name}

    def ignored(at: str, names: list[str]) -> set[str]:
        return made.intersection(names) if Path(at) == golden.GOLDEN / name else set()

    shutil.copytree(golden.GOLDEN / name, folder, ignore=ignored)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path; a link is what it points at, an empty folder nothing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.readlink(path).encode()
        elif path.is_dir():
            if not any(path.iterdir()):
                found[name + "/"] = b""
        else:
            found[name] = path.read_bytes()
    return found


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """The inode and time of change of everything in a folder and of itself, by path."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in [folder, *sorted(folder.rglob("*"))]
    }
