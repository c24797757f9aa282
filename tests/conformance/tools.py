"""The real consumers, installed at pinned versions into a folder that git ignores.

``python -m tests.conformance.tools`` installs what is missing; a tool is installed again when its pin changes.  Python
tools have an environment for each requirements file, since their dependencies do not fit together.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "conformance"

# The requirements file, without its ending, is the environment's name.
PYTHON = ("dbt", "dbt-databricks", "dbt-engines", "github", "iceberg", "image", "kubernetes", "network", "openlineage")
GO = {
    "actionlint": "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
    "helm": "helm.sh/helm/v3/cmd/helm@v3.19.2",
}
NODE = "node"  # package.json and its lock file
IMAGE = HERE.parent.parent / "docker"  # what the container image is made of, as files of requirements


def python(environment: str, program: str = "python") -> str:
    """The path of a program in one of the Python environments."""
    return _present(CACHE / environment / "bin" / program)


def go(program: str) -> str:
    """The path of a program that was written in Go."""
    return _present(CACHE / "go" / "bin" / program)


def node(program: str) -> str:
    """The path of a program of the Node packages."""
    return _present(CACHE / NODE / "node_modules" / ".bin" / program)


def wheels() -> str:
    """The folder of the wheels that the container image is made of."""
    return _present(CACHE / "wheels")


def _present(path: Path) -> str:
    if not path.exists():
        raise FileNotFoundError(f"{path} is not installed: run `make conformance`")
    return str(path)


def install() -> None:
    """Install every tool that is missing or was pinned to another version."""
    for environment in PYTHON:
        requirements = HERE / "requirements" / f"{environment}.txt"
        folder = CACHE / environment
        if _current(folder, requirements.read_bytes() + sys.version.encode()):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True, symlinks=True)
        _run(
            [
                str(folder / "bin" / "python"),
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "-r",
                requirements,
            ]
        )
        _mark(folder, requirements.read_bytes() + sys.version.encode())

    for program, module in GO.items():
        folder = CACHE / "go" / program
        if not _current(folder, module.encode()):
            folder.mkdir(parents=True, exist_ok=True)
            _run(["go", "install", module], {"GOBIN": str(CACHE / "go" / "bin")})
            _mark(folder, module.encode())

    folder = CACHE / NODE
    lock = HERE / "node" / "package-lock.json"
    if not _current(folder, lock.read_bytes()):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "node" / name, folder / name)
        _run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], where=folder)
        _mark(folder, lock.read_bytes())

    folder = CACHE / "wheels"
    pins = sorted(IMAGE.glob("*.txt"))
    pin = b"".join(path.read_bytes() for path in pins) + sys.version.encode()
    if not _current(folder, pin):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        listed = [word for path in pins for word in ("--requirement", str(path))]
        options = ("-q", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:")
        _run([sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), *listed])
        _mark(folder, pin)


def _current(folder: Path, pin: bytes) -> bool:
    mark = folder / ".pin"
    return mark.exists() and mark.read_text() == hashlib.sha256(pin).hexdigest()


def _mark(folder: Path, pin: bytes) -> None:
    (folder / ".pin").write_text(hashlib.sha256(pin).hexdigest())


def _run(command: list[str | Path], extra: dict[str, str] | None = None, where: Path | None = None) -> None:
    print("+", *command, flush=True)
    subprocess.run(command, check=True, env={**os.environ, **(extra or {})}, cwd=where)


if __name__ == "__main__":
    install()
