"""The golden cases: floe.yaml files with everything that comes out of them, as a reviewer reads it.

A case is a folder of ``golden/``.  Its file ``builds`` has a line a build: the folder of the outputs and the arguments of
``floec build``; by default one, ``out``.  A case whose name begins with ``error-`` is about a code, one that begins with
``mistake-`` about something that people do every day; both fail, and may have a file
``command`` (``validate`` by default).  What is printed is in ``<build>.txt`` or ``diagnostics.txt``.

``python -m tests.golden`` brings all of them up to date, and removes what no case makes any more.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

GOLDEN = Path(__file__).parent.parent / "golden"
FAILING = ("error-", "mistake-")


class Run(NamedTuple):
    """A command and what it printed, stdout before stderr."""

    code: int
    text: str


class Build(NamedTuple):
    """One build of a case: the folder of its outputs, and the arguments."""

    case: str
    folder: str
    arguments: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.case}-{self.folder}" if self.folder != "out" else self.case


def cases() -> list[str]:
    return sorted(path.parent.name for path in GOLDEN.glob("*/floe.yaml"))


def builds() -> Iterator[Build]:
    """Every build of every case that succeeds."""
    for case in cases():
        if case.startswith(FAILING):
            continue
        listed = GOLDEN / case / "builds"
        for line in (listed.read_text() if listed.exists() else "out").splitlines():
            folder, *arguments = line.split()
            yield Build(case, folder, tuple(arguments))


def failing() -> list[str]:
    """The cases that fail; a few are about the file itself, so that they have none."""
    return sorted(path.name for path in GOLDEN.iterdir() if path.name.startswith(FAILING))


def command(case: str) -> list[str]:
    """The command of a failing case."""
    listed = GOLDEN / case / "command"
    return (listed.read_text() if listed.exists() else "validate").split()


def run(case: str, arguments: list[str]) -> Run:
    """Run floec in a case's folder, in this process."""
    from floec.cli import main

    printed, errors = io.StringIO(), io.StringIO()
    before = os.getcwd()
    os.chdir(GOLDEN / case)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
            code = main(arguments)
    finally:
        os.chdir(before)
    return Run(code, printed.getvalue() + errors.getvalue())


def update() -> None:
    """Bring every case up to date."""
    for build in builds():
        result = run(build.case, ["build", "--color", "never", "--out", build.folder, *build.arguments])
        if result.code:
            print(f"{build.id}: exit {result.code}\n{result.text}", file=sys.stderr)
        warnings = run(
            build.case, ["build", "--quiet", "--color", "never", "--out", build.folder, *build.arguments]
        ).text
        _write(GOLDEN / build.case / f"{build.folder}.txt", warnings)
    for case in failing():
        result = run(case, command(case))
        _write(
            GOLDEN / case / "diagnostics.txt", f"$ floec {' '.join(command(case))}\n{result.text}exit {result.code}\n"
        )
    for orphan in orphans():
        print(f"removed {orphan.relative_to(GOLDEN)}")
        shutil.rmtree(orphan) if orphan.is_dir() else orphan.unlink()


def orphans() -> list[Path]:
    """Output folders and listings that no case makes."""
    made = {(build.case, build.folder) for build in builds()}
    found = []
    for contract in GOLDEN.glob("*/*/artifacts.json"):
        if (contract.parent.parent.name, contract.parent.name) not in made:
            found.append(contract.parent)
    for listing in GOLDEN.glob("*/out*.txt"):
        if (listing.parent.name, listing.stem) not in made:
            found.append(listing)
    return sorted(found)


def _write(path: Path, text: str) -> None:
    if text:
        path.write_text(text, encoding="utf-8")
    elif path.exists():
        path.unlink()


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    update()
