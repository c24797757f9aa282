"""Everything that comes out of the golden cases, byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from jinja2 import Environment
from jsonschema import Draft7Validator

from tests import golden
from tests.golden import GOLDEN, Build
from tests.running import SCHEMAS, case, floec, stamps, tree

BUILDS = list(golden.builds())
each_build = pytest.mark.parametrize("build", BUILDS, ids=[build.id for build in BUILDS])


def arguments(build: Build, *more: str) -> list[str]:
    return ["build", *more, "--color", "never", "--out", build.folder, *build.arguments]


@each_build
def test_a_build_gives_the_golden_files_and_no_other(build: Build, tmp_path: Path) -> None:
    folder = case(build.case, tmp_path)
    before = tree(folder)
    listing = GOLDEN / build.case / f"{build.folder}.txt"

    run = floec(folder, *arguments(build, "--quiet"))

    assert run == (0, "", listing.read_text(encoding="utf-8") if listing.exists() else "")
    wanted = {f"{build.folder}/{path}": data for path, data in tree(GOLDEN / build.case / build.folder).items()}
    assert tree(folder) == {**before, **wanted}


@each_build
def test_a_second_build_and_a_check_write_nothing(build: Build, tmp_path: Path) -> None:
    folder = case(build.case, tmp_path)
    floec(folder, *arguments(build))
    before = stamps(folder)

    again = floec(folder, *arguments(build))
    check = floec(folder, *arguments(build, "--check"))

    assert (again.code, check.code, check.out) == (0, 0, "")
    assert again.err.endswith(f"{build.folder} is up to date\n")
    assert stamps(folder) == before


@each_build
def test_what_is_committed_is_up_to_date_however_it_is_asked(build: Build, tmp_path: Path) -> None:
    folder = case(build.case, tmp_path)
    committed = tree(GOLDEN / build.case / build.folder)
    for path, data in committed.items():
        (folder / build.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / build.folder / path).write_bytes(data)
    before = stamps(folder)

    for option in ("--check", "--diff"):
        run = floec(folder, *arguments(build, "--quiet", option))
        assert (run.code, run.out) == (0, "")

    assert stamps(folder) == before


@each_build
def test_the_contract_is_valid_and_its_digests_are_those_of_the_files(build: Build) -> None:
    folder = GOLDEN / build.case / build.folder
    text = (folder / "artifacts.json").read_text(encoding="utf-8")
    contract = json.loads(text)
    schema = json.loads((SCHEMAS / "artifacts.schema.json").read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(contract)] == []

    files = {path: data for path, data in tree(folder).items() if path != "artifacts.json"}
    listed = {one["path"]: (one["sha256"], one["bytes"]) for one in contract["files"]}
    assert listed == {path: (hashlib.sha256(data).hexdigest(), len(data)) for path, data in files.items()}
    assert list(listed) == sorted(listed)

    sums = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    assert contract["bundle"] == hashlib.sha256(sums.encode()).hexdigest()

    blank = text.replace(f'"digest": "{contract["digest"]}"', '"digest": ""')
    assert blank != text
    assert contract["digest"] == hashlib.sha256(blank.encode()).hexdigest()


@each_build
def test_the_inputs_of_the_contract_are_the_files_that_were_read(build: Build) -> None:
    contract = json.loads((GOLDEN / build.case / build.folder / "artifacts.json").read_text(encoding="utf-8"))

    assert "floe.yaml" in contract["inputs"]
    for name, digest in contract["inputs"].items():
        if name.startswith("flag --set "):
            start = name.removeprefix("flag --set ") + "="
            read = next(one.removeprefix(start).encode() for one in build.arguments if one.startswith(start))
        elif name.startswith("flag "):
            read = build.arguments[build.arguments.index(name.removeprefix("flag ")) + 1].encode()
        elif name.startswith(".env:"):
            _, line, column = name.split(":")
            rest = (GOLDEN / build.case / ".env").read_text(encoding="utf-8").splitlines()[int(line) - 1]
            read = re.split("['#\n]", rest[int(column) - 1 :])[0].encode()
        else:
            read = (GOLDEN / build.case / name).read_bytes()
        assert hashlib.sha256(read).hexdigest() == digest, name


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a YAML file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_of(one)


def asked_by_dbt(profiles: bytes) -> set[str]:
    """The variables that dbt asks for: rendered as dbt does, so that what only looks like a reference is none."""
    asked: set[str] = set()

    def env_var(name: str, default: str = "") -> str:
        asked.add(name)
        return default

    flags = SimpleNamespace(PROJECT_DIR="/project")
    for value in texts_of(yaml.safe_load(profiles)):
        Environment(autoescape=False).from_string(value).render(env_var=env_var, flags=flags)
    return asked


@each_build
def test_env_example_lists_what_the_other_files_refer_to(build: Build) -> None:
    files = tree(GOLDEN / build.case / build.folder)
    wanted = asked_by_dbt(files.get("dbt/profiles.yml", b""))
    for path in ("otel/collector.yaml", "openlineage/openlineage.yml"):
        for value in texts_of(yaml.safe_load(files.get(path, b""))):
            wanted |= set(re.findall(r"(?<!\$)(?:\$\$)*\$\{(?:env:)?(\w+)", value))
    pyiceberg = files.get("iceberg/.pyiceberg.yaml", b"").decode()
    wanted |= set(re.findall(r"\bPYICEBERG_\w+", pyiceberg))  # in comments alone: the file cannot refer to any
    example = GOLDEN / build.case / build.folder / "env.example"
    lines = example.read_text(encoding="utf-8").splitlines() if example.exists() else []
    listed = [found[1] for line in lines if (found := re.fullmatch(r"(?:# )?([A-Za-z_]\w*)=.*", line))]

    assert sorted(wanted) == sorted(listed)


@pytest.mark.parametrize("name", golden.failing())
def test_a_failing_case_prints_its_golden_diagnostics(name: str, tmp_path: Path) -> None:
    folder = case(name, tmp_path)
    before = tree(folder)

    run = floec(folder, *golden.command(name))

    text = f"$ floec {' '.join(golden.command(name))}\n{run.out}{run.err}exit {run.code}\n"
    assert text == (folder / "diagnostics.txt").read_text(encoding="utf-8")
    assert tree(folder) == before


def test_every_committed_output_belongs_to_a_case() -> None:
    assert golden.orphans() == []


def test_init_gives_the_quickstart_which_then_is_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "quickstart"
    folder.mkdir()

    assert floec(folder, "init").code == 0

    made = {build.folder for build in BUILDS if build.case == "quickstart"}
    assert made
    assert tree(folder) == {
        path: data for path, data in tree(GOLDEN / "quickstart").items() if path.split("/")[0] not in made
    }
    assert floec(folder, "validate", "--quiet") == (0, "", "")
    assert floec(folder, "build", "--check").code == 1
    assert floec(folder, "build").code == 0
    assert floec(folder, "build", "--check").code == 0
