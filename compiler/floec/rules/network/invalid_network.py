"""A network that is written with an address inside it.

`10.1.2.3/8` is the network `10.0.0.0/8` with a host in it; Kubernetes would take it for the whole network, which is rarely
what was meant. Write the network, or the single address with `/32` (`/128` for IPv6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from floec.diagnostics import Diagnostic, dotted, edit_to, error, quoted
from floec.project import Project
from floec.syntax import Path

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

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

        edit = None
        span = tree.value(path)
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            prefix = text.rpartition("/")[2]
            if ":" not in text or not (prefix.isdecimal() and int(prefix) <= 128):  # the schema has said so
                continue
            message, label, help_ = f"{quoted(text)} is not a network", "no IPv6 network", "for example `2001:db8::/32`"
        else:
            if _written(network) == text.lower():
                continue
            message, label = (
                f"{quoted(text)} is not written as a network",
                "a network has no bits set behind its prefix",
            )
            help_ = f"write `{_written(network)}`, or a single address with its full prefix"
            if network.num_addresses == 1:
                edit = edit_to(_written(network), span, "Write the network")
        yield Diagnostic(INVALID_NETWORK, message, span.source, span, label, help=help_, path=dotted(path), edit=edit)


def _written(network: IPv4Network | IPv6Network) -> str:
    """A network as text, alike under every Python: 3.13 began to write the addresses of ``::ffff:0:0/96`` with dots."""
    text = str(network)
    if network.version == 4 or "." not in text:
        return text
    low = int(network.network_address) & 0xFFFFFFFF
    return f"::ffff:{low >> 16:x}:{low & 0xFFFF:x}/{network.prefixlen}"
