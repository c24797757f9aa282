"""The reports for programs: against the committed ones, against who reads them, and against what may never be in them."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec import faults
from floec.cli._project import FORMATS, REPORTS, shown
from floec.diagnostics import Diagnostic, Edit, Label, warning
from floec.report import concise, github, gitlab, junit, sarif
from floec.source import FLAG, Source, Span
from tests.report import cases
from tests.running import SCHEMAS, case, floec, python

ODD = warning("odd-thing", "Odd", "A page.")
each = pytest.mark.parametrize("name", sorted(cases.EXTENSIONS))


def at(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def one(source: Source, span: Span | None = None, **more: Any) -> Diagnostic:
    return Diagnostic(ODD, more.pop("message", "odd"), source, span, **more)


# --------------------------------------------------------------------------------------------------------- every format


def test_every_format_has_an_expected_report() -> None:
    assert set(cases.EXTENSIONS) == set(REPORTS)
    assert ("text", *REPORTS) == FORMATS
    assert {path.name for path in cases.EXPECTED.iterdir()} == {cases.expected(name).name for name in REPORTS}


@each
def test_a_report_is_as_committed(name: str) -> None:
    """`python -m tests.report.update` brings the files up to date."""
    assert cases.rendered(name) == cases.expected(name).read_text(encoding="utf-8")


def test_the_findings_are_of_every_kind() -> None:
    found = cases.findings()
    assert {d.severity for d in found} == {"error", "warning"}
    assert {d.source.kind for d in found} == {"file", "flag", "variable"}
    assert any(d.secondary for d in found)
    assert any(d.edit for d in found)
    assert any(d.span and not d.source.line(d.span.position[0]).isascii() for d in found)
    assert {"inline-secret", "possible-secret"} <= {d.code.slug for d in found if d.source.kind == "file"}


@each
def test_every_finding_is_in_the_report_and_no_secret(name: str) -> None:
    text = cases.rendered(name)
    for code in {d.code.slug for d in cases.findings()}:
        assert code in text
    for secret in cases.SECRETS:
        assert secret not in text
    assert str(Path.cwd()) not in text


@pytest.mark.parametrize("name", sorted(set(REPORTS) - {"json"}))
def test_a_credential_in_any_field_is_masked(name: str) -> None:
    token = "ghp_" + "a1B2" * 9
    source = Source("floe.yaml", f"token: {token}\n")
    span = at(source, token)
    found = one(
        source, span, message=f"`{token}`", label=token, help=f"write `{token}`", path=f"a.{token}",
        secondary=(Label(span, token),), edit=Edit(f"Quote {token}", span, f'"{token}"'),
    )  # fmt: skip
    module = import_module(REPORTS[name])
    assert token not in module.render([found, found._replace(code=faults.TAG)], 1)
    assert token not in module.render([one(Source("--x", token, FLAG), message=token)], 1)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_what_is_printed_is_one_report_on_stdout(name: str, tmp_path: Path) -> None:
    good, bad = case("quickstart", tmp_path), case("error-unknown-key", tmp_path)

    assert (floec(good, "validate", "--format", name).code, floec(good, "validate", "--format", name).err) == (0, "")
    run = floec(bad, "validate", "--format", name)
    assert (run.code, run.err) == (1, "")
    assert "unknown-key" in run.out
    clean = floec(good, "validate", "--format", name).out
    for option in ("--check", "--diff"):
        run = floec(good, "build", option, "--format", name)
        assert run.out == clean
        assert "+++" in run.err


@pytest.mark.parametrize("name", FORMATS)
def test_only_the_renderer_that_is_asked_for_is_imported(name: str, tmp_path: Path) -> None:
    script = (
        "import sys; from floec.cli import main; main(sys.argv[1:]);"
        "print(*sorted(m for m in sys.modules if m.startswith('floec.report.')), file=sys.stderr)"
    )
    run = python(case("error-unknown-key", tmp_path), "-c", script, "validate", "--format", name)
    loaded = {module.rpartition(".")[2] for module in run.err.splitlines()[-1].split()}
    assert loaded - {"places", "json"} <= {name}
    assert "json" not in loaded or name in ("json", "gitlab", "sarif")  # those that show its fingerprint


# -------------------------------------------------------------------------------------------------------------- concise


@given(st.text(), st.text())
def test_a_concise_finding_is_one_line(message: str, help_: str) -> None:
    source = Source("a b.yaml", "x: 界\n")
    text = concise.render([one(source, at(source, "界"), message=message, help=help_)], 1)
    assert len(text.splitlines()) == 1
    assert text.startswith("a b.yaml:1:4: warning[odd-thing] ")


def test_a_concise_finding_without_a_place_stands_at_the_first_line() -> None:
    assert concise.render([one(Source("floe.yaml", ""))], 1) == "floe.yaml:1:1: warning[odd-thing] odd\n"
    assert concise.render([], 1) == ""


# --------------------------------------------------------------------------------------------------------------- GitHub


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it (`ActionCommand.TryParseV2` of actions/runner)."""

    def plain(text: str, *escapes: tuple[str, str]) -> str:
        for written, meant in (*escapes, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            text = text.replace(written, meant)
        return text

    assert line.startswith("::")
    head, _, data = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    pairs = (pair.split("=", 1) for pair in listed.split(","))
    return name, {key: plain(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}, plain(data)


hostile = st.text(st.one_of(st.sampled_from("%:,=\r\n0ADC253;[]"), st.characters()))


@given(hostile, hostile)
def test_a_workflow_command_is_read_back_as_it_was_meant(value: str, message: str) -> None:
    line = github.command("error", {"file": value, "line": 3}, message)
    assert "\n" not in line
    assert "\r" not in line
    assert parsed(line) == ("error", {"file": value, "line": "3"}, message)


@given(st.text(), st.text(), hostile)
def test_every_line_is_a_command_whatever_a_finding_says(message: str, help_: str, path: str) -> None:
    source = Source("x" + path, "a: 1\n")
    found = one(source, at(source, "1"), message=message, help=help_)
    lines = github.render([found, found._replace(source=Source("--x", "", FLAG))], 1).rstrip("\n").split("\n")
    assert [parsed(line)[0] for line in lines] == ["warning", "warning"]
    assert parsed(lines[0])[1]["file"] == "x" + path
    assert "file" not in parsed(lines[1])[1]


def test_errors_come_first_and_columns_are_given_for_one_line_only() -> None:
    source = Source("floe.yaml", "a: [1,\n  2]\n")
    found = [one(source, at(source, "[1,\n  2]")), Diagnostic(faults.TAG, "x", source, at(source, "1"))]
    first, second = (parsed(line) for line in github.render(found, 1).splitlines())
    assert (first[0], second[0]) == ("error", "warning")
    assert first[1]["col"] == "5"
    assert second[1].keys() == {"file", "line", "endLine", "title"}
    assert (second[1]["line"], second[1]["endLine"]) == ("1", "2")


# ---------------------------------------------------------------------------------------------------------------- SARIF


@cache
def validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads((SCHEMAS / "vendor" / "sarif-2.1.0.json").read_text(encoding="utf-8")))


def run_of(found: list[Diagnostic]) -> Any:
    """The run of a log that holds to the standard's schema."""
    log = json.loads(sarif.render(found, 1))
    assert [error.message for error in validator().iter_errors(log)] == []
    return log["runs"][0]


def test_the_vendored_schema_is_the_one_that_is_listed() -> None:
    folder = SCHEMAS / "vendor"
    digest = hashlib.sha256((folder / "sarif-2.1.0.json").read_bytes()).hexdigest()
    rows = (folder / "SOURCES.md").read_text(encoding="utf-8").splitlines()
    assert any("`sarif-2.1.0.json`" in row and digest in row for row in rows)
    assert not validator().is_valid({"version": "2.1.0", "runs": [{}]})


def test_sarif_holds_to_the_standard() -> None:
    found = list(cases.findings())
    run = run_of(found)
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(found)
    for result, diagnostic in zip(run["results"], found, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == diagnostic.code.slug
        assert result["level"] == diagnostic.severity
    assert run_of([])["results"] == []


def regions(value: Any) -> list[Any]:
    """Everything in a log that is a region."""
    if isinstance(value, list):
        return [region for item in value for region in regions(item)]
    if not isinstance(value, dict):
        return []
    own = [value[key] for key in ("region", "deletedRegion") if key in value]
    return own + [region for item in value.values() for region in regions(item)]


def test_sarif_has_places_and_no_text_of_a_source() -> None:
    found = list(cases.findings())
    run = run_of(found)
    assert regions(run)
    for region in regions(run):
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
    for result, diagnostic in zip(run["results"], found, strict=True):
        place = result["locations"][0].get("physicalLocation")
        assert (place is not None) == (diagnostic.source.kind == "file")
        if place and diagnostic.span:
            region = place["region"]
            start = diagnostic.source.offset(region["startLine"], region["startColumn"])
            end = diagnostic.source.offset(region["endLine"], region["endColumn"])
            assert (start, end) == diagnostic.span[1:]


def test_a_fix_gives_what_the_edit_says() -> None:
    found = next(d for d in cases.findings() if d.edit and d.edit.replacement == "warehouse")
    (fix,) = run_of([found])["results"][0]["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    start = found.source.offset(region["startLine"], region["startColumn"])
    end = found.source.offset(region["endLine"], region["endColumn"])
    assert found.source.text[start:end] == "warehous"
    assert replacement["insertedContent"] == {"text": "warehouse"}


def test_a_fix_that_would_show_a_secret_is_left_out() -> None:
    source = Source("floe.yaml", "password: 12345\nplain: 67890\n")
    secret, plain = at(source, "12345"), at(source, "67890")
    marked = Diagnostic(faults.TAG._replace(slug="inline-secret"), "x", source, plain)

    def fixed(span: Span, *more: Diagnostic) -> bool:
        edited = one(source, span, edit=Edit("Quote it", span, f'"{span.text}"'))
        return "fixes" in run_of([edited, *more])["results"][0]

    assert fixed(plain)
    assert not fixed(plain, marked)
    assert not fixed(secret)


def artifact(name: str) -> Any:
    return run_of([one(Source(name, ""))])["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]


def test_an_address_is_relative_unless_the_file_is_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert artifact("a b/100%.yaml") == {"uri": "a%20b/100%25.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact("c:d.yaml")["uri"] == "c%3Ad.yaml"
    assert artifact(shown(f"{inside}/x/floe.yaml")) == {"uri": "x/floe.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact(shown(f"{inside}/..x/floe.yaml"))["uri"] == "..x/floe.yaml"
    assert artifact(f"{tmp_path}/ü.yaml") == {"uri": f"file://{tmp_path}/%C3%BC.yaml"}
    assert artifact(f"{tmp_path}-x/y.yaml") == {"uri": f"file://{tmp_path}-x/y.yaml"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_an_address_says_the_name(name: str) -> None:
    uri = artifact("x/" + name)["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
    assert unquote(urlsplit(uri).path) == "x/" + name


def test_text_of_a_user_makes_no_link() -> None:
    result = run_of([one(Source("floe.yaml", ""), message="unknown key `[a](https://example.com)`")])["results"][0]
    assert result["message"]["text"] == "unknown key `\\[a\\](https://example.com)`"


# --------------------------------------------------------------------------------------------------------------- GitLab


def test_gitlab_has_what_it_requires_and_no_fingerprint_twice() -> None:
    found = list(cases.findings())
    made = json.loads(gitlab.render([*found, *found, *found], 1))
    assert len({entry["fingerprint"] for entry in made}) == len(made) == 3 * len(found)
    for entry, diagnostic in zip(made, found, strict=False):
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] == {"error": "major", "warning": "minor"}[diagnostic.severity]
        assert entry["location"]["lines"]["begin"] >= 1
    assert json.loads(gitlab.render([], 1)) == []


# ---------------------------------------------------------------------------------------------------------------- JUnit


def test_junit_counts_its_cases_and_failures() -> None:
    suites = ET.fromstring(cases.rendered("junit").encode())
    (suite,) = suites
    assert suites.attrib == suite.attrib
    assert int(suite.get("tests", "")) == len(suite.findall("testcase")) == 4
    assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure")) == 2
    names = [one.get("name") for one in suite]
    assert names == ["command line --env", "environment variable FLOE_ODD", cases.NAME, "valid"]


@pytest.mark.parametrize("files", [1, 3])
def test_junit_without_findings_has_a_case_that_passes(files: int) -> None:
    (suite,) = ET.fromstring(junit.render([], files).encode())
    assert [(one.get("name"), one.find("failure")) for one in suite] == [("valid", None)]


@given(st.text(), st.text(), st.text(min_size=1))
def test_junit_is_xml_whatever_a_finding_says(message: str, help_: str, name: str) -> None:
    source = Source(name, "")
    found = [Diagnostic(faults.TAG, message, source, None, help=help_), one(source, None, message=message)]
    (suite,) = ET.fromstring(junit.render(found, 1).encode("utf-8", "strict"))
    assert suite[0].find("failure") is not None
    assert suite[0].find("system-out") is not None


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800"])
def test_characters_that_xml_cannot_hold_are_dropped(bad: str) -> None:
    assert junit._legal(f"a{bad}b\n<c>") == "ab\n<c>"
