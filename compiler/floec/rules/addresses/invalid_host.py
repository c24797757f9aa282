"""A host that cannot exist.

A name has at most 253 characters, and 63 between two dots; an address in brackets is one of IPv6.

    observability:
      otlp_endpoint: http://[2001:db8::1]:4317
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from floec.diagnostics import Diagnostic, dotted, error, quoted
from floec.project import Project
from floec.syntax import Path

INVALID_HOST = error("invalid-host", "A host that cannot exist", __doc__)

SECTIONS = ("catalog", "observability", "orchestration", "storage")
_ENDINGS = ("host", "endpoint", "uri", "url")


def check(project: Project) -> Iterator[Diagnostic]:
    for section in SECTIONS:
        for path, text in _named(project.tree.get((section,)), (section,)):
            fault = _fault(_host(text), text)
            if fault:
                span = project.tree.value(path)
                message, help_ = fault
                yield Diagnostic(
                    INVALID_HOST,
                    f"{quoted(_host(text))} {message}",
                    span.source,
                    span,
                    "no host can be reached by it",
                    help=help_,
                    path=dotted(path),
                )


def _named(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The values of a section that hold a host, by their keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        if isinstance(one, dict | list):
            yield from _named(one, (*path, key))
        elif isinstance(one, str) and isinstance(key, str) and key.rpartition("_")[2] in _ENDINGS:
            yield (*path, key), one


def _host(text: str) -> str:
    """The host of a URL or of ``host:port``; an address of IPv6 with its brackets."""
    authority = text.rpartition("://")[2].partition("/")[0]
    return authority.partition("]")[0] + "]" if authority.startswith("[") else authority.partition(":")[0]


def _fault(host: str, text: str) -> tuple[str, str] | None:
    """What is wrong with a host, and what to do; form and characters are the schema's."""
    if host.startswith("["):
        from ipaddress import IPv6Address

        try:
            IPv6Address(host[1:-1])
        except ValueError:
            return "is not an address of IPv6", "for example `[2001:db8::1]`"
    elif len(host) > 253 and host != text:  # the schema counts what is nothing but a host
        return f"has {len(host)} characters", "a host name has at most 253"
    elif any(len(part) > 63 for part in host.split(".")):
        return "has a part of more than 63 characters", "a host name has at most 63 between two dots"
    return None
