"""Where a host is: in the cluster, at an address, or somewhere on the internet."""

from __future__ import annotations

from floec.plan.topology import External, Network, Pods

# Everything that is not a public unicast address: RFC 6890 and its updates, the IANA special-purpose registries.
# Link-local covers the metadata services of every cloud; fc00::/7 covers AWS's fd00:ec2::254.
PRIVATE_IPV4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
PRIVATE_IPV6 = (
    "::/127",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001:db8::/32",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
)
INTERNET = (Network("0.0.0.0/0", PRIVATE_IPV4), Network("::/0", PRIVATE_IPV6))

UNKNOWN_HOST = "the host that the Secret holds"

# Two labels are `service.namespace`, unless the second one is a top-level domain that nobody calls a namespace.
_GENERIC = "com org net edu gov mil int info biz io dev app ai co eu"
_COUNTRIES = "uk de fr nl es it pl se no dk fi be at ch cz us ca au nz jp"
_TOP_LEVEL = frozenset(f"{_GENERIC} {_COUNTRIES}".split())


def split(endpoint: str) -> tuple[str, str, int | None]:
    """Scheme (may be empty), host and port of a URL or of ``host:port``."""
    scheme, separator, rest = endpoint.partition("://")
    if not separator:
        scheme, rest = "", endpoint
    authority = rest.partition("/")[0]
    if authority.startswith("["):
        host, _, tail = authority[1:].partition("]")
        port = tail.removeprefix(":")
    else:
        host, _, port = authority.partition(":")
    if port:
        return scheme, host, int(port)
    return scheme, host, {"http": 80, "https": 443}.get(scheme)


def located(host: str, namespace: str, external: tuple[str, ...]) -> Pods | External:
    """What stands behind a host name.

    A name of one label is a Service of our own namespace; ``service.namespace``, with or without ``.svc`` and the cluster's
    domain, one of another; an address is itself; everything else is outside, at the given networks or
    anywhere on the internet; so is a host that is not known (empty).
    """
    if not host:
        return External(UNKNOWN_HOST, tuple(Network(cidr) for cidr in external) or INTERNET)
    name = host.rstrip(".").lower()
    if _is_address(name):
        return External(host, (Network(f"{name}/{128 if ':' in name else 32}"),))
    labels = name.split(".")
    if host.endswith("."):
        pass
    elif len(labels) == 1:
        return Pods(namespace)
    elif (len(labels) >= 3 and labels[2] == "svc") or (len(labels) == 2 and labels[1] not in _TOP_LEVEL):
        return Pods(labels[1])
    return External(host, tuple(Network(cidr) for cidr in external) or INTERNET)


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()
