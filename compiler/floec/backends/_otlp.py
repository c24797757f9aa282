"""What the backends that speak OTLP share: the exporter's options by endpoint.

Keys: the ``otlp_grpc`` and ``otlp_http`` exporters of the core collector (``config.schema.yaml``, v0.158).
"""

from __future__ import annotations

from floec.plan.values import Options

# Batching belongs to the exporter: the `batch` processor hides errors from the sender (collector RFC batching-migration).
QUEUE: Options = (("sending_queue", (("batch", ()),)),)


def grpc_options(endpoint: str, headers: Options = ()) -> Options:
    """Options of ``otlp_grpc``: host and port without a scheme, and TLS said explicitly."""
    plain = endpoint.startswith("http://")
    address = endpoint.removeprefix("http://").removeprefix("https://")
    made: Options = (("endpoint", address), ("tls", (("insecure", plain),)))
    return (*made, *((("headers", headers),) if headers else ()), *QUEUE)


def http_options(endpoint: str, headers: Options = ()) -> Options:
    """Options of ``otlp_http``: the base URL, to which the exporter adds ``/v1/<signal>``."""
    made: Options = (("endpoint", endpoint.rstrip("/")),)
    return (*made, *((("headers", headers),) if headers else ()), *QUEUE)
