"""A last look at the bundle: re-parsed, checked against schemas, and held against itself.

Nothing is repaired.  A fault here is a bug of the compiler, never of its user, and is raised as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema_rs import validator_for

from floec.artifact import Artifact
from floec.decode import decode
from floec.errors import CompilerBug
from floec.syntax import compose

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE)
# How a file refers to a variable, by the beginning of its path.
_VARIABLES = {
    "dbt/profiles.yml": re.compile(r"\{\{ env_var\('([A-Za-z0-9_]+)'"),
    "iceberg/.pyiceberg.yaml": re.compile(r"(?m)^(?:#   |# Read .* that )(PYICEBERG_[A-Z0-9_]+)"),
    "iceberg/trino/": re.compile(r"\$\{ENV:([A-Za-z0-9_]+)\}"),
    "otel/collector.yaml": re.compile(r"(?<!\$)\$\{env:([A-Za-z0-9_]+)"),
}


def verify(files: Iterable[Artifact], schemas: Mapping[str, str]) -> None:
    """Raise CompilerBug for the first thing that is wrong; ``schemas`` are JSON Schemas by the path they are for."""
    files = list(files)
    _paths(files)
    data = {file.path: _parsed(file) for file in files if file.path.endswith((".yaml", ".yml", ".json"))}
    for path, schema in schemas.items():
        if path in data:
            error = next(validator_for(_as_schema(schema), offline=True).iter_errors(data[path]), None)
            if error is not None:
                raise CompilerBug(
                    f"{path} is not what its reader takes: {error.message[:300]} at {'/'.join(map(str, error.instance_path))}"
                )
    _variables(files)


def _as_schema(text: str) -> dict[str, Any]:
    from json import loads

    made: dict[str, Any] = loads(text)
    return made


def _paths(files: list[Artifact]) -> None:
    seen: dict[str, str] = {}
    for file in files:
        if (
            file.path.startswith("/")
            or ".." in file.path.split("/")
            or any(_DEVICES.fullmatch(part) for part in file.path.split("/"))
        ):
            raise CompilerBug(f"{file.path!r} cannot be a path of an output")
        if (
            seen.setdefault(file.path.casefold(), file.path) != file.path
            or sum(other.path == file.path for other in files) > 1
        ):
            raise CompilerBug(f"two outputs at {file.path!r}")


def _parsed(file: Artifact) -> Any:
    if "\r" in file.text or not file.text.endswith("\n"):
        raise CompilerBug(f"{file.path} does not end with a line break, or holds a carriage return")
    if file.path.endswith(".json"):
        return _as_schema(file.text)
    source, found = decode(file.path, file.data)
    document, problems = compose(source) if source else (None, found)
    if document is None or problems:
        raise CompilerBug(f"{file.path} is not YAML: {problems[0].message if problems else 'empty'}")
    return document.data


def _variables(files: list[Artifact]) -> None:
    """env.example lists exactly the variables that the other files refer to."""
    texts = {file.path: file.text for file in files}
    wanted = {
        name
        for path, text in texts.items()
        for start, pattern in _VARIABLES.items()
        if path.startswith(start)
        for name in pattern.findall(text)
    }
    listed = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=", texts.get("env.example", ""), re.MULTILINE))
    if wanted != listed:
        raise CompilerBug(f"env.example and the other files disagree about {', '.join(sorted(wanted ^ listed))}")
