"""Files of one build that name the same thing name it alike: labels, ports, Secrets, Services, the namespace."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests import golden

Entries = set[tuple[str, str]]  # names of Secrets, with a key of each

MARQUEZ_POLICY = "kubernetes/networkpolicy-marquez.yaml"
BUILDS = [
    build
    for build in golden.builds()
    if all((golden.GOLDEN / build.case / build.folder / folder).exists() for folder in ("helm", "kubernetes"))
]
assert BUILDS, "no golden case has a helm and a kubernetes folder"
EVERY = pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.id)
WITH_MARQUEZ = [build for build in BUILDS if (golden.GOLDEN / build.case / build.folder / MARQUEZ_POLICY).exists()]
assert WITH_MARQUEZ, "no golden case has Marquez"

# What the charts do by themselves, whatever the values.
MARQUEZ_LABELS = {"app.kubernetes.io/component": "marquez", "app.kubernetes.io/name": "marquez"}
MARQUEZ_PORTS = {5000, 5001}
PROXY_PORT = 4180


def folder(build: golden.Build) -> Path:
    return golden.GOLDEN / build.case / build.folder


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def values(build: golden.Build) -> dict[str, Any]:
    return read(folder(build) / "helm" / "values.yaml")


def policies(build: golden.Build) -> dict[str, dict[str, Any]]:
    """The network policies, by name."""
    found = [read(path) for path in sorted((folder(build) / "kubernetes").glob("networkpolicy-*.yaml"))]
    return {one["metadata"]["name"]: one for one in found}


def pods(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The labels that values put on the pods of each workload, with those that a chart puts there by itself."""
    dagster = given["dagster"]
    (deployment,) = dagster["dagster-user-deployments"]["deployments"]
    launched = dagster["runLauncher"]["config"]["k8sRunLauncher"]["runK8sConfig"]
    made = {
        "dagster-webserver": dagster["dagsterWebserver"]["labels"],
        "dagster-daemon": dagster["dagsterDaemon"]["labels"],
        "dagster-user-code": deployment["labels"],
        "dagster-run": launched["podTemplateSpecMetadata"]["labels"],
    }
    if "opentelemetry-collector" in given:
        made["otel-collector"] = given["opentelemetry-collector"]["podLabels"]
    if "oauth2-proxy" in given:
        made["auth-proxy"] = given["oauth2-proxy"]["podLabels"]
    if "marquez" in given:
        made["marquez"] = MARQUEZ_LABELS  # it puts none of the values on pods
    return made


def ports(given: dict[str, Any]) -> dict[str, set[int]]:
    """The ports that the pods of each workload listen on, by the values."""
    dagster = given["dagster"]
    (deployment,) = dagster["dagster-user-deployments"]["deployments"]
    made = {
        "dagster-webserver": {dagster["dagsterWebserver"]["service"]["port"]},
        "dagster-daemon": set(),
        "dagster-user-code": {deployment["port"]},
        "dagster-run": set(),
        "auth-proxy": {PROXY_PORT},
        "marquez": MARQUEZ_PORTS,
    }
    if "opentelemetry-collector" in given:
        config = given["opentelemetry-collector"]["alternateConfig"]
        endpoints = [one["endpoint"] for one in config["receivers"]["otlp"]["protocols"].values()]
        readers = config["service"]["telemetry"]["metrics"]["readers"]
        metrics = [reader["pull"]["exporter"]["prometheus"]["port"] for reader in readers]
        made["otel-collector"] = {int(one.rpartition(":")[2]) for one in endpoints} | set(metrics)
    return made


def selected(selector: dict[str, Any], workloads: dict[str, dict[str, str]]) -> list[str]:
    """The workloads whose pods a selector selects."""
    assert selector.keys() <= {"matchLabels"}
    wanted = selector.get("matchLabels", {}).items()
    return [name for name, labels in workloads.items() if wanted <= labels.items()]


def numbers(rule: dict[str, Any]) -> set[int]:
    return {port["port"] for port in rule["ports"]}


def label_faults(given: dict[str, Any], found: dict[str, dict[str, Any]]) -> list[str]:
    """Workloads without a policy of their own, and selectors that select none of them, or several."""
    workloads, faults = pods(given), []
    own: dict[str, int] = dict.fromkeys(workloads, 0)
    for name, policy in found.items():
        selectors = [policy["spec"]["podSelector"]]
        for rule in (*policy["spec"].get("ingress", ()), *policy["spec"].get("egress", ())):
            peers = [*rule.get("from", ()), *rule.get("to", ())]
            selectors += [peer["podSelector"] for peer in peers if "podSelector" in peer and len(peer) == 1]
        for number, selector in enumerate(selectors):
            if not selector:
                continue
            chosen = selected(selector, workloads)
            if len(chosen) != 1:
                faults.append(f"{name} selects {chosen}")
            elif number == 0:
                own[chosen[0]] += 1
    return faults + [f"{workload} has {count} policies" for workload, count in own.items() if count != 1]


def port_faults(given: dict[str, Any], found: dict[str, dict[str, Any]]) -> list[str]:
    """Rules about ports that the pods at the other end, or the pods themselves, do not listen on."""
    workloads, listening, faults = pods(given), ports(given), []
    databases = {name: given["dagster"]["postgresql"]["service"]["port"] for name in workloads if "dagster-" in name}
    if "marquez" in given:
        databases["marquez"] = given["marquez"]["marquez"]["db"]["port"]
    for name, policy in found.items():
        if policy["spec"]["podSelector"]:
            (workload,) = selected(policy["spec"]["podSelector"], workloads)
            for rule in policy["spec"].get("ingress", ()):
                faults += [f"to {workload}: {port}" for port in sorted(numbers(rule) - listening[workload])]
            opened = set().union(*(numbers(rule) for rule in policy["spec"].get("egress", ())))
            database = databases.get(workload)
            if database and database not in opened:
                faults.append(f"{workload} cannot reach its database at {database}")
        for rule in policy["spec"].get("egress", ()):
            for peer in rule["to"]:
                if peer.keys() == {"podSelector"} and peer["podSelector"]:
                    (other,) = selected(peer["podSelector"], workloads)
                    faults += [f"{name} to {other}: {port}" for port in sorted(numbers(rule) - listening[other])]
    return faults


def walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with the keys that lead to it; items of lists have no key of their own."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key), value
            yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, path)


def used(given: dict[str, Any]) -> Entries:
    """The entries of Secrets that values refer to; a key about Secrets that is not known here fails."""
    found: Entries = set()
    for path, value in walk(given):
        key = path[-1]
        if key == "secretKeyRef":
            found.add((value["name"], value["key"]))
        elif key == "postgresqlSecretName":
            found.add((value, "postgresql-password"))
        elif key == "existingSecretName" and path[0] == "marquez":
            found.add((value, "marquez-db-password"))
        elif key == "existingSecret" and path[0] == "oauth2-proxy":
            found |= {(value, "client-secret"), (value, "cookie-secret")}
        elif key == "secretName" and "tls" in path:
            found |= {(value, "tls.crt"), (value, "tls.key")}
        else:
            harmless = key in ("generatePostgresqlPasswordSecret", "proxyVarsAsSecrets") and value is False
            assert harmless or "secret" not in key.lower(), path
    return found


def promised(build: golden.Build) -> Entries:
    """The entries of Secrets that the contract lists."""
    listed = read(folder(build) / "kubernetes" / "secrets.example.yaml")["items"]
    return {(one["metadata"]["name"], key) for one in listed for key in one["stringData"]}


def commented(build: golden.Build) -> Entries:
    """The entries of Secrets that the comment above the values lists."""
    text = (folder(build) / "helm" / "values.yaml").read_text(encoding="utf-8")
    lines = re.findall(r"^#   (\S+): (.+)$", text, flags=re.MULTILINE)
    return {(name, key) for name, keys in lines for key in keys.split(", ")}


@EVERY
def test_policies_select_pods_by_labels_that_the_values_give(build: golden.Build) -> None:
    """Every selector selects the pods of one workload, and every workload has a policy."""
    assert label_faults(values(build), policies(build)) == []


@EVERY
def test_policies_open_ports_that_pods_listen_on(build: golden.Build) -> None:
    assert port_faults(values(build), policies(build)) == []


@EVERY
def test_secrets_are_those_of_the_contract(build: golden.Build) -> None:
    """All that the values refer to, and no more."""
    assert used(values(build)) == promised(build) == commented(build) != set()


@EVERY
def test_secrets_hold_no_values(build: golden.Build) -> None:
    listed = read(folder(build) / "kubernetes" / "secrets.example.yaml")["items"]
    assert {value for one in listed for value in one["stringData"].values()} == {""}


@EVERY
def test_one_namespace(build: golden.Build) -> None:
    """Everything is where the namespace's file says, and runs are started there."""
    home = read(folder(build) / "kubernetes" / "namespace.yaml")["metadata"]["name"]
    secrets = read(folder(build) / "kubernetes" / "secrets.example.yaml")["items"]
    named = {one["metadata"]["namespace"] for one in (*policies(build).values(), *secrets)}
    launcher = values(build)["dagster"]["runLauncher"]["config"]["k8sRunLauncher"]
    assert named | {launcher["jobNamespace"]} == {home}


def variables(given: dict[str, Any]) -> dict[str, str]:
    """The variables of the pipeline's pods that are no Secrets."""
    (deployment,) = given["dagster"]["dagster-user-deployments"]["deployments"]
    return {one["name"]: one["value"] for one in deployment["env"] if "value" in one}


@EVERY
def test_telemetry_goes_to_the_collectors_service(build: golden.Build) -> None:
    """By the Service's name, at the port of the protocol that is set."""
    given = values(build)
    collector, environment = given["opentelemetry-collector"], variables(given)
    endpoint = urlsplit(environment["OTEL_EXPORTER_OTLP_ENDPOINT"])
    protocols = collector["alternateConfig"]["receivers"]["otlp"]["protocols"]
    listening = protocols[environment["OTEL_EXPORTER_OTLP_PROTOCOL"]]["endpoint"]
    assert endpoint.hostname == collector["fullnameOverride"]
    assert str(endpoint.port) == listening.rpartition(":")[2]


@pytest.mark.parametrize("build", WITH_MARQUEZ, ids=lambda build: build.id)
def test_lineage_goes_to_marquezs_service(build: golden.Build) -> None:
    marquez = values(build)["marquez"]
    url = urlsplit(read(folder(build) / "openlineage" / "openlineage.yml")["transport"]["url"])
    assert (url.hostname, url.port) == (marquez["fullnameOverride"], marquez["service"]["port"])
    assert url.port in MARQUEZ_PORTS


@EVERY
def test_the_chart_depends_on_what_has_values(build: golden.Build) -> None:
    chart = read(folder(build) / "helm" / "Chart.yaml")
    assert [one["name"] for one in chart["dependencies"]] == list(values(build))
    for one in chart["dependencies"]:
        block, _, key = one.get("condition", "").partition(".")
        assert not block or values(build)[block][key] is True


# --- that a difference is seen ---


def test_a_different_label_is_seen() -> None:
    given = copy.deepcopy(values(BUILDS[0]))
    given["dagster"]["dagsterDaemon"]["labels"]["floe.dev/component"] = "daemon"
    found = label_faults(given, policies(BUILDS[0]))
    assert "dagster-daemon has 0 policies" in found
    assert any(fault.endswith("-dagster-daemon selects []") for fault in found)


@pytest.mark.parametrize("workload", ["dagster-webserver", "dagster-user-code", "otel-collector", "database"])
def test_a_different_port_is_seen(workload: str) -> None:
    given = copy.deepcopy(values(BUILDS[0]))
    dagster, collector = given["dagster"], given["opentelemetry-collector"]
    if workload == "dagster-webserver":
        dagster["dagsterWebserver"]["service"]["port"] = 3000
    elif workload == "dagster-user-code":
        dagster["dagster-user-deployments"]["deployments"][0]["port"] = 4000
    elif workload == "otel-collector":
        collector["alternateConfig"]["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"] = "${env:MY_POD_IP}:14317"
    else:
        dagster["postgresql"]["service"]["port"] = 6432
    assert any(workload in fault for fault in port_faults(given, policies(BUILDS[0])))


def test_a_different_secret_is_seen() -> None:
    given = copy.deepcopy(values(BUILDS[0]))
    given["dagster"]["global"]["postgresqlSecretName"] = "another"
    assert used(given) != promised(BUILDS[0])
    given["dagster"]["dagsterDaemon"]["envSecrets"] = [{"name": "unheard-of"}]
    with pytest.raises(AssertionError, match="envSecrets"):
        used(given)
