"""What the tests of targets share: a floe.yaml a way of logging in, built by floec, and loaded by the real adapter.

A test file has a table of ``Login``s, a row a way of logging in, and of ``Broken`` ones: what must not pass both floec and the adapter.
``_target_loads.py`` is run by dbt's Python; there an adapter's own checks before it connects are made too, without a network.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from tests.conformance import tools
from tests.conformance.test_dbt import surroundings, value
from tests.running import floec

LOADER = Path(__file__).with_name("_target_loads.py")
SECRET = "warehouse-credentials"
PROJECT = "name: dbt\nprofile: orders\n"
Answer = dict[str, Any]


class Login(NamedTuple):
    """A way of logging in.

    ``properties`` are those of floe.yaml, the `auth` among them; ``secret``: a Secret is named.  ``fields`` are what the adapter must have
    then, by its own names; ``None`` means that it has nothing.  A value that begins with ``$`` is what that variable holds.
    """

    target: str
    name: str
    properties: dict[str, Any]
    fields: Mapping[str, Any] = MappingProxyType({})
    secret: bool = True

    @property
    def id(self) -> str:
        return f"{self.target}-{self.name}"

    def changed(self, name: str, /, *without: str, secret: bool | None = None, **more: Any) -> Login:
        """This one without some properties and with others; what the adapter must have stays that of the original."""
        kept = {key: one for key, one in self.properties.items() if key not in without}
        secret = self.secret if secret is None else secret
        return Login(self.target, f"{self.name}-{name}", {**kept, **more}, self.fields, secret)


class Built(NamedTuple):
    """What floec made of a floe.yaml: exit code and messages; folder of profiles.yml; the variables that env.example lists."""

    code: int
    said: str
    profiles: Path
    variables: tuple[str, ...]


def text(login: Login) -> str:
    """The floe.yaml of a login."""
    compute: dict[str, Any] = {"target": login.target, "properties": login.properties}
    if login.secret:
        compute["connection_secret_ref"] = SECRET
    return yaml.safe_dump(
        {"name": "orders", "compute": compute, "transforms": [{"type": "dbt", "path": "dbt"}]}, sort_keys=False
    )


def build(login: Login, folder: Path) -> Built:
    """Build a login's floe.yaml in a folder of its own."""
    (folder / "dbt").mkdir(parents=True)
    (folder / "dbt" / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    (folder / "floe.yaml").write_text(text(login), encoding="utf-8")
    run = floec(folder, "build", "--quiet", "--color", "never", "--out", "out")
    listed = folder / "out" / "env.example"
    names = re.findall(r"(?m)^([A-Z0-9_]+)=$", listed.read_text(encoding="utf-8")) if listed.exists() else []
    return Built(run.code, run.out + run.err, folder / "out" / "dbt", tuple(names))


def question(
    built: Built, *, without: str = "", values: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """An output to be loaded with the variables of env.example and no others; ``values`` replace what they hold."""
    set_to = {name: (values or {}).get(name, value(name)) for name in built.variables if name != without}
    return {"folder": str(built.profiles), "profile": "orders", "target": None, "environment": set_to, **more}


def load(questions: Iterable[Mapping[str, Any]], home: Path, environment: str = "dbt") -> list[Answer]:
    """What the adapters make of outputs, asked in one process since imports take long; ``environment`` holds the adapters."""
    done = subprocess.run(
        [tools.python(environment), str(LOADER)],
        check=False,
        input=json.dumps(list(questions)),
        env=surroundings(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


def meant(field: Any) -> Any:
    """What a field of a table stands for: ``$NAME`` is what the variable holds."""
    if isinstance(field, dict):
        return {key: meant(one) for key, one in field.items()}
    return value(field[1:]) if isinstance(field, str) and field.startswith("$") else field


class Variant(NamedTuple):
    """A login with one thing wrong, or different; ``refused``: floec itself must refuse it."""

    login: Login
    refused: bool


def variants(logins: list[Login], schema: Mapping[str, Any]) -> list[Variant]:
    """Every login with one property less, more, of a wrong type or misspelt, with every other choice, another `auth`, or without its Secret.

    ``schema`` is the language's; a property that is added has its example.
    """
    made = []
    for one in logins:
        made.append(Variant(one.changed("unknown", pasword="x"), True))
        made.append(Variant(one.changed("auth", auth="magic"), True))
        if one.secret:
            made.append(Variant(one.changed("secret", secret=False), True))
        for key, held in one.properties.items():
            wrong = "yes" if isinstance(held, bool | int | list | dict) else 7
            made.append(Variant(one.changed(f"type-{key}", **{key: wrong}), True))
            if key != "auth":
                made.append(Variant(one.changed(f"no-{key}", key), False))
        for key, node in schema["definitions"][f"{one.target}_properties"]["properties"].items():
            for held in _values(node) if key != "auth" else ():
                made.append(Variant(one.changed(f"{key}-{held}", **{key: held}), False))
    return sorted({variant.login.id: variant for variant in made}.values(), key=lambda variant: variant.login.id)


def _values(node: Mapping[str, Any]) -> list[Any]:
    """What a setting may be: every choice, both ways of a switch, or its example."""
    if node.get("type") == "boolean":
        return [True, False]
    return list(node.get("enum") or node["examples"][:1])
