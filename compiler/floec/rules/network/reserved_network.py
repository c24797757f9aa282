"""A network that holds no service.

The loopback, link-local, multicast and reserved ranges (IANA's registries of special-purpose addresses) hold no service outside the
cluster. Link-local addresses, where a cloud keeps its metadata, may be allowed by a rule of `network.egress`, which says why; they are no
`external_cidrs`.

    network:
      egress:
        - {from: dagster-run, to: {cidr: 169.254.170.23/32}, port: 80, reason: EKS Pod Identity}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from floec.diagnostics import Diagnostic, dotted, error, quoted, warning
from floec.project import Project
from floec.syntax import Path

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

RESERVED_NETWORK = error("reserved-network", "A network that holds no service", __doc__)
OPEN_NETWORK = warning(
    "open-network",
    "A network that holds the metadata service of a cloud",
    """A network that holds the metadata service of a cloud.

Clouds hand out credentials at addresses such as 169.254.169.254, to whoever asks from inside. A network that holds them, such as
`0.0.0.0/0`, lets a stolen dependency ask. What `external_cidrs` stands for when it is left out, the internet less every private and metadata
range, does not hold them.
""",
)

# What never holds a service outside the cluster: RFC 6890, and the IANA registries of special-purpose addresses.
_NEVER = {
    "0.0.0.0/8": "this network", "127.0.0.0/8": "loopback", "224.0.0.0/4": "multicast", "240.0.0.0/4": "reserved",
    "::/128": "unspecified", "::1/128": "loopback", "ff00::/8": "multicast",
}  # fmt: skip
_LINK_LOCAL = {"169.254.0.0/16": "link-local", "fe80::/10": "link-local"}
_METADATA = ("169.254.169.254/32", "fd00:ec2::254/128")


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    places: list[tuple[Path, dict[str, str]]] = []
    for key in (("network", "external_cidrs"), ("network", "kubernetes_api", "cidrs")):
        value = tree.get(key)
        places += [
            ((*key, index), {**_NEVER, **_LINK_LOCAL}) for index in range(len(value) if isinstance(value, list) else 0)
        ]
    places += [((*at, "to", "cidr"), _NEVER) for at, _ in tree.items(("network", "egress"))]
    for path, ranges in places:
        network = _network(tree.text(path))
        if network is None:
            continue
        span = tree.value(path)
        name = next((name for text, name in ranges.items() if _within(network, text)), None)
        if name:
            yield Diagnostic(
                RESERVED_NETWORK,
                f"{quoted(str(network))} is {name}, where no service is",
                span.source,
                span,
                "nothing is reached by it",
                help="give the network of the service",
                path=dotted(path),
            )
        elif any(_within(_known(one), str(network)) for one in _METADATA) and network.num_addresses > 1:
            yield Diagnostic(
                OPEN_NETWORK,
                f"{quoted(str(network))} holds the metadata service of a cloud",
                span.source,
                span,
                "anyone in the pod may ask it for credentials",
                help="give the networks of the services alone"
                + (", or leave `external_cidrs` out" if path[1] == "external_cidrs" else ""),
                path=dotted(path),
            )


def _network(text: str | None) -> IPv4Network | IPv6Network | None:
    """A network that is written as one; the others have a fault of their own."""
    from ipaddress import ip_network

    try:
        return ip_network(text) if text is not None and "/" in text and "%" not in text else None
    except ValueError:
        return None


def _known(text: str) -> IPv4Network | IPv6Network:
    made = _network(text)
    assert made is not None
    return made


def _within(network: IPv4Network | IPv6Network, text: str) -> bool:
    """Whether a network lies inside another one of its own version."""
    other = _known(text)
    return (
        network.version == other.version
        and network.prefixlen >= other.prefixlen
        and int(network.network_address) >> (network.max_prefixlen - other.prefixlen)
        == int(other.network_address) >> (other.max_prefixlen - other.prefixlen)
    )
