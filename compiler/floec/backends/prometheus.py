"""Prometheus: metrics, pushed over OTLP.

The server needs ``--web.enable-otlp-receiver`` (prometheus.io/docs/guides/opentelemetry).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.backends._otlp import http_options
from floec.plan.plugins import Draft, Reach
from floec.plan.signals import Exporter
from floec.spec.base import HttpUrl, Items, Section

NAME = "prometheus"
SUMMARY = "Prometheus: metrics."
SIGNALS = ("metrics",)


class Options(Section):
    """A Prometheus backend."""

    type: Literal["prometheus"]
    endpoint: HttpUrl = Field(
        description="OTLP base URL, which ends in `/api/v1/otlp`; the server runs with `--web.enable-otlp-receiver`.",
        examples=["http://prometheus.monitoring:9090/api/v1/otlp"],
    )
    signals: Items[Literal["metrics"]] | None = Field(
        None, description="Which signals go there.", examples=[["metrics"]]
    )


def exporter(options: Options, signals: tuple[str, ...], draft: Draft) -> Exporter:
    return Exporter("otlp_http", NAME, http_options(options.endpoint), signals, (), draft.asked("endpoint"))


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.endpoint, (), "metrics to Prometheus"),)
