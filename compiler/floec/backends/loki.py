"""Grafana Loki 3 or newer: logs, over OTLP (Loki's own exporter left the collector in 2024)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.backends._otlp import http_options
from floec.plan.plugins import Draft, Reach
from floec.plan.signals import Exporter
from floec.spec.base import HttpUrl, Items, Line, Section

NAME = "loki"
SUMMARY = "Grafana Loki: logs."
SIGNALS = ("logs",)


class Options(Section):
    """A Grafana Loki backend."""

    type: Literal["loki"]
    endpoint: HttpUrl = Field(
        description="OTLP base URL, which ends in `/otlp`; the collector adds `/v1/logs`.",
        examples=["http://loki.monitoring:3100/otlp"],
    )
    tenant: Line | None = Field(
        None, description="Tenant, where Loki has several (`X-Scope-OrgID`).", examples=["sales"]
    )
    signals: Items[Literal["logs"]] | None = Field(None, description="Which signals go there.", examples=[["logs"]])


def exporter(options: Options, signals: tuple[str, ...], draft: Draft) -> Exporter:
    headers = (("X-Scope-OrgID", options.tenant),) if options.tenant else ()
    return Exporter("otlp_http", NAME, http_options(options.endpoint, headers), signals, (), draft.asked("endpoint"))


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.endpoint, (), "logs to Loki"),)
