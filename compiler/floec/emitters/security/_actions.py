"""The GitHub actions that workflows use, each pinned to a full commit.

A tag can be moved (in March 2026 seventy-six of trivy-action's were); a commit cannot.  Every SHA here was compared, all forty digits, in at
least two independent public repositories: those that ``seen`` names.  To move a pin, change the line and the goldens.
"""

from __future__ import annotations

from typing import NamedTuple


class Pin(NamedTuple):
    """An action at a commit: ``uses`` as a workflow writes it, the version it was released as, where it was seen."""

    uses: str
    version: str
    seen: str


PINS: dict[str, Pin] = {
    "checkout": Pin(
        "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1", "attrs, zizmor, polaris, ruff"
    ),
    "dependency_review": Pin(
        "actions/dependency-review-action@a1d282b36b6f3519aa1f3fc636f609c47dddb294", "v5.0.0", "three public files"
    ),
    "gitleaks": Pin("gitleaks/gitleaks-action@ff98106e4c7b2bc287b24eaf42907196329070c7", "v2.3.9", "four public files"),
    "pip_audit": Pin(
        "pypa/gh-action-pip-audit@1220774d901786e6f652ae159f7b6bc8fea6d266", "v1.1.0", "three public files"
    ),
    "sbom": Pin(
        "anchore/sbom-action@e22c389904149dbc22b58101806040fa8d37a610",
        "v0.24.0",
        "opentelemetry-collector and three more",
    ),
    "snyk": Pin("snyk/actions/python@9adf32b1121593767fc3c057af55b55db032dc04", "v1.0.0", "five public files"),
    "trivy": Pin(
        "aquasecurity/trivy-action@ed142fd0673e97e23eac54620cfb913e5ce36c25",
        "v0.36.0",
        "containerbase/base and three more",
    ),
    "upload_sarif": Pin(
        "github/codeql-action/upload-sarif@db488ddef3bf6cb639b32c2e9a7c0a7ea8271d28",
        "v4.37.8",
        "polaris, opentelemetry-collector",
    ),
    "zizmor": Pin(
        "zizmorcore/zizmor-action@3dc1ecc9bcb9e94e9b2c709687979e1298497054", "v0.6.2", "zizmor, polaris, attrs"
    ),
}
