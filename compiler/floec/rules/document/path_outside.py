"""A path that leaves the project.

Paths in floe.yaml are relative to it and stay inside its folder, also after symbolic links are followed, so that a build
reads nothing that was not meant for it. Names that Windows keeps for devices (con, aux, lpt1 …) are refused too: the
project could not be checked out there.

    transforms:
      - {type: dbt, path: ../other}   # leaves the project
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, error, quoted
from floec.project import OUTSIDE, Project, device_in
from floec.syntax import Path

PATH_OUTSIDE = error("path-outside", "A path that leaves the project", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    places: list[Path] = [(*at, "path") for at, _ in tree.items(("transforms",))]
    for where in (*places, ("storage", "path"), ("security", "dependency_scan", "requirements")):
        path = tree.text(where)
        if path is None:
            continue
        device = device_in(path)
        if device:
            message, label = f"{quoted(device)} is a device name on Windows", "choose another name"
        elif (fact := project.files.get(path)) is not None and fact.kind == OUTSIDE:
            message, label = f"the path {quoted(path)} leaves the project", "outside the folder of floe.yaml"
        else:
            continue
        span = tree.value(where)
        help_ = "move it below the folder that holds floe.yaml" if not device else ""
        yield Diagnostic(PATH_OUTSIDE, message, span.source, span, label, help=help_, path=dotted(where))
