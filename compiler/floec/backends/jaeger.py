"""Jaeger: traces, over OTLP (which Jaeger takes since 1.35)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.backends._otlp import grpc_options
from floec.plan.plugins import Draft, Reach
from floec.plan.signals import Exporter
from floec.spec.base import HostPort, Items, Section

NAME = "jaeger"
SUMMARY = "Jaeger: traces."
SIGNALS = ("traces",)


class Options(Section):
    """A Jaeger backend."""

    type: Literal["jaeger"]
    endpoint: HostPort = Field(
        description="OTLP over gRPC: host and port. Encrypted with TLS, unless it begins with `http://`.",
        examples=["jaeger-collector.monitoring:4317"],
    )
    signals: Items[Literal["traces"]] | None = Field(None, description="Which signals go there.", examples=[["traces"]])


def exporter(options: Options, signals: tuple[str, ...], draft: Draft) -> Exporter:
    return Exporter("otlp_grpc", NAME, grpc_options(options.endpoint), signals, (), draft.asked("endpoint"))


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.endpoint, (), "traces to Jaeger"),)
