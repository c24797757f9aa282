"""dbt itself loads every output of every profiles.yml, and builds the quickstart."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from floec import toolbox
from tests import golden
from tests.conformance import tools

LOADER = Path(__file__).with_name("_dbt_loads.py")
BUILDS = {
    build.id: build
    for build in golden.builds()
    if (golden.GOLDEN / build.case / build.folder / "dbt" / "profiles.yml").exists()
}
ADAPTERS = {name: toolbox.load("targets", name).ADAPTER for name in toolbox.built_in("targets")}
# The Python environment of an adapter that does not fit beside the others.
ENVIRONMENTS = {
    "databricks": "dbt-databricks", "spark": "dbt-databricks", "trino": "dbt-engines", "athena": "dbt-engines",
}  # fmt: skip
# Below a key called `password` dbt swallows the error of a missing variable; adapters that know no other name refuse the type, and some
# only have none then.
SWALLOWED = {
    "DBT_ENV_SECRET_CLICKHOUSE_PASSWORD": "None is not of type 'string'",
    "DBT_ENV_SECRET_TRINO_PASSWORD": "None is not of type 'string'",
    **dict.fromkeys((f"DBT_ENV_SECRET_{one}_PASSWORD" for one in ("SPARK", "CRM_POSTGRES", "EVENTS_POSTGRES")), ""),
}
Answer = dict[str, Any]


class Output(NamedTuple):
    """An output that a floe.yaml asks for, worked out from that file alone; ``chosen``: without ``--target``."""

    build: str
    profile: str
    name: str
    chosen: bool
    compute: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.build}-{self.profile}-{self.name}"

    @property
    def properties(self) -> dict[str, Any]:
        return self.compute.get("properties", {})


def outputs(build: golden.Build) -> list[Output]:
    """The outputs of a build: one for each dbt transform and environment, beside the one without an environment."""
    folder = golden.GOLDEN / build.case
    written = read(folder / "floe.yaml")
    arguments = list(build.arguments)
    environment = arguments[arguments.index("--env") + 1] if "--env" in arguments else None
    found = []
    for transform in written["transforms"]:
        if transform["type"] != "dbt":
            continue
        project = yaml.safe_load((folder / transform["path"] / "dbt_project.yml").read_text(encoding="utf-8"))
        own = transform.get("target", "default")
        base = overridden(written["compute"], build) if environment is None else written["compute"]
        found.append(Output(build.id, project["profile"], own, environment is None, base))
        for name, changes in written.get("environments", {}).items():
            compute = _merged(written["compute"], changes.get("compute", {}))
            compute = overridden(compute, build) if environment == name else compute
            found.append(Output(build.id, project["profile"], name, environment == name, compute))
    return found


def read(path: Path) -> dict[str, Any]:
    """A floe.yaml over the documents that it extends."""
    written: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    named = written.pop("extends", [])
    for name in reversed([named] if isinstance(named, str) else named):
        written = _deep(read(path.parent / name), written)
    return written


def _deep(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {key: _deep(base[key], over[key]) for key in base.keys() & over.keys() if isinstance(over[key], dict)}
    return {**base, **over, **both}


def overridden(compute: dict[str, Any], build: golden.Build) -> dict[str, Any]:
    """What .env and the flags of a build make of `compute`."""
    variables = golden.GOLDEN / build.case / ".env"
    lines = variables.read_text(encoding="utf-8").splitlines() if variables.exists() else []
    pairs = [line.removeprefix("export ").partition("  #")[0].split("=", 1) for line in lines if "FLOE__" in line]
    sets = [(name.removeprefix("FLOE__").lower().split("__"), value.strip("'")) for name, value in pairs]
    if "--hermetic" in build.arguments:
        sets = []
    for flag, value in pairwise(build.arguments):
        if flag == "--target":
            sets.append((["compute", "target"], value))
        if flag == "--set":
            sets.append((value.partition("=")[0].split("."), value.partition("=")[2]))
    for path, value in sets:
        match path:
            case ["compute", "properties", key]:
                compute = _merged(compute, {"properties": {key: value}})
            case ["compute", "threads"]:
                compute = _merged(compute, {"threads": int(value)})
            case ["compute", "target"] if value != compute["target"]:
                kept = {key: one for key, one in compute.get("properties", {}).items() if key == "schema"}
                compute = {**compute, "target": value, "properties": kept}
    return compute


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = {**base, **over}
    if merged["target"] == base["target"]:
        merged["properties"] = {**base.get("properties", {}), **over.get("properties", {})}
    else:
        merged["properties"] = over.get("properties", {})
    return merged


OUTPUTS = [output for build in BUILDS.values() for output in outputs(build)]


def profiles(build: str) -> Path:
    """The folder of a build's profiles.yml."""
    return golden.GOLDEN / BUILDS[build].case / BUILDS[build].folder / "dbt"


def variables(build: str) -> dict[str, list[str]]:
    """The variables that env.example says must be set for dbt, with the outputs that it says need them."""
    listed = profiles(build).parent / "env.example"
    text = listed.read_text(encoding="utf-8") if listed.exists() else ""
    needed = {}
    for paragraph in text.split("\n\n"):
        if name := re.search(r"(?m)^([A-Z0-9_]+)=$", paragraph):
            needed[name[1]] = re.findall(r"dbt output ([^,)]+)", paragraph)
    return needed


def value(variable: str) -> str:
    """What a variable is set to: text that nothing else holds."""
    return f"the-{variable.lower().replace('_', '-')}"


def question(
    output: Output, *, without: str = "", folder: Path | None = None, target: bool = True, **more: str
) -> dict[str, Any]:
    """An output to be loaded with the variables of env.example and no others."""
    return {
        "folder": str(folder or profiles(output.build)),
        "profile": output.profile,
        "target": output.name if target else None,
        "environment": {name: value(name) for name in variables(output.build) if name != without} | more,
    }


def environment(question: dict[str, Any]) -> str:
    """The Python environment that holds the adapter of an output's file: one file has outputs of environments that fit together."""
    file = yaml.safe_load((Path(question["folder"]) / "profiles.yml").read_text(encoding="utf-8"))
    kinds = {output["type"] for profile in file.values() for output in profile["outputs"].values()}
    (found,) = {ENVIRONMENTS.get(kind, "dbt") for kind in kinds}
    return found


def load(questions: list[dict[str, Any]], home: Path) -> list[Answer]:
    """What dbt makes of outputs, in their order."""
    answers: dict[int, Answer] = {}
    wanted = [environment(one) for one in questions]
    for name in dict.fromkeys(wanted):
        here = [index for index, one in enumerate(wanted) if one == name]
        answers.update(zip(here, load_all([questions[index] for index in here], home, name), strict=True))
    return [answers[index] for index in range(len(questions))]


def load_all(questions: list[dict[str, Any]], home: Path, name: str) -> list[Answer]:
    """What the adapters of one environment make of outputs, asked in one process since imports take long."""
    done = subprocess.run(
        [tools.python(name), str(LOADER)],
        check=False,
        input=json.dumps(questions),
        env=surroundings(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # after what dbt itself has to say


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """Environment variables that hold nothing of who runs the tests."""
    quiet = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_USE_COLORS": "false"}
    return {"PATH": os.defpath, "HOME": str(home), **quiet, **more}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """Every output, loaded by name."""
    answers = load([question(output) for output in OUTPUTS], tmp_path_factory.mktemp("home"))
    return {output.id: answer for output, answer in zip(OUTPUTS, answers, strict=True)}


@pytest.mark.parametrize("build", BUILDS)
def test_the_file_has_exactly_the_outputs_asked_for(build: str) -> None:
    file = yaml.safe_load((profiles(build) / "profiles.yml").read_text(encoding="utf-8"))
    found = {(profile, name) for profile, one in file.items() for name in one["outputs"]}
    assert found == {(one.profile, one.name) for one in OUTPUTS if one.build == build}


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.id)
def test_an_output_loads(output: Output, loaded: dict[str, Answer]) -> None:
    answer = loaded[output.id]
    assert "refused" not in answer
    assert (answer["name"], answer["type"]) == (output.name, ADAPTERS[output.compute["target"]])
    assert answer["threads"] == output.compute.get("threads", 4)


@pytest.mark.parametrize(
    "output",
    [
        one
        for one in OUTPUTS
        if one.compute["target"] == "snowflake"
        and one.properties.get("auth", "key_pair")
        in ("key_pair", "external_browser")  # the others: test_targets_engines
    ],
    ids=lambda output: output.id,
)
def test_snowflake_gets_what_floe_yaml_says_and_the_rest_from_variables(
    output: Output, loaded: dict[str, Answer]
) -> None:
    fields, properties = loaded[output.id]["fields"], output.properties
    for name in ("account", "user", "database", "schema", "warehouse"):
        expected = properties.get(name, value(f"SNOWFLAKE_{name.upper()}"))
        if name == "account":
            expected = expected.replace("_", "-")  # dbt-snowflake does so itself, for host names
        assert fields[name] == expected
    assert fields.get("role") == properties.get("role")
    secrets = {"private_key", "private_key_passphrase"} & fields.keys()
    assert secrets == {
        *(["private_key"] if properties.get("auth", "key_pair") == "key_pair" else []),
        *(["private_key_passphrase"] if properties.get("key_encrypted") else []),
    }
    for name in secrets:
        assert fields[name] == value(f"DBT_ENV_SECRET_SNOWFLAKE_{name.upper()}")
    assert not {"password", "token", "oauth_client_secret"} & fields.keys()


def test_the_duckdb_file_stands_beside_floe_yaml_unless_a_variable_says_otherwise(
    loaded: dict[str, Answer], tmp_path: Path
) -> None:
    """The golden outputs are in `out`, and so are as deep in the project as those in `.floe`."""
    embedded = [one for one in OUTPUTS if one.compute["target"] == "duckdb"]
    moved = load([question(output, FLOE_PROJECT_DIR="/srv/project") for output in embedded], tmp_path)
    relative = []
    for output, elsewhere in zip(embedded, moved, strict=True):
        folder = golden.GOLDEN / BUILDS[output.build].case
        written = yaml.safe_load((folder / "floe.yaml").read_text(encoding="utf-8"))
        path = output.properties.get("path", f"{written['name']}.duckdb")
        here = loaded[output.id]["fields"]["path"]
        if path == ":memory:":
            assert here == elsewhere["fields"]["path"] == path, output.id
        else:
            assert Path(os.path.normpath(here)) == folder / path, output.id
            assert elsewhere["fields"]["path"] == os.path.join("/srv/project", os.path.normpath(path)), output.id
            relative.append(path)
    assert {"quickstart.duckdb", "build/dev.duckdb", "warehouse/lake.duckdb"} <= set(relative)


def test_literal_text_arrives_as_it_is(loaded: dict[str, Answer]) -> None:
    (output,) = (one for one in OUTPUTS if one.build == "literal")
    fields = loaded[output.id]["fields"]
    assert output.name == "y"
    assert {name: fields[name] for name in output.properties} == {
        **output.properties,
        "account": output.properties["account"].replace("_", "-"),  # dbt-snowflake does so itself
    }
    assert any("{{" in text for text in output.properties.values())


def test_motherduck_gets_its_token_from_the_variable(loaded: dict[str, Answer]) -> None:
    fields = loaded["motherduck-events-default"]["fields"]
    assert (fields["path"], fields["database"], fields["schema"]) == ("md:analytics", "analytics", "events")
    assert fields["motherduck_token"] == value("DBT_ENV_SECRET_MOTHERDUCK_TOKEN")


def test_without_a_target_dbt_takes_the_one_that_was_built_for(tmp_path: Path) -> None:
    chosen = [output for output in OUTPUTS if output.chosen]
    answers = load([question(output, target=False) for output in chosen], tmp_path)
    assert [answer.get("name") for answer in answers] == [output.name for output in chosen]
    assert {output.build for output in chosen} == BUILDS.keys()


def test_without_a_variable_dbt_refuses_the_outputs_that_env_example_names(tmp_path: Path) -> None:
    """Neither more nor fewer outputs, and the reason names the variable."""
    asked = [(output, name) for output in OUTPUTS for name in variables(output.build)]
    answers = load([question(output, without=name) for output, name in asked], tmp_path)
    for (output, name), answer in zip(asked, answers, strict=True):
        if output.name in variables(output.build)[name]:
            reason = SWALLOWED.get(name, f"Env var required but not provided: '{name}'")
            assert reason in answer.get("refused", ""), output.id
        else:
            assert "refused" not in answer, output.id
    assert len(asked) > 20


BROKEN = {
    "adapter": ("snowflake-oidc", "type: snowflake", "type: snowflak", "Could not find adapter type snowflak"),
    "missing": ("snowflake-oidc", "      account: acme-eu1\n", "", "'account' is a required property"),
    "number": ("snowflake-oidc", "connect_retries: 3", 'connect_retries: "3"', "'3' is not of type 'integer'"),
    "target": ("snowflake-oidc", "target: prod", "target: production", "does not have a target named 'production'"),
    "attach": ("glue", "alias: glue", "allias: glue", "allias"),
    "jinja": ("quickstart", "schema: main", 'schema: "{{ \'a"', "unexpected char"),
    "expands": ("quickstart", "schema: main", "schema: \"{{ env_var('HOME') }}\"", "not provided: 'HOME'"),
}


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """What dbt makes of every broken file."""
    questions = []
    for fault, (build, old, new, _) in BROKEN.items():
        text = (profiles(build) / "profiles.yml").read_text(encoding="utf-8")
        assert text.count(old) == 1, fault
        folder = tmp_path_factory.mktemp(fault)
        (folder / "profiles.yml").write_text(text.replace(old, new), encoding="utf-8")
        (output,) = (one for one in OUTPUTS if one.build == build)
        questions.append(question(output, folder=folder, target=False))
    answers = load(questions, tmp_path_factory.mktemp("home"))
    return dict(zip(BROKEN, answers, strict=True))


@pytest.mark.parametrize("fault", BROKEN)
def test_dbt_refuses_a_broken_file(fault: str, refusals: dict[str, Answer]) -> None:
    """What loads, with one fault: the judge is dbt, not this test."""
    assert BROKEN[fault][-1] in refusals[fault].get("refused", "")


def project(case: str, folder: Path) -> Path:
    """A copy of a case as its author has it, without outputs."""
    copy = folder / "project"
    shutil.copytree(golden.GOLDEN / case, copy, ignore=shutil.ignore_patterns("out*", ".floe", "target", "logs"))
    return copy


def compile_project(folder: Path, *arguments: str) -> None:
    """Run `floec build` in a project."""
    command = [sys.executable, "-m", "floec", "build", "--quiet", *arguments]
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def dbt(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command that people run."""
    return subprocess.run(
        [tools.python("dbt", "dbt"), *arguments],
        check=False,
        cwd=cwd,
        env=surroundings(cwd, **variables),
        capture_output=True,
        text=True,
        timeout=300,
    )


def customers(database: Path) -> int:
    """How many rows the quickstart's model has in a database."""
    read = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).table('customers').shape[0])"
    command = [tools.python("dbt"), "-c", read, str(database)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.duckdb"))


@pytest.mark.parametrize("start", ["project", "elsewhere", "variables"])
def test_quickstart_builds(start: str, tmp_path: Path) -> None:
    """From the project's folder, from another one, and with dbt's own variables in place of options."""
    where = project("quickstart", tmp_path)
    compile_project(where)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if start == "project":
        done = dbt("build", "--profiles-dir", ".floe/dbt", "--project-dir", "dbt", cwd=where)
    elif start == "elsewhere":
        options = ["--profiles-dir", str(where / ".floe" / "dbt"), "--project-dir", str(where / "dbt")]
        done = dbt("build", *options, cwd=elsewhere)
    else:
        folders = {"DBT_PROFILES_DIR": str(where / ".floe" / "dbt"), "DBT_PROJECT_DIR": str(where / "dbt")}
        done = dbt("build", cwd=elsewhere, **folders)
    assert done.returncode == 0, done.stdout
    assert "PASS=4 WARN=0 ERROR=0" in done.stdout
    assert files(tmp_path) == [where / "quickstart.duckdb"]
    assert customers(where / "quickstart.duckdb") > 0


def test_quickstart_builds_from_outputs_that_were_moved(tmp_path: Path) -> None:
    """As in an image: the outputs are somewhere else, and the variable of env.example names the project."""
    where = project("quickstart", tmp_path)
    compile_project(where)
    moved = tmp_path / "etc" / "floe" / "outputs"
    shutil.move(where / ".floe", moved)
    options = ["--profiles-dir", str(moved / "dbt"), "--project-dir", str(where / "dbt")]
    done = dbt("build", *options, cwd=tmp_path, FLOE_PROJECT_DIR=str(where))
    assert done.returncode == 0, done.stdout
    assert files(tmp_path) == [where / "quickstart.duckdb"]


SNOWFLAKE = ("SNOWFLAKE_USER", "SNOWFLAKE_DATABASE", "DBT_ENV_SECRET_SNOWFLAKE_PRIVATE_KEY")
PASSPHRASE = "DBT_ENV_SECRET_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"
TARGETS = {
    "sales": ("environments", [], [], SNOWFLAKE, "default snowflake SALES"),
    "sales-built-for-dev": ("environments", ["--env", "dev"], [], (), "dev duckdb sales"),
    "sales-dev": ("environments", [], ["--target", "dev"], (), "dev duckdb sales"),
    "sales-staging": ("environments", [], ["--target", "staging"], SNOWFLAKE, "staging snowflake SALES_STAGING"),
    "sales-production": (
        "environments",
        [],
        ["--target", "production"],
        (*SNOWFLAKE, PASSPHRASE),
        "production snowflake SALES",
    ),
    "events": ("motherduck", [], [], ("DBT_ENV_SECRET_MOTHERDUCK_TOKEN",), "default duckdb events"),
    "events-dev": ("motherduck", [], ["--target", "dev"], (), "dev duckdb events"),
}


@pytest.mark.parametrize(("case", "build", "options", "needs", "expected"), TARGETS.values(), ids=TARGETS)
def test_target_picks_the_output(
    case: str, build: list[str], options: list[str], needs: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    """A model that is named after the target it is listed for; only the variables of that target are set."""
    where = project(case, tmp_path)
    compile_project(where, *build)
    transform = where / yaml.safe_load((where / "floe.yaml").read_text(encoding="utf-8"))["transforms"][0]["path"]
    (transform / "models").mkdir(exist_ok=True)
    named = "{{ config(alias=target.name ~ ' ' ~ target.type ~ ' ' ~ target.schema) }} select 1 as one\n"
    (transform / "models" / "named.sql").write_text(named, encoding="utf-8")
    listing = ["--quiet", "ls", "--select", "named", "--output", "json", "--output-keys", "alias"]
    folders = ["--profiles-dir", ".floe/dbt", "--project-dir", str(transform)]
    done = dbt(*listing, *folders, *options, cwd=where, **{name: value(name) for name in needs})
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout) == {"alias": expected}
    for name in needs[:1]:
        short = dbt(*listing, *folders, *options, cwd=where, **{one: value(one) for one in needs if one != name})
        assert short.returncode == 2
        assert f"Env var required but not provided: '{name}'" in short.stdout


def test_dbt_connects_to_the_file_of_the_dev_environment(tmp_path: Path) -> None:
    where = project("environments", tmp_path)
    compile_project(where, "--env", "dev")
    (where / "build").mkdir()
    done = dbt("debug", "--profiles-dir", ".floe/dbt", "--project-dir", "dbt", cwd=where)
    assert done.returncode == 0, done.stdout
    assert "Connection test: [OK connection ok]" in done.stdout
    assert files(tmp_path) == [where / "build" / "dev.duckdb"]
