"""A network that is written with an address inside it.

`10.1.2.3/8` is the network `10.0.0.0/8` with a host in it; Kubernetes would take it for the whole network, which is rarely
what was meant. Write the network, or the single address with `/32` (`/128` for IPv6).
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Edit, dotted, error, quoted
from floec.project import Project
from floec.syntax import Path

INVALID_NETWORK = error("invalid-network", "A network that is written with an address inside it", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    places: list[Path] = []
    for key in (("network", "external_cidrs"), ("network", "kubernetes_api", "cidrs")):
        value = tree.get(key)
        places += [(*key, index) for index in range(len(value))] if isinstance(value, list) else []
    for rules, end in (("egress", "to"), ("ingress", "from")):
        places += [(*at, end, "cidr") for at, _ in tree.items(("network", rules))]
    for path in places:
        text = tree.text(path)
        if text is None or "/" not in text:
            continue
        from ipaddress import ip_network

        try:
            network = ip_network(text, strict=False)
        except ValueError:
            message, help_, edit = f"{quoted(text)} is not a network", "for example `10.20.0.0/24`", None
        else:
            if str(network) == text.lower():
                continue
            span = tree.value(path)
            message, help_ = f"{quoted(text)} is not written as a network", f"write `{network}`, or a single address with its full prefix"
            edit = None if network.num_addresses > 1 else Edit("Write the network", span, str(network))
        span = tree.value(path)
        yield Diagnostic(INVALID_NETWORK, message, span.source, span, "a network has no bits set behind its prefix", help=help_, path=dotted(path), edit=edit)
