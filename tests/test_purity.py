"""Compiling is a function of its arguments: between inputs and bundle the interpreter sees no file, socket, process or import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import case, python

# Compiles in a process of its own, since an audit hook stays for good, and prints what happened meanwhile.
SCRIPT = """
import json, os, sys

from floec import frontend, pipeline
from floec.cli import _project, build
from floec.cli._toolbox import toolbox
from floec.rules.transforms.dbt_project import profiles

environment, probe = json.loads(sys.argv[1]), sys.argv[2]
project = _project.opened(".")
tools = toolbox(project.checked.trees)
inputs = pipeline.Inputs(project.checked, environment, profiles(project.files), build._digests(project))

PROBES = {
    "file": lambda: open(os.devnull),
    "folder": lambda: os.listdir("."),
    "import": lambda: __import__("this_is_no_module"),
    "process": lambda: os.system("true"),
    "socket": lambda: socket.socket(),
}
import socket

class Probe:
    TEMPLATES = ()

    @staticmethod
    def emit(plan, templates):
        try:
            PROBES[probe]()
        except ImportError:
            pass
        return []

if probe != "none":
    tools = tools._replace(emitters=(*tools.emitters, Probe))

watching, seen = [], []

def hook(event, arguments):
    if watching:
        seen.append([event, repr(arguments)[:200]])

sys.addaudithook(hook)
watching.append(True)
bundle = pipeline.compile(inputs, tools)
watching.clear()
print(json.dumps({"seen": seen, "files": {file.path: file.text for file in bundle.files}}))
"""

# What an interpreter tells of its own work: a template is compiled to code and run, objects are looked at.
HARMLESS = {
    "compile",
    "exec",
    "code.__new__",
    "function.__new__",
    "object.__getattr__",
    "object.__setattr__",
    "sys._getframe",
    "builtins.id",
}


def compiled(folder: Path, environment: str | None, probe: str = "none") -> tuple[list[list[str]], dict[str, str]]:
    """What was seen while the project in a folder was compiled, and the files."""
    run = python(folder, "-c", SCRIPT, json.dumps(environment), probe)
    assert run.code == 0, run.err
    made = json.loads(run.out)
    return [one for one in made["seen"] if one[0] not in HARMLESS], made["files"]


@pytest.mark.parametrize(
    ("name", "environment", "out"),
    [
        ("every-section", None, "out"),
        ("every-section", "dev", "out-dev"),
        ("first-sketch", None, "out"),
        ("quickstart", None, "out"),
        ("snowflake-oidc", None, "out"),
    ],
)
def test_compiling_touches_no_file_socket_process_or_module(
    name: str, environment: str | None, out: str, tmp_path: Path
) -> None:
    from tests.golden import GOLDEN

    seen, files = compiled(case(name, tmp_path), environment)

    assert seen == []
    golden = {path for path in (GOLDEN / name / out).rglob("*") if path.is_file()}
    assert {path: text.encode() for path, text in files.items()} == {
        path.relative_to(GOLDEN / name / out).as_posix(): path.read_bytes() for path in golden
    }


@pytest.mark.parametrize(
    ("probe", "event"),
    [
        ("file", "open"),
        ("folder", "os.listdir"),
        ("import", "import"),
        ("process", "os.system"),
        ("socket", "socket.__new__"),
    ],
)
def test_an_emitter_that_looked_at_the_world_would_be_noticed(probe: str, event: str, tmp_path: Path) -> None:
    seen, _ = compiled(case("quickstart", tmp_path), None, probe)

    assert event in [name for name, _ in seen]
