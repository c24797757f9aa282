"""The umbrella chart, read by helm itself; its values, checked with the schemas and values of the charts they are for.

The charts cannot be had as packages.  ``charts/`` holds the schemas and values that they come with (see SOURCES.md), and a
template that prints what the chart is given stands in for theirs.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests import golden
from tests.conformance import tools

CHARTS = Path(__file__).parent / "charts"
KUBERNETES = "1.37"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
DAGSTER, COLLECTOR, MARQUEZ, PROXY = "dagster", "opentelemetry-collector", "marquez", "oauth2-proxy"

BUILDS = [build for build in golden.builds() if (golden.GOLDEN / build.case / build.folder / "helm").exists()]
assert BUILDS, "no golden case has a helm folder"
EVERY = pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.id)


def output(build: golden.Build, path: str) -> Any:
    """A file of a case, parsed."""
    return yaml.safe_load((golden.GOLDEN / build.case / build.folder / path).read_text(encoding="utf-8"))


def values(build: golden.Build) -> dict[str, Any]:
    return output(build, "helm/values.yaml")


def _with(chart: str) -> list[golden.Build]:
    found = [build for build in BUILDS if chart in values(build)]
    assert found, f"no golden case has {chart}"
    return found


# --- schemas ---


@cache
def schema(chart: str) -> dict[str, Any] | None:
    """The schema that a chart's values must fit, made to need no network; None if the chart has none."""
    path = CHARTS / f"{chart}-values.schema.json"
    if not path.exists():
        return None
    read = json.loads(path.read_text(encoding="utf-8"))
    return {**(partial(read) if chart == DAGSTER else read), "$schema": DRAFT}


def partial(whole: dict[str, Any]) -> dict[str, Any]:
    """A schema for the values that are set, where the defaults of the chart are not at hand.

    Without ``required``, except within lists: helm merges maps with the defaults and replaces lists, so that what stands in
    a list must be complete.  Every definition is there twice for that, and the definitions of Kubernetes that the schema
    points to by URL are taken from the validator of Kubernetes manifests.
    """
    made = _loosened(whole, complete=False)
    definitions = whole["$defs"]
    made["$defs"] = {name: _loosened(one, complete=False) for name, one in definitions.items()}
    made["$defs"] |= {f"complete.{name}": _loosened(one, complete=True) for name, one in definitions.items()}
    known, wanted = kubernetes(), list(_kubernetes_names(made))
    assert wanted
    while wanted:
        name = wanted.pop()
        if name not in made["$defs"]:
            made["$defs"][name] = known[name]
            wanted += _kubernetes_names(known[name])
    return made


def _loosened(node: dict[str, Any], *, complete: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("$defs", "default", "examples", "enum", "const") or (key == "required" and not complete):
            if key in ("enum", "const"):
                made[key] = value
        elif key == "$ref":
            made[key] = _reference(value, complete)
        elif key in ("properties", "patternProperties"):
            made[key] = {name: _loosened(one, complete=complete) for name, one in value.items()}
        elif key in ("items", "prefixItems", "contains"):
            made[key] = _loosened(value, complete=True)
        elif isinstance(value, dict):
            made[key] = _loosened(value, complete=complete)
        elif isinstance(value, list):
            made[key] = [_loosened(one, complete=complete) if isinstance(one, dict) else one for one in value]
        else:
            made[key] = value
    return made


def _reference(reference: str, complete: bool) -> str:
    if reference.startswith("#/$defs/"):
        return reference.replace("#/$defs/", "#/$defs/complete.") if complete else reference
    _, _, name = reference.partition("_definitions.json#/definitions/")
    assert name.startswith("io.k8s."), reference
    return f"#/$defs/{name}"


def _kubernetes_names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/$defs/io.k8s."):
            yield reference.split("/")[2]
        for one in node.values():
            yield from _kubernetes_names(one)
    elif isinstance(node, list):
        for one in node:
            yield from _kubernetes_names(one)


@cache
def kubernetes() -> dict[str, Any]:
    """The definitions of Kubernetes' objects; unknown keys are not allowed in them."""
    where = "import kubernetes_validate; print(kubernetes_validate.__path__[0])"
    command = [tools.python("kubernetes"), "-c", where]
    folder = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()
    path = Path(folder, "kubernetes-json-schema", f"v{KUBERNETES}.0-local-strict", "_definitions.json")
    return json.loads(path.read_text(encoding="utf-8"))["$defs"]


def merged(base: Any, over: Any) -> Any:
    """Values over a chart's own, as helm merges them: maps key by key, anything else is replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {key: merged(base.get(key), value) for key, value in over.items()}
    return over


def defaults(chart: str) -> dict[str, Any]:
    """The values that a chart comes with, where they are at hand."""
    path = CHARTS / f"{chart}-values.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def faults(chart: str, block: dict[str, Any]) -> list[str]:
    """Where the values of a chart, over its own, break its schema."""
    rules = schema(chart)
    assert rules is not None
    jsonschema.Draft202012Validator.check_schema(rules)
    found = jsonschema.Draft202012Validator(rules).iter_errors(merged(defaults(chart), block))
    return sorted(f"{error.json_path}: {error.message}" for error in found)


@EVERY
@pytest.mark.parametrize("chart", [DAGSTER, COLLECTOR])
def test_values_fit_the_charts_schema(build: golden.Build, chart: str) -> None:
    block = values(build)[chart]
    assert block
    assert faults(chart, block) == []


Change = Callable[[dict[str, Any]], Any]
MUTATIONS: dict[str, tuple[str, Change]] = {
    "text for a number": (DAGSTER, lambda block: block["dagsterWebserver"].update(replicaCount="two")),
    "unknown key": (DAGSTER, lambda block: block["dagsterWebserver"].update(auth={})),
    "unknown choice": (DAGSTER, lambda block: block["runLauncher"].update(type="DockerRunLauncher")),
    "incomplete image": (
        DAGSTER,
        lambda block: block["dagster-user-deployments"]["deployments"][0]["image"].pop("pullPolicy"),
    ),
    "not what Kubernetes calls it": (
        DAGSTER,
        lambda block: block["dagsterDaemon"]["podSecurityContext"].update(runAsRoot=False),
    ),
    "number for a label": (DAGSTER, lambda block: block["dagsterDaemon"]["labels"].update(version=1.1)),
    "unknown mode": (COLLECTOR, lambda block: block.update(mode="sidecar")),
    "a plural less": (COLLECTOR, lambda block: block.update(extraEnvFrom=[])),
    "text for a port": (COLLECTOR, lambda block: block["ports"]["metrics"].update(containerPort="http")),
}


def mutated(name: str) -> tuple[str, dict[str, Any]]:
    chart, change = MUTATIONS[name]
    changed = copy.deepcopy(values(BUILDS[0]))
    change(changed[chart])
    return chart, changed


@pytest.mark.parametrize("name", MUTATIONS)
def test_schemas_refuse(name: str) -> None:
    chart, changed = mutated(name)
    assert faults(chart, changed[chart]) != []


# --- keys of Marquez, which has no schema ---

# What its templates read that its values.yaml does not hold, and the condition in our Chart.yaml.
UNLISTED = {"enabled", "fullnameOverride", "marquez.existingSecretName"}
FREE = {"annotations", "commonAnnotations", "commonLabels", "limits", "podAnnotations", "requests"}


def unknown(block: dict[str, Any], known: Any, at: str = "") -> list[str]:
    """The keys of values that a chart's own do not hold."""
    found = []
    for key, value in block.items():
        path = f"{at}{key}"
        if path in UNLISTED:
            continue
        if not isinstance(known, dict) or key not in known:
            found.append(path)
        elif isinstance(value, dict) and key not in FREE:
            found += unknown(value, known[key], f"{path}.")
    return found


@pytest.mark.parametrize("build", _with(MARQUEZ), ids=lambda build: build.id)
def test_marquez_has_every_key(build: golden.Build) -> None:
    block = values(build)[MARQUEZ]
    assert unknown(block, defaults(MARQUEZ)) == []
    assert {path.split(".")[-1] for path in UNLISTED} <= {*block, *block["marquez"]}


def test_unknown_keys_of_marquez_are_seen() -> None:
    block = copy.deepcopy(values(_with(MARQUEZ)[0])[MARQUEZ])
    block["marquez"]["db"]["sslmode"] = "require"
    block["securityContext"] = {}
    block["existingSecretName"] = block["marquez"].pop("existingSecretName")
    assert unknown(block, defaults(MARQUEZ)) == ["marquez.db.sslmode", "securityContext", "existingSecretName"]


# --- helm ---

# What a chart's own templates do with text: `tpl` runs it as a template.
EXPANDED = {COLLECTOR: "toYaml .Values.alternateConfig", PROXY: "toYaml .Values.config"}
STUB = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{{{ .Chart.Name }}}}
values:
  {{{{- toYaml .Values | nindent 2 }}}}
expanded:
  {{{{- tpl ({expanded}) . | nindent 2 }}}}
"""


def umbrella(build: golden.Build, folder: Path, given: dict[str, Any] | None = None) -> Path:
    """The umbrella chart of a case with a stub for each chart that it depends on; with other values if they are given."""
    source, chart = golden.GOLDEN / build.case / build.folder / "helm", folder / "umbrella"
    chart.mkdir()
    for name in ("Chart.yaml", "values.yaml"):
        (chart / name).write_bytes((source / name).read_bytes())
    if given is not None:
        (chart / "values.yaml").write_text(json.dumps(given), encoding="utf-8")
    for dependency in output(build, "helm/Chart.yaml")["dependencies"]:
        _stub(chart / "charts" / dependency["name"], dependency["name"], dependency["version"])
    return chart


def _stub(folder: Path, name: str, version: str) -> None:
    (folder / "templates").mkdir(parents=True)
    about = {"apiVersion": "v2", "name": name, "version": version}
    (folder / "Chart.yaml").write_text(json.dumps(about), encoding="utf-8")
    (folder / "values.yaml").write_text(json.dumps(defaults(name)), encoding="utf-8")
    expanded = EXPANDED.get(name, 'print "{}"')
    (folder / "templates" / "values.yaml").write_text(STUB.format(expanded=expanded), encoding="utf-8")
    rules = schema(name)
    if rules is not None:
        (folder / "values.schema.json").write_text(json.dumps(rules), encoding="utf-8")


def helm(command: str, chart: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run helm with nothing of the user's."""
    home = {name: str(chart.parent / name) for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME")}
    environment = {**os.environ, **home, "KUBECONFIG": str(chart.parent / "none")}
    words = [tools.go("helm"), *command.split(), str(chart), *arguments]
    return subprocess.run(words, env=environment, capture_output=True, encoding="utf-8", check=False)


def rendered(chart: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return helm("template release", chart, *(arguments or ("--kube-version", "1.25")))


def seen(result: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """What each stub printed, by the name of its chart."""
    assert result.returncode == 0, result.stderr
    documents = [document for document in yaml.safe_load_all(result.stdout) if document]
    return {document["metadata"]["name"]: document for document in documents}


@EVERY
def test_helm_gives_each_chart_its_values(build: golden.Build, tmp_path: Path) -> None:
    """helm reads Chart.yaml, finds each chart at its version, merges, validates, and each chart gets what was meant for it."""
    given = values(build)
    printed = seen(rendered(umbrella(build, tmp_path)))
    assert printed.keys() == given.keys()
    for chart, block in given.items():
        expected = _filled(merged(defaults(chart), block))
        got = printed[chart]["values"]
        assert got.pop("global") == block.get("global", {})
        expected.pop("global", None)
        assert got == expected


def _filled(node: Any) -> Any:
    """Without the keys that have no value: helm leaves them out."""
    if isinstance(node, dict):
        return {key: _filled(value) for key, value in node.items() if value is not None}
    return node


@EVERY
def test_helm_expands_to_the_collectors_configuration(build: golden.Build, tmp_path: Path) -> None:
    """The chart runs the configuration as a template: what comes out is otel/collector.yaml, whatever text is in it."""
    printed = seen(rendered(umbrella(build, tmp_path)))
    assert printed[COLLECTOR]["expanded"] == output(build, "otel/collector.yaml")


@pytest.mark.parametrize("build", _with(PROXY), ids=lambda build: build.id)
def test_helm_expands_the_webservers_name(build: golden.Build, tmp_path: Path) -> None:
    """Dagster's chart names the Service by the release and ``nameOverride``."""
    printed = seen(rendered(umbrella(build, tmp_path)))
    webserver = values(build)[DAGSTER]["dagsterWebserver"]
    upstream = f"http://release-{webserver['nameOverride']}:{webserver['service']['port']}"
    assert f'upstreams = [ "{upstream}" ]' in printed[PROXY]["expanded"]["configFile"].splitlines()


@EVERY
def test_helm_lints(build: golden.Build, tmp_path: Path) -> None:
    """Without errors and warnings; that there is no icon and no template of its own is by design."""
    result = helm("lint --strict", umbrella(build, tmp_path), "--kube-version", "1.25", "--with-subcharts=false")
    assert result.returncode == 0, result.stdout + result.stderr
    said = [line for line in result.stdout.splitlines() if line.startswith("[")]
    assert [line for line in said if not line.startswith("[INFO]")] == [], result.stdout + result.stderr
    assert said != []


@pytest.mark.parametrize("chart", [COLLECTOR, MARQUEZ, PROXY])
def test_helm_reads_the_conditions(chart: str, tmp_path: Path) -> None:
    build = _with(chart)[0]
    given = values(build)
    given[chart]["enabled"] = False
    assert seen(rendered(umbrella(build, tmp_path, given))).keys() == given.keys() - {chart}


@pytest.mark.parametrize("name", MUTATIONS)
def test_helm_refuses(name: str, tmp_path: Path) -> None:
    chart, changed = mutated(name)
    result = rendered(umbrella(BUILDS[0], tmp_path, changed))
    assert result.returncode != 0
    assert "values don't meet the specifications of the schema(s)" in result.stderr
    assert f"\n{chart}:\n" in result.stderr


def test_helm_refuses_an_older_kubernetes(tmp_path: Path) -> None:
    result = rendered(umbrella(BUILDS[0], tmp_path), "--kube-version", "1.24")
    assert result.returncode != 0
    assert "requires kubeVersion" in result.stderr


def test_helm_refuses_a_chart_that_is_missing(tmp_path: Path) -> None:
    chart = umbrella(BUILDS[0], tmp_path)
    (chart / "charts" / DAGSTER).rename(tmp_path / "elsewhere")
    result = rendered(chart)
    assert result.returncode != 0
    assert "missing in charts/ directory: dagster" in result.stderr


def statuses(chart: Path) -> dict[str, str]:
    """What helm says of each dependency, by its name."""
    result = helm("dependency list", chart, "--max-col-width", "200")
    assert result.returncode == 0, result.stderr
    header, *rows = [line.split("\t") for line in result.stdout.splitlines() if line.strip()]
    assert [word.strip() for word in header] == ["NAME", "VERSION", "REPOSITORY", "STATUS"]
    return {row[0].strip(): row[3].strip() for row in rows}


@EVERY
def test_helm_lists_the_dependencies(build: golden.Build, tmp_path: Path) -> None:
    chart = umbrella(build, tmp_path)
    assert statuses(chart) == dict.fromkeys(values(build), "unpacked")


def test_helm_lists_a_chart_of_another_version(tmp_path: Path) -> None:
    chart = umbrella(BUILDS[0], tmp_path)
    about = {"apiVersion": "v2", "name": COLLECTOR, "version": "0.1.0"}
    (chart / "charts" / COLLECTOR / "Chart.yaml").write_text(json.dumps(about), encoding="utf-8")
    assert statuses(chart)[COLLECTOR] == "wrong version"
