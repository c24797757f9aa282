"""The OpenLineage client reads every openlineage.yml and posts an event to where the file says."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import golden
from tests.conformance import tools

FILES = {
    build.id: path
    for build in golden.builds()
    if (path := golden.GOLDEN / build.case / build.folder / "openlineage" / "openlineage.yml").exists()
}
# What each floe.yaml asks for: a Marquez of its own, named after the pipeline, or an address that it gives.
ADDRESSES = {
    "every-section": "http://lake-marquez:5000",
    "every-section-out-dev": "http://lake-marquez:5000",
    "first-sketch": "http://marquez:5000",
    "first-sketch-governance": "https://lineage.example.com",
    "first-sketch-secrets": "http://marquez.lineage.svc.cluster.local:5000",
    "snowflake-oidc": "http://marquez.lineage:5000",
}
LOAD = """
import json
from openlineage.client import OpenLineageClient

transport = OpenLineageClient().transport
loaded = {name: getattr(transport, name, None) for name in ("kind", "url", "endpoint", "timeout", "verify")}
print(json.dumps(loaded))
"""
POST = """
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState

OpenLineageClient().emit(
    RunEvent(
        eventType=RunState.START,
        eventTime="2026-01-02T03:04:05Z",
        run=Run(runId="0193a5f0-0000-7000-8000-000000000001"),
        job=Job(namespace="lake", name="orders"),
        producer="https://example.com/floe",
    )
)
"""


class Request(NamedTuple):
    """What the listener was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@contextlib.contextmanager
def listener() -> Iterator[tuple[str, list[Request]]]:
    """A server on this machine that takes every post, with its address and what came."""
    came: list[Request] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            came.append(Request(self.command, self.path, headers, body))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", came
        finally:
            server.shutdown()
            thread.join()


def client(program: str, configuration: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the client with one file as its only configuration."""
    environment = {"PATH": os.defpath, "HOME": str(home), "OPENLINEAGE_CONFIG": str(configuration)}
    return subprocess.run(
        [tools.python("openlineage"), "-c", program],
        check=False,
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def changed(case: str, old: str, new: str, folder: Path) -> Path:
    """A copy of a case's file with one text replaced."""
    text = FILES[case].read_text(encoding="utf-8")
    assert text.count(old) == 1
    copy = folder / "lineage.yml"
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_every_file_has_an_expectation() -> None:
    assert FILES.keys() == ADDRESSES.keys()


@pytest.mark.parametrize("case", FILES)
def test_the_client_loads_the_file(case: str, tmp_path: Path) -> None:
    loaded = client(LOAD, FILES[case], tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout) == {
        "kind": "http",
        "url": ADDRESSES[case],
        "endpoint": "api/v1/lineage",
        "timeout": 5,
        "verify": True,
    }


@pytest.mark.parametrize("case", FILES)
def test_an_event_arrives(case: str, tmp_path: Path) -> None:
    with listener() as (address, came):
        posted = client(POST, changed(case, ADDRESSES[case], address, tmp_path), tmp_path)
    assert posted.returncode == 0, posted.stderr
    assert [(one.method, one.path) for one in came] == [("POST", "/api/v1/lineage")]
    assert came[0].headers["content-type"] == "application/json"
    assert "authorization" not in came[0].headers  # no case has a key, and none may come from elsewhere
    assert came[0].body["eventType"] == "START"
    assert came[0].body["job"] == {"namespace": "lake", "name": "orders", "facets": {}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: http", "type: marquez", "marquez"),
        ('url: "http://marquez:5000"', 'url: "marquez:5000"', "Need valid url"),
    ],
)
def test_the_client_refuses_a_broken_file(old: str, new: str, said: str, tmp_path: Path) -> None:
    refused = client(LOAD, changed("first-sketch", old, new, tmp_path), tmp_path)
    assert refused.returncode != 0
    assert said in refused.stderr
