"""What users install: the wheel, in an environment of its own and as a zip file, compiles as this checkout does."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from floec import __version__
from tests.golden import GOLDEN
from tests.running import ROOT, Run, case, environment, tree

CASES = ("quickstart", "first-sketch", "every-section")


def run(folder: Path, *line: str | Path, extra: dict[str, str] | None = None) -> Run:
    done = subprocess.run(
        [str(word) for word in line],
        cwd=folder,
        env=environment(extra),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--no-cache-dir")
    made = run(folder, sys.executable, "-m", "pip", "wheel", "-q", *options, "-w", folder, ROOT)
    assert made.code == 0, made.err
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment with the wheel, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    options = ("--no-deps", "--no-index", "--disable-pip-version-check", "--no-cache-dir")
    made = run(folder, sys.executable, "-m", "pip", "--python", python, "install", "-q", *options, wheel)
    assert made.code == 0, made.err
    place = run(folder, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").out.strip()
    # Files of `.pth` that stand in a folder added by one are not read: the editable floec stays out.
    lines = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(place) / "dependencies.pth").write_text("".join(f"{line}\n" for line in sorted(lines)))
    return python


def test_the_wheel_holds_the_package_its_data_and_licence_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"floec-{__version__}.dist-info/METADATA").decode()
        entry_points = archive.read(f"floec-{__version__}.dist-info/entry_points.txt").decode()

    modules = {f"floec/{path}" for path in tree(ROOT / "compiler" / "floec") if "__pycache__" not in path}
    schemas = {f"floec/_schemas/{path}" for path in tree(ROOT / "schemas") if not path.startswith("schemastore/")}
    templates = {f"floec/_templates/{path}" for path in tree(ROOT / "templates")}
    about = {
        f"floec-{__version__}.dist-info/{name}"
        for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }

    assert "floec/py.typed" in modules
    assert names == modules | schemas | templates | about
    assert f"\nVersion: {__version__}\n" in metadata
    assert "\nLicense-Expression: Apache-2.0\n" in metadata
    assert "floec = floec.cli:main" in entry_points


def test_two_wheels_are_equal(wheel: Path, tmp_path: Path) -> None:
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--no-cache-dir")
    made = run(tmp_path, sys.executable, "-m", "pip", "wheel", "-q", *options, "-w", tmp_path, ROOT)
    assert made.code == 0, made.err

    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_installed_floec_is_the_wheels(python: Path, tmp_path: Path) -> None:
    made = run(tmp_path, python, "-c", "import floec; print(floec.__file__)")

    assert Path(made.out.strip()).is_relative_to(python.parent.parent), made


@pytest.mark.parametrize("name", CASES)
def test_the_installed_floec_compiles_to_the_golden_bytes(name: str, python: Path, tmp_path: Path) -> None:
    project = case(name, tmp_path)

    made = run(project, python.parent / "floec", "build", "--out", "out")

    assert made.code == 0, made.err
    assert tree(project / "out") == tree(GOLDEN / name / "out")
    again = run(project, python.parent / "floec", "build", "--out", "out", "--check")
    assert (again.code, again.out) == (0, "")


@pytest.mark.parametrize("name", CASES)
def test_the_wheel_as_a_zip_file_compiles_to_the_golden_bytes(name: str, wheel: Path, tmp_path: Path) -> None:
    project = case(name, tmp_path)
    extra = {"PYTHONPATH": str(wheel)}

    where = run(project, sys.executable, "-c", "import floec; print(floec.__file__)", extra=extra)
    made = run(project, sys.executable, "-m", "floec", "build", "--out", "out", extra=extra)

    assert where.out.startswith(str(wheel))
    assert made.code == 0, made.err
    assert tree(project / "out") == tree(GOLDEN / name / "out")


def test_every_command_that_reads_data_of_the_package_works_from_the_wheel(
    python: Path, wheel: Path, tmp_path: Path
) -> None:
    for line, extra in (([python.parent / "floec"], {}), ([sys.executable, "-m", "floec"], {"PYTHONPATH": str(wheel)})):
        made = run(tmp_path, *line, "schema", extra=extra)
        assert (made.code, made.out) == (0, (ROOT / "schemas" / "floe.schema.json").read_text(encoding="utf-8"))
        listed = run(tmp_path, *line, "explain", extra=extra)
        here = run(tmp_path, sys.executable, "-m", "floec", "explain")
        assert listed == here
        assert here.code == 0

        folder = tmp_path / ("zip" if extra else "venv") / "quickstart"
        assert run(tmp_path, *line, "init", folder, extra=extra).code == 0
        assert {path: (GOLDEN / "quickstart" / path).read_bytes() for path in tree(folder)} == tree(folder)
        assert run(folder, *line, "validate", extra=extra).code == 0
