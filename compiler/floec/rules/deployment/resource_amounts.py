"""Resources that Kubernetes refuses, or that no container can live with.

Kubernetes refuses a container that asks for more than its limit, a processor amount finer than a thousandth, and a part of a byte.
Memory is counted in bytes: `512` is 512 bytes, `512m` half a byte, and `512Mi` what is mostly meant. Processor time is counted in cores: `500m` is
half of one.

    deployment:
      resources:
        run:
          requests: {cpu: 500m, memory: 512Mi}
          limits: {memory: 1Gi}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, dotted, error, quoted
from floec.project import Project
from floec.source import Span
from floec.syntax import Path

RESOURCE_AMOUNTS = error("resource-amounts", "Resources that no container can live with", __doc__)

_UNITS = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}
_BINARY = {f"{unit.upper()}i": 1024**power for power, unit in enumerate(_UNITS, 1)}
_LEAST_MEMORY = 2**20  # bytes; a runtime starts no container with less than a few MiB
_MOST_CPU = 1024  # cores


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    components = tree.get(("deployment", "resources"))
    for component in components if isinstance(components, dict) else ():
        at: Path = ("deployment", "resources", component)
        for kind in ("cpu", "memory"):
            amounts: dict[str, int] = {}
            for bound in ("requests", "limits"):
                path = (*at, bound, kind)
                text = tree.text(path)
                amount = None if text is None else _thousandths(text)
                if text is None or amount is None:
                    continue
                fault = _fault(kind, text, amount)
                if fault:
                    yield _diagnostic(project, path, *fault)
                else:
                    amounts[bound] = amount
            if len(amounts) == 2 and amounts["requests"] > amounts["limits"]:
                limit = tree.value((*at, "limits", kind))
                yield _diagnostic(
                    project, (*at, "requests", kind), f"`{component}` asks for more {kind} than its limit",
                    "more than the limit", f"ask for {quoted(limit.text.strip(chr(34)))} at most", limit,
                )  # fmt: skip


def _fault(kind: str, text: str, amount: int) -> tuple[str, str, str] | None:
    """What is wrong with an amount by itself: message, label, help."""
    number = text.rstrip("mkKMGTPEi")
    if kind == "memory" and amount < _LEAST_MEMORY * 1000:
        unit = "`m` is a thousandth of a byte" if text.endswith("m") else "without a unit, it is bytes"
        what = unit if text.endswith("m") or text == number else "less than a mebibyte"
        return f"{quoted(text)} is no memory that a container can live with", what, f"for example `{number}Mi`"
    if kind == "cpu" and amount > _MOST_CPU * 1000:
        return f"{quoted(text)} is {amount // 1000:,} cores", "counted in cores", f"for example `{number}m`"
    if kind == "cpu" and amount < 1:
        return f"{quoted(text)} is less than a thousandth of a core", "Kubernetes counts no finer", "for example `100m`"
    return None


def _thousandths(text: str) -> int | None:
    """A quantity in thousandths, rounded down; None for what is none, which the schema has said."""
    number = text.rstrip("mkKMGTPEi")
    unit = text[len(number) :]
    whole, _, part = number.partition(".")
    if not (whole.isdecimal() and (part.isdecimal() or number == whole)) or len(text) > 32:
        return None
    factor = 1 if unit == "m" else 1000 * {"": 1, **_UNITS, **_BINARY}.get(unit, 0)
    return int(whole + part) * factor // 10 ** len(part) if factor else None


def _diagnostic(
    project: Project, path: Path, message: str, label: str, help_: str, second: Span | None = None
) -> Diagnostic:
    span = project.tree.value(path)
    labels = (Label(second, "the limit"),) if second else ()
    return Diagnostic(RESOURCE_AMOUNTS, message, span.source, span, label, labels, help_, path=dotted(path))
