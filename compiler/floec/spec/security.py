"""`security`: what is scanned on GitHub, how often, and with which tool."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from floec.spec.base import (
    ActionsSecret,
    Branch,
    Items,
    RelativePath,
    Section,
    Whole,
    agreeing,
    explained,
    goes_with,
    needs,
)

Severity = Literal["low", "medium", "high", "critical"]


class DependencyScan(Section):
    """Known vulnerabilities of the Python dependencies."""

    model_config = agreeing(needs("tool", "snyk", "secret_ref"), goes_with("secret_ref", "tool", "snyk", default=False))

    tool: Literal["pip-audit", "snyk"] = Field(
        "pip-audit",
        description="Which scanner.",
        json_schema_extra=explained(
            pip_audit="pip-audit, without an account.", snyk="Snyk, with the token that `secret_ref` names."
        ),
    )
    severity: Severity = Field(
        "high",
        description="The lowest severity that fails the check (Snyk and dependency review; pip-audit fails on any).",
        json_schema_extra=explained(
            low="Any.", medium="Medium and above.", high="High and critical.", critical="Critical only."
        ),
    )
    requirements: RelativePath = Field(
        "requirements.txt", description="The requirements file that is scanned.", examples=["requirements.txt"]
    )
    secret_ref: ActionsSecret | None = Field(
        None, description="Name of the GitHub Actions secret with the scanner's token.", examples=["SNYK_TOKEN"]
    )


class ImageScan(Section):
    """Known vulnerabilities and misconfigurations of the image, or of the repository where no image is named."""

    tool: Literal["trivy"] = Field("trivy", description="Which scanner.", json_schema_extra=explained(trivy="Trivy."))
    severity: Annotated[Items[Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]], Field(min_length=1)] = Field(
        ("HIGH", "CRITICAL"), description="Severities that are reported.", examples=[["HIGH", "CRITICAL"]]
    )


class SecretScan(Section):
    """Secrets in the repository's history."""

    tool: Literal["gitleaks"] = Field(
        "gitleaks", description="Which scanner.", json_schema_extra=explained(gitleaks="Gitleaks.")
    )


class WorkflowScan(Section):
    """Weaknesses of the repository's own workflows."""

    tool: Literal["zizmor"] = Field(
        "zizmor", description="Which scanner.", json_schema_extra=explained(zizmor="zizmor.")
    )


class Updates(Section):
    """Automatic pull requests for newer versions."""

    tool: Literal["dependabot"] = Field(
        "dependabot", description="What opens them.", json_schema_extra=explained(dependabot="Dependabot.")
    )
    cooldown_days: Annotated[Whole, Field(ge=1, le=90)] = Field(
        7,
        description="How old a release must be before it is proposed; a stolen release is mostly found within days.",
        examples=[7],
    )


class Security(Section):
    """Scans and updates on GitHub; what is left out is not done."""

    branch: Branch = Field("main", description="Branch that is scanned on every push.", examples=["main"])
    dependency_scan: DependencyScan | None = Field(None, description="Scan the Python dependencies.")
    image_scan: ImageScan | None = Field(
        None, description="Scan the image that `orchestration` names, or the repository."
    )
    secret_scan: SecretScan | None = Field(None, description="Scan the history for secrets.")
    workflow_scan: WorkflowScan | None = Field(None, description="Scan the workflows.")
    sbom: bool = Field(False, description="Publish a software bill of materials with every run.")
    updates: Updates | None = Field(None, description="Propose newer versions of actions and dependencies.")
