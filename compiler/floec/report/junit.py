"""Diagnostics as a JUnit report, which most CI systems show as test results.

There is no standard; this keeps to what the schema of Jenkins' xUnit plugin (``junit-10.xsd``) and the readers of GitLab and Azure DevOps
agree on: one suite, a test case a file, at most one failure a case, since readers show only the first.  A case
fails if the file has errors; its warnings stand in its output.  Files without findings are one case: only their number is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET  # it only writes here

from floec.diagnostics import ERROR, Diagnostic
from floec.report.places import helped, line, named
from floec.source import FILE


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One suite; a case for each file, variable or flag with findings, and one for all other files."""
    grouped: dict[tuple[str, bool], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        key = (named(diagnostic.source), diagnostic.source.kind == FILE)
        grouped.setdefault(key, []).append(diagnostic)
    cases = [_case(name, found) for (name, _), found in grouped.items()]
    others = files - sum(in_file for _, in_file in grouped)
    if others > 0 or not cases:
        case = ET.Element("testcase", classname="floec", name="valid")
        ET.SubElement(case, "system-out").text = f"{others} file{'s' if others != 1 else ''} without findings"
        cases.append(case)
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
    }
    suites = ET.Element("testsuites", {"name": "floec", **counts})
    ET.SubElement(suites, "testsuite", {"name": "floec", **counts}).extend(cases)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(name: str, found: list[Diagnostic]) -> ET.Element:
    case = ET.Element("testcase", classname="floec", name=_legal(name))
    errors = [d for d in found if d.severity == ERROR]
    others = [d for d in found if d.severity != ERROR]
    if errors:
        first = _legal(line(errors[0].message))
        failure = ET.SubElement(
            case,
            "failure",
            type=errors[0].code.slug,
            message=first if len(errors) == 1 else f"{len(errors)} errors; the first: {first}",
        )
        failure.text = _text(errors)
    if others:
        ET.SubElement(case, "system-out").text = _text(others)
    return case


def _text(found: list[Diagnostic]) -> str:
    return _legal("\n".join(_told(diagnostic) for diagnostic in found))


def _told(diagnostic: Diagnostic) -> str:
    place = named(diagnostic.source)
    if diagnostic.span and diagnostic.source.kind == FILE:
        number, column = diagnostic.span.position
        place += f":{number}:{column}"
    return f"{place}: {diagnostic.severity}[{diagnostic.code.slug}] {helped(diagnostic)}"


def _legal(text: str) -> str:
    """The text without the characters that XML 1.0 has no way to write (section 2.2, "Char")."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or " " <= c < "\x7f" or "\xa0" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
