"""artifacts.json: the contract with whatever runs the pipeline, and the list of every other file with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from floec import __version__
from floec.artifact import Artifact
from floec.encode import json
from floec.plan.model import Plan
from floec.plan.values import Variable

PATH = "artifacts.json"
FORMAT = "1"


def emit(plan: Plan, files: Iterable[Artifact], inputs: Mapping[str, str]) -> Artifact:
    """The contract for a plan; ``files`` are all others, ``inputs`` the SHA-256 of everything that was read, by path."""
    listed = sorted(files)
    contents: dict[str, Any] = {
        "format": FORMAT,
        "compiler": {"name": "floec", "version": __version__},
        "name": plan.name,
        "environment": plan.environment,
        "description": plan.description,
        "owner": plan.owner,
        "configuration": plan.configuration,
        "transforms": [
            {
                "name": step.name,
                "type": step.type,
                "path": step.path,
                "depends_on": list(step.depends_on),
                "settings": dict(step.settings),
                "dbt_profile": step.profile,
                "dbt_target": step.target,
            }
            for step in plan.steps
        ],
        "dbt": {
            "profiles_dir": "dbt" if plan.profiles else None,
            "packages": sorted({output.package for profile in plan.profiles for output in profile.outputs}),
            "profiles": [
                {"name": profile.name, "target": profile.target, "outputs": [output.name for output in profile.outputs]}
                for profile in plan.profiles
            ],
        },
        "variables": [_variable(variable) for variable in plan.needed],
        "secrets": [
            {"name": use.name, "keys": list(use.keys), "readers": list(use.readers), "purpose": use.purpose}
            for use in (plan.cluster.secrets if plan.cluster else ())
        ],
        "telemetry": {
            "otlp_endpoint": plan.otlp_endpoint,
            "service_name": plan.service_name,
            "signals": [signal for signal, _ in plan.collector.pipelines] if plan.collector else [],
        },
        "lineage": {"namespace": plan.lineage_namespace, "transports": [transport.name for transport in plan.lineage]},
        "overrides": [{"path": one.path, "origin": one.origin, "beat": one.beat} for one in plan.overrides],
        "dropped": list(plan.dropped),
        "inputs": dict(sorted(inputs.items())),
        "files": [{"path": file.path, "sha256": file.digest, "bytes": len(file.data)} for file in listed],
        "bundle": bundle_digest(listed),
    }
    contents["digest"] = ""
    text = json.dump(contents)
    return Artifact(PATH, text.replace('"digest": ""', f'"digest": "{own_digest(text)}"'))


def bundle_digest(files: Iterable[Artifact]) -> str:
    """The SHA-256 of the list of paths and digests, as ``sha256sum`` would print it: one name for all the other files."""
    return hashlib.sha256("".join(f"{file.digest}  {file.path}\n" for file in files).encode()).hexdigest()


def own_digest(text: str) -> str:
    """The SHA-256 of artifacts.json itself, read with an empty digest."""
    return hashlib.sha256(text.encode()).hexdigest()


def _variable(variable: Variable) -> dict[str, Any]:
    source = {"secret": variable.source.secret, "key": variable.source.key} if variable.source else None
    return {"name": variable.name, "purpose": variable.purpose, "secret": variable.secret, "source": source}
