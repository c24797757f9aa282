"""The manifests for Kubernetes: read by a validator with Kubernetes' own schemas, and by an analyser of network policies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from floec import pipeline
from floec.cli import _project
from floec.cli._toolbox import toolbox
from floec.plan.topology import Cluster, External, Network, Pods
from floec.rules.transforms.dbt_project import profiles
from tests import golden
from tests.conformance import tools

VERSIONS = ("1.37", "1.25")  # the newest that the validator holds; the oldest that the umbrella chart admits

BUILDS = [build for build in golden.builds() if (golden.GOLDEN / build.case / build.folder / "kubernetes").exists()]
assert BUILDS, "no golden case has a kubernetes folder"
EVERY = pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.id)


def manifests(build: golden.Build) -> Path:
    return golden.GOLDEN / build.case / build.folder / "kubernetes"


def resources(folder: Path) -> Iterator[dict[str, Any]]:
    """Every object of a folder, those of a List one by one; what only Kustomize reads is left out."""
    for path in sorted(folder.glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if document["kind"] == "List":
                yield from document["items"]
            elif document["kind"] != "Kustomization":
                yield document


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)


# --- what is in the folder ---


@EVERY
def test_kustomization_names_every_file_to_apply(build: golden.Build) -> None:
    """All of the folder except itself and the example of the Secrets, which would overwrite them with nothing."""
    folder = manifests(build)
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    assert kustomization.keys() == {"apiVersion", "kind", "resources"}
    listed = kustomization["resources"]
    assert len(listed) == len(set(listed))
    assert {*listed, "kustomization.yaml", "secrets.example.yaml"} == {path.name for path in folder.iterdir()}
    assert listed[0] == "namespace.yaml"


# --- Kubernetes' schemas ---


def validated(objects: Iterable[dict[str, Any]], folder: Path, version: str) -> subprocess.CompletedProcess[str]:
    """What the validator says of objects, each in a file of its own; it does not look into a List."""
    files = []
    for number, one in enumerate(objects):
        files.append(folder / f"{number:02}-{one['kind']}.yaml")
        files[-1].write_text(yaml.safe_dump(one), encoding="utf-8")
    assert files
    program = tools.python("kubernetes", "kubernetes-validate")
    return run(program, "--strict", "--kubernetes-version", version, *files)


@EVERY
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_schemas_accept(build: golden.Build, version: str, tmp_path: Path) -> None:
    """It passes over a kind that it does not know with a warning: each object must be told to have passed."""
    objects = list(resources(manifests(build)))
    result = validated(objects, tmp_path, version)
    assert result.returncode == 0, result.stdout + result.stderr
    said = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
    assert len(said) == len(objects)
    assert all(f"against version {version}" in line and " passed for resource " in line for line in said), said


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "change",
    [
        lambda policy: policy["spec"].update(podSelektor={}),
        lambda policy: policy["spec"].update(policyTypes="Egress"),
        lambda policy: policy["spec"]["egress"][0]["ports"][0].update(protocol=6),
        lambda policy: policy["metadata"]["labels"].update(version=1.1),
    ],
    ids=["unknown key", "text for a list", "number for text", "label that is a number"],
)
def test_kubernetes_schemas_refuse(change: Callable[[Any], None], version: str, tmp_path: Path) -> None:
    (policy,) = (one for one in resources(manifests(BUILDS[0])) if one["metadata"]["name"] == "allow-dns")
    change(policy)
    assert validated([policy], tmp_path, version).returncode == 1


# --- network policies ---

Flows = set[tuple[str, str, str, int]]  # from, to, protocol, port
Ranges = dict[tuple[str, ...], list[tuple[int, int]]]
STRANGERS = "elsewhere"  # a namespace that no file speaks of


def cluster(build: golden.Build) -> Cluster:
    """What the compiler has in mind for a case."""
    project = _project.opened(str(golden.GOLDEN / build.case))
    assert project.document is not None
    arguments = dict(zip(build.arguments[::2], build.arguments[1::2], strict=True))
    inputs = pipeline.Inputs(project.checked, arguments.get("--env"), profiles(project.files), {})
    made = pipeline.compile(inputs, toolbox(project.checked.trees))
    assert made.plan is not None
    assert made.plan.cluster is not None
    return made.plan.cluster


class World:
    """A cluster to try policies in: every component, every peer, and pods that look like them but are not."""

    def __init__(self, planned: Cluster) -> None:
        self.planned = planned
        self.home = planned.namespace
        self.pods: dict[str, dict[str, str]] = {}  # labels, by namespace and name
        for component in planned.components:
            self._add(self.home, component.name, dict(component.labels))
            self._add(STRANGERS, component.name, dict(component.labels))
            if "floe.dev/pipeline" in dict(component.labels):
                foreign = {**dict(component.labels), "floe.dev/pipeline": "another"}
                self._add(self.home, f"another-{component.name}", foreign)
        ends = [end for one in planned.connections for end in (one.source, one.destination)]
        peers = sorted({end for end in ends if isinstance(end, Pods)}, key=repr)
        for number, peer in enumerate(peers):
            self._add(peer.namespace, "bystander", {"app": "bystander"})
            self._add(peer.namespace, f"peer-{number}", dict(peer.labels) or {"app": f"peer-{number}"})
            if peer.labels:
                self._add(STRANGERS, f"peer-{number}", dict(peer.labels))
                self._add(self.home, f"peer-{number}", dict(peer.labels))

    def _add(self, namespace: str, name: str, labels: dict[str, str]) -> None:
        self.pods.setdefault(f"{namespace}/{name}", labels)

    def write(self, path: Path) -> None:
        """The pods and namespaces, as Kubernetes would show them."""
        documents: list[dict[str, Any]] = []
        for namespace in sorted({name.split("/")[0] for name in self.pods}):
            labels = {"kubernetes.io/metadata.name": namespace}
            documents.append(
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": labels}}
            )
        for full, labels in self.pods.items():
            namespace, name = full.split("/")
            documents.append(
                {
                    "apiVersion": "v1",
                    "kind": "Pod",
                    "metadata": {"name": name, "namespace": namespace, "labels": labels},
                    "spec": {"containers": [{"name": "main", "image": "example.com/main"}]},
                }
            )
        path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")

    def wanted(self) -> set[str]:
        """Exactly what the plan's connections allow, one line for a pair, a protocol and a port."""
        flows: Flows = set()
        ranges: Ranges = defaultdict(list)
        for connection in self.planned.connections:
            for port in connection.ports:
                for source in self._ends(connection.source):
                    for destination in self._ends(connection.destination):
                        if isinstance(source, Network):
                            assert isinstance(destination, str)
                            ranges["in", destination, connection.protocol, str(port)] += _addresses(source)
                        elif isinstance(destination, Network):
                            ranges["out", source, connection.protocol, str(port)] += _addresses(destination)
                        elif source != destination:
                            flows.add((source, destination, connection.protocol, port))
        return _lines(flows, ranges)

    def _ends(self, end: str | Pods | Network | External | tuple[Network, ...]) -> list[str | Network]:
        if isinstance(end, str):
            return [f"{self.home}/{end}"]
        if isinstance(end, Pods):
            wanted = set(end.labels)
            inside = [name for name in self.pods if name.startswith(f"{end.namespace}/")]
            return [name for name in inside if wanted <= self.pods[name].items()]
        if isinstance(end, External):
            return list(end.networks)
        return [end] if isinstance(end, Network) else list(end)


def _addresses(network: Network) -> list[tuple[int, int]]:
    """The addresses of a network less its exceptions, as ranges; those of IPv6 lie above those of IPv4."""
    whole = ip_network(network.cidr)
    start, ranges = _number(str(whole[0])), []
    for excepted in sorted(map(ip_network, network.exceptions), key=lambda one: int(one[0])):
        if start < _number(str(excepted[0])):
            ranges.append((start, _number(str(excepted[0])) - 1))
        start = max(start, _number(str(excepted[-1])) + 1)
    if start <= _number(str(whole[-1])):
        ranges.append((start, _number(str(whole[-1]))))
    return ranges


def _number(address: str) -> int:
    parsed = ip_address(address)
    return int(parsed) + (parsed.version == 6) * 2**64 * 2**64


def _lines(flows: Flows, ranges: Ranges) -> set[str]:
    """Flows and ranges in one form: touching ranges are one."""
    lines = {f"{source} -> {destination} {protocol} {port}" for source, destination, protocol, port in flows}
    for (direction, pod, protocol, port), found in ranges.items():
        merged: list[tuple[int, int]] = []
        for low, high in sorted(found):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        lines.update(f"{pod} {direction} {low:x}-{high:x} {protocol} {port}" for low, high in merged)
    return lines


CONNECTIONS = re.compile(r"\{protocols:([A-Z, ]+),dst_ports:([0-9,-]+)\}")


def allowed(printed: str, home: str) -> set[str]:
    """What the analyser says is open from and to a namespace, in the form of ``World.wanted``."""
    flows: Flows = set()
    ranges: Ranges = defaultdict(list)
    for line in printed.splitlines():
        if " => " not in line:
            continue
        ends, connections = line.split(" : ", 1)
        source, destination = (end.removesuffix("[Pod]") for end in ends.split(" => "))
        if not source.startswith(f"{home}/") and not destination.startswith(f"{home}/"):
            continue
        for protocol, port in _open(connections):
            if "/" not in source:
                ranges["in", destination, protocol, str(port)].append(_range(source))
            elif "/" not in destination:
                ranges["out", source, protocol, str(port)].append(_range(destination))
            else:
                flows.add((source, destination, protocol, port))
    return _lines(flows, ranges)


def _open(connections: str) -> Iterator[tuple[str, int]]:
    if connections == "All connections":
        yield "every protocol", 0
        return
    assert not CONNECTIONS.sub("", connections).strip(", "), connections
    for protocols, ports in CONNECTIONS.findall(connections):
        for protocol in protocols.split(", "):
            for piece in ports.split(","):
                low, _, high = piece.partition("-")
                yield from ((protocol, port) for port in range(int(low), int(high or low) + 1))


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    return _number(low), _number(high or low)


def analysed(query: str, policies: Path, world: World, folder: Path) -> subprocess.CompletedProcess[str]:
    """The analyser's answer about policies in a world.

    It leaves out a file with ``{{`` in it, were it in a comment, as a template: it is given the objects without comments.
    """
    given = folder / "analysed"
    given.mkdir()
    world.write(given / "world.yaml")
    (given / "policies.yaml").write_text(yaml.safe_dump_all(_policies(policies)), encoding="utf-8")
    form = ("--output_format", "txt_no_fw_rules", "--print_ipv6") if query == "connectivity" else ()
    result = run(tools.python("network", "nca"), f"--{query}", "--resource_list", given, *form)
    assert "Skipping" not in result.stderr
    return result


def _policies(folder: Path) -> list[dict[str, Any]]:
    return [one for one in resources(folder) if one["kind"] == "NetworkPolicy"]


def connectivity(policies: Path, world: World, folder: Path) -> set[str]:
    result = analysed("connectivity", policies, world, folder)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.startswith("global: cluster has ")
    return allowed(result.stdout, world.home)


@EVERY
def test_policies_allow_what_is_planned_and_no_more(build: golden.Build, tmp_path: Path) -> None:
    """Pairs of pods, protocols, ports and addresses of both families are exactly those of the plan's connections.

    Pods with the same labels in another namespace, pods of another pipeline in the same namespace and bystanders in the
    peers' namespaces are part of the question.
    """
    world = World(cluster(build))
    wanted = world.wanted()
    assert len(wanted) > len(world.planned.connections)
    found = connectivity(manifests(build), world, tmp_path)
    assert sorted(found - wanted) == []
    assert sorted(wanted - found) == []


def insanities(result: subprocess.CompletedProcess[str]) -> list[str]:
    """What the analyser finds odd about policies."""
    head, verdict, *found, time = [line for line in result.stdout.splitlines() if line]
    assert head.startswith("global: cluster has ")
    assert time.startswith("Total run time")
    assert result.returncode == bool(found)
    assert verdict.endswith("failed sanity check:" if found else "passed sanity check"), verdict
    return found + result.stderr.splitlines()


@EVERY
def test_policies_are_sane(build: golden.Build, tmp_path: Path) -> None:
    """No policy selects nothing, and no rule is without effect.

    The general denial is, where another policy isolates every pod from what comes in; name resolution does the other half.
    """
    specs = [policy["spec"] for policy in _policies(manifests(build))]
    general = [spec for spec in specs if not spec["podSelector"] and "ingress" in spec]
    world = World(cluster(build))
    denial = f"NetworkPolicy {world.home}/default-deny is redundant. "
    denial += "Note that it contains no effective allow/deny rules"
    assert insanities(analysed("sanity", manifests(build), world, tmp_path)) == [denial] * len(general)


def _edited(name: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / f"networkpolicy-{name}.yaml"
        policy = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(policy["spec"])
        path.write_text(yaml.safe_dump(policy), encoding="utf-8")

    return edit


def _narrower_network(spec: dict[str, Any]) -> None:
    (rule,) = (rule for rule in spec["egress"] if "ipBlock" in rule["to"][0])
    rule["to"][0]["ipBlock"]["except"].append("8.8.8.8/32")


def _in_two_items(spec: dict[str, Any]) -> None:
    """Namespace and pod in two items of a list: either is enough then."""
    (peer,) = spec["egress"][0]["to"]
    spec["egress"][0]["to"] = [{key: value} for key, value in peer.items()]


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / f"networkpolicy-{name}.yaml").unlink()


MUTATIONS: dict[str, tuple[Callable[[Path], None], bool, bool]] = {  # the change, whether more is open, whether less is
    "a port more": (
        _edited("dagster-run", lambda spec: spec["egress"][0]["ports"].append({"protocol": "TCP", "port": 22})),
        True,
        False,
    ),
    "a rule less": (_edited("dagster-webserver", lambda spec: spec["ingress"].pop(0)), False, True),
    "the other protocol": (
        _edited("allow-dns", lambda spec: spec["egress"][0]["ports"].pop(0)),
        False,
        True,
    ),
    "an address less": (_edited("dagster-run", _narrower_network), True, True),  # two ranges instead of one
    "no exceptions": (
        _edited("dagster-run", lambda spec: spec["egress"][0]["to"][0]["ipBlock"].pop("except")),
        True,
        True,  # one range instead of many
    ),
    "or for and": (_edited("allow-dns", _in_two_items), True, False),
    "every pipeline": (
        _edited("dagster-user-code", lambda spec: spec["podSelector"]["matchLabels"].pop("floe.dev/pipeline")),
        True,
        False,
    ),
    "no denial": (_without("default-deny"), True, False),
    "no policy": (_without("dagster-user-code"), False, True),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_changed_policies_are_told_apart(name: str, tmp_path: Path) -> None:
    """The comparison above sees each of the mistakes that policies are known for."""
    (build,) = (build for build in BUILDS if build.id == "snowflake-oidc")
    change, more, less = MUTATIONS[name]
    policies = tmp_path / "kubernetes"
    shutil.copytree(manifests(build), policies)
    change(policies)
    world = World(cluster(build))
    wanted, found = world.wanted(), connectivity(policies, world, tmp_path)
    assert (bool(found - wanted), bool(wanted - found)) == (more, less)


def test_sanity_refuses_a_policy_for_nobody(tmp_path: Path) -> None:
    policies = tmp_path / "kubernetes"
    shutil.copytree(manifests(BUILDS[0]), policies)
    nobody = {"floe.dev/component": "runs"}
    _edited("dagster-run", lambda spec: spec["podSelector"]["matchLabels"].update(nobody))(policies)
    found = insanities(analysed("sanity", policies, World(cluster(BUILDS[0])), tmp_path))
    assert any("A podSelector selects no pods" in one for one in found)
