"""The findings that every renderer is shown, and the files that hold what it makes of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from floec import frontend
from floec.decode import decode
from floec.diagnostics import Diagnostic, sort_key, warning
from floec.source import FLAG, VARIABLE, Source, Span
from floec.syntax import compose
from tests.helpers import checked

HERE = Path(__file__).parent
FIXTURE = HERE / "fixture" / "floe.yaml"
EXPECTED = HERE / "expected"
NAME = "data platform/floe.yaml"  # with a space, which an address has to encode
FILES = 2  # one of them without findings
SECRETS = ("hunter2", "aZ3kQ9xV7bN2mL5pR8tY1cW4dF6gH0jS")
EXTENSIONS = {
    "json": "json",
    "concise": "txt",
    "github": "txt",
    "gitlab": "json",
    "junit": "xml",
    "sarif": "sarif",
}


@cache
def findings() -> tuple[Diagnostic, ...]:
    """What the front end says about the fixture, and a finding each about a flag and a variable."""
    source, found = decode(NAME, FIXTURE.read_bytes())
    assert source is not None
    document, more = compose(source)
    assert document is not None
    front = checked(document)
    chosen = Source("--env", "--env prodution", FLAG)
    flag = frontend.unknown_environment(Span(chosen, 6, 15), front.trees)
    variable = Source("FLOE_ODD", "FLOE_ODD=x", VARIABLE)
    odd = Diagnostic(warning("odd-thing", "An odd thing", "A page."), "odd", variable, Span(variable, 9, 10))
    return tuple(sorted([*found, *more, *front.diagnostics, flag, odd], key=sort_key))


def rendered(name: str) -> str:
    """The report of the findings in a format."""
    from importlib import import_module

    from floec.cli._project import REPORTS

    text = import_module(REPORTS[name]).render(findings(), FILES)
    assert isinstance(text, str)
    return text


def expected(name: str) -> Path:
    """The file with the report as it was committed."""
    return EXPECTED / f"{name}.{EXTENSIONS[name]}"
