"""Print every figure that issue and README speak of, with its bound.

Time is CPU time, user and system, as a ratio to ``python -c pass`` measured in the same run: clocks and machines differ,
ratios hardly do.  The median of 11 runs counts; the commands take turns, so that a slow minute hits all of them.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 11
ROOT = Path(__file__).parent.parent
FLOEC = str(Path(sys.executable).parent / "floec")


def main() -> None:
    """All figures; needs floec installed beside this interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "quickstart"
        _run([FLOEC, "init", str(project)], Path(folder))
        _start_up(project)
        _memory(project)
    _reading()


def _run(command: list[str], where: Path) -> None:
    # Bytecode must be warm, as it is for a user: where it may not be written, every run would compile floec anew.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        command, cwd=where, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _cpu(command: list[str], where: Path) -> float:
    """Seconds of CPU time that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command, where)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _start_up(project: Path) -> None:
    def cold() -> None:
        shutil.rmtree(project / ".floe", ignore_errors=True)

    commands: dict[str, tuple[list[str], Callable[[], None] | None, float]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], None, 1),
        "floec --help": ([FLOEC, "--help"], None, 5),
        "floec validate": ([FLOEC, "validate"], None, 9),
        "floec build, cold": ([FLOEC, "build"], cold, 22),
        "floec build, nothing to do": ([FLOEC, "build"], None, 10),
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, (command, before, _) in commands.items():
            if before:
                before()
            seconds = _cpu(command, project)
            if turn:  # the first turn warms bytecode and caches
                taken[name].append(seconds)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    base = medians["python -c pass"]
    for name, (_, _, bound) in commands.items():
        _print(
            name,
            f"{medians[name] / base:6.2f}",
            f"at most {bound} of `python -c pass`" if bound > 1 else "",
            medians[name],
        )


def _memory(project: Path) -> None:
    shutil.rmtree(project / ".floe", ignore_errors=True)
    code = "import resource, sys; from floec.cli import main; main(['build', '--quiet']); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, check=True, capture_output=True, text=True)
    _print("peak memory of a build", f"{int(done.stdout) / 1024:6.1f}", "under 80 MiB")


def _reading() -> None:
    from ruamel.yaml import YAML

    from floec.decode import decode
    from floec.syntax import compose

    text = "name: orders\ntransforms:\n" + "".join(
        f"  - name: t{i}\n    type: dbt\n    path: ./dbt/models/team_{i}/marts\n    target: prod\n    depends_on: [t{i - 1}, t{i - 2}]\n"
        f'    description: "The {i}th transform of the pipeline"\n'
        for i in range(6350)
    )
    data = text.encode()

    def ours() -> object:
        source, _ = decode("floe.yaml", data)
        assert source is not None
        return compose(source)

    def theirs() -> object:
        return YAML(typ="safe").compose(text)

    taken: dict[Callable[[], object], list[float]] = {ours: [], theirs: []}
    for _ in range(RUNS):
        for read, seconds in taken.items():
            gc.collect()
            before = time.process_time()
            made = read()
            seconds.append(time.process_time() - before)
            del made
    ratio = statistics.median(taken[ours]) / statistics.median(taken[theirs])
    _print(
        f"reading {len(data) / 1e6:.2f} MB with spans",
        f"{ratio:6.3f}",
        "at most 0.25 of ruamel's C composer",
        statistics.median(taken[ours]),
    )


def _print(name: str, figure: str, bound: str, seconds: float | None = None) -> None:
    took = f"{seconds * 1000:8.1f} ms" if seconds is not None else " " * 11
    print(f"{name:<28} {figure} {took}  {bound}", flush=True)


if __name__ == "__main__":
    main()
