"""Grafana Tempo: traces, over OTLP."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.backends._otlp import grpc_options
from floec.plan.plugins import Draft, Reach
from floec.plan.signals import Exporter
from floec.spec.base import HostPort, Items, Line, Section

NAME = "tempo"
SUMMARY = "Grafana Tempo: traces."
SIGNALS = ("traces",)


class Options(Section):
    """A Grafana Tempo backend."""

    type: Literal["tempo"]
    endpoint: HostPort = Field(
        description="OTLP over gRPC: host and port. Encrypted with TLS, unless it begins with `http://`.",
        examples=["tempo.monitoring:4317"],
    )
    tenant: Line | None = Field(
        None, description="Tenant, where Tempo has several (`X-Scope-OrgID`).", examples=["sales"]
    )
    signals: Items[Literal["traces"]] | None = Field(None, description="Which signals go there.", examples=[["traces"]])


def exporter(options: Options, signals: tuple[str, ...], draft: Draft) -> Exporter:
    headers = (("x-scope-orgid", options.tenant),) if options.tenant else ()
    return Exporter("otlp_grpc", NAME, grpc_options(options.endpoint, headers), signals, (), draft.asked("endpoint"))


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.endpoint, (), "traces to Tempo"),)
