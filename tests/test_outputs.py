"""The output folder: wholly written or not at all, whatever stood there and whatever happens on the way."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from floec import exchange as floec_exchange
from floec import outputs
from floec.artifact import Artifact
from tests import golden
from tests.running import case, command, environment, floec, stamps, tree


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return case("quickstart", tmp_path)


@pytest.fixture
def built(project: Path) -> Path:
    assert floec(project, "build", "--out", "out").code == 0
    return project


def rename_pipeline(project: Path, name: str = "other-name") -> None:
    """A change that reaches artifacts.json alone."""
    file = project / "floe.yaml"
    text = file.read_text(encoding="utf-8")
    assert "name: quickstart" in text
    file.write_text(text.replace("name: quickstart", f"name: {name}"), encoding="utf-8")


def contract(*files: Artifact) -> Artifact:
    """An artifacts.json as far as the writer reads it."""
    listed = ", ".join(f'{{"path": "{file.path}"}}' for file in files)
    return Artifact("artifacts.json", f'{{"compiler": {{"name": "floec"}}, "digest": "", "files": [{listed}]}}\n')


def bundle(*files: Artifact) -> list[Artifact]:
    return [*files, contract(*files)]


# --- what is written


def test_the_first_build_makes_the_folder_and_those_above_it(project: Path) -> None:
    assert floec(project, "build", "--out", "deep/er/out").code == 0
    assert tree(project / "deep") == {
        f"er/out/{path}": data for path, data in tree(golden.GOLDEN / "quickstart" / "out").items()
    }


def test_a_file_that_did_not_change_keeps_its_inode_and_time(tmp_path: Path) -> None:
    out = tmp_path / "out"
    same, old, new = Artifact("a/same", "1"), Artifact("a/moved", "1"), Artifact("a/moved", "2")
    outputs.write(str(out), "out", bundle(same, old))
    before = stamps(out)

    found = outputs.write(str(out), "out", bundle(same, new))

    after = stamps(out)
    assert found == outputs.Changes((), ("a/moved",), ())
    assert after["a/same"] == before["a/same"]
    assert after["a/moved"] != before["a/moved"]


def test_what_an_earlier_build_wrote_and_this_one_does_not_is_removed_with_its_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    outputs.write(str(out), "out", bundle(Artifact("a/one", "1"), Artifact("b/c/two", "2")))

    found = outputs.write(str(out), "out", bundle(Artifact("a/one", "1")))

    assert found.removed == ("b/c/two",)
    assert sorted(tree(out)) == ["a/one", "artifacts.json"]
    assert not (out / "b").exists()


def test_what_others_put_into_the_folder_stays_as_it_is(built: Path) -> None:
    out = built / "out"
    (out / "notes.md").write_text("mine")
    (out / "dbt" / "extra.yml").write_text("mine too")
    (out / "empty").mkdir()
    (out / "link").symlink_to("notes.md")
    before = stamps(out)
    rename_pipeline(built)

    assert floec(built, "build", "--out", "out").code == 0

    after = stamps(out)
    for path in ("notes.md", "dbt/extra.yml"):
        assert after[path] == before[path]
    assert os.readlink(out / "link") == "notes.md"
    assert (out / "empty").is_dir()
    assert after["dbt/profiles.yml"] == before["dbt/profiles.yml"]
    assert after["artifacts.json"] != before["artifacts.json"]


def test_an_output_edited_by_hand_is_reported_and_restored(built: Path) -> None:
    file = built / "out" / "dbt" / "profiles.yml"
    good = tree(built / "out")
    times = file.stat()
    file.write_bytes(file.read_bytes().replace(b"duckdb", b"duckdc"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    bad = tree(built / "out")

    check = floec(built, "build", "--out", "out", "--check")
    assert check.code == 1
    assert "duckdc" in check.out
    assert tree(built / "out") == bad

    assert floec(built, "build", "--out", "out").code == 0
    assert tree(built / "out") == good


@pytest.mark.parametrize("path", ["artifacts.json", "dbt/profiles.yml", "env.example"])
def test_a_missing_output_is_reported_and_restored(built: Path, path: str) -> None:
    good = tree(built / "out")
    (built / "out" / path).unlink()
    if path == "artifacts.json":
        check = floec(built, "build", "--out", "out", "--check")
        assert (check.code, "error[output-folder]" in check.err) == (1, True)
        return
    assert floec(built, "build", "--out", "out", "--check").code == 1
    assert floec(built, "build", "--out", "out").code == 0
    assert tree(built / "out") == good


def test_an_edited_contract_is_restored(built: Path) -> None:
    file = built / "out" / "artifacts.json"
    good = file.read_bytes()
    file.write_bytes(good.replace(b'"name": "quickstart"', b'"name": "quickstarts"'))
    assert file.read_bytes() != good

    assert floec(built, "build", "--out", "out", "--check").code == 1
    assert floec(built, "build", "--out", "out").code == 0
    assert file.read_bytes() == good


@pytest.mark.parametrize("input_", ["floe.yaml", "dbt/dbt_project.yml"])
def test_an_input_that_changed_and_kept_its_time_and_size_is_compiled(built: Path, input_: str) -> None:
    file = built / input_
    times = file.stat()
    text = file.read_text(encoding="utf-8")
    assert "quickstart" in text
    file.write_text(text.replace("quickstart", "quickstarx"), encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    before = tree(built / "out")

    assert floec(built, "build", "--out", "out", "--check").code == 1
    assert floec(built, "build", "--out", "out").code == 0
    assert tree(built / "out") != before
    assert floec(built, "build", "--out", "anew").code == 0
    assert tree(built / "out") == tree(built / "anew")


def test_another_environment_is_not_taken_for_what_stands_there(tmp_path: Path) -> None:
    project = case("environments", tmp_path)
    assert floec(project, "build", "--out", "out").code == 0
    base = tree(project / "out")

    assert floec(project, "build", "--out", "out", "--env", "dev").code == 0
    dev = tree(project / "out")
    assert dev == tree(golden.GOLDEN / "environments" / "out-dev")
    assert floec(project, "build", "--out", "out").code == 0
    assert tree(project / "out") == base != dev


# --- what is refused


def refused(project: Path, out: str, *, code: str = "output-folder") -> None:
    """``floec build --out`` refuses the folder and changes nothing at all."""
    before, times = tree(project), stamps(project)
    for option in ((), ("--check",), ("--diff",)):
        run = floec(project, "build", "--out", out, *option)
        assert run.code == 1
        assert f"error[{code}]" in run.err
        assert "up to date" not in run.err
    assert (tree(project), stamps(project)) == (before, times)


@pytest.mark.parametrize("out", ["link", "link/"])
@pytest.mark.parametrize("holds", ["nothing", "outputs"])
def test_a_symbolic_link_is_refused_as_the_folder(built: Path, out: str, holds: str) -> None:
    if holds == "nothing":
        shutil.rmtree(built / "out")
        (built / "out").mkdir()
    (built / "link").symlink_to("out")

    refused(built, out)


def test_a_dangling_link_is_refused_as_the_folder(project: Path) -> None:
    (project / "link").symlink_to("nowhere")

    refused(project, "link")


def test_a_file_is_refused_as_the_folder(project: Path) -> None:
    refused(project, "floe.yaml")


def test_a_folder_with_foreign_files_is_refused(project: Path) -> None:
    (project / "mine").mkdir()
    (project / "mine" / "letter.txt").write_text("dear")

    refused(project, "mine")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"compiler": {"name": "other"}}',
        '{"compiler": "floec"}',
        "<<<<<<<",
        "[" * 100_000,
        "\ud800",
    ],
    ids=["empty", "list", "null", "object", "other", "text", "conflict", "deep", "not-utf-8"],
)
def test_a_folder_with_an_artifacts_json_of_somebody_else_is_refused(project: Path, text: str) -> None:
    (project / "mine").mkdir()
    (project / "mine" / "artifacts.json").write_bytes(text.encode("utf-8", "surrogatepass"))

    refused(project, "mine")


def test_the_project_folder_is_refused(project: Path) -> None:
    refused(project, ".")


def test_an_empty_folder_is_taken(project: Path) -> None:
    (project / "out").mkdir()

    assert floec(project, "build", "--out", "out").code == 0
    assert tree(project / "out") == tree(golden.GOLDEN / "quickstart" / "out")


def test_a_linked_folder_on_the_way_to_an_output_leads_to_no_write_outside(built: Path) -> None:
    elsewhere = built / "elsewhere"
    (built / "out" / "dbt").rename(elsewhere)
    (built / "out" / "dbt").symlink_to("../elsewhere")
    (elsewhere / "profiles.yml").write_text("mine: 1\n")
    before = stamps(elsewhere)

    floec(built, "build", "--out", "out")

    assert (elsewhere / "profiles.yml").read_text() == "mine: 1\n"
    assert stamps(elsewhere) == before


def test_a_link_in_place_of_an_output_is_replaced_and_its_target_is_not_touched(built: Path) -> None:
    good = tree(built / "out")
    (built / "out" / "env.example").unlink()
    (built / "mine.txt").write_text("mine")
    (built / "out" / "env.example").symlink_to("../mine.txt")

    assert floec(built, "build", "--out", "out").code == 0

    assert (built / "mine.txt").read_text() == "mine"
    assert tree(built / "out") == good


@pytest.mark.parametrize("path", ["env.example", "dbt"])
def test_a_link_to_the_very_same_contents_is_not_up_to_date(built: Path, path: str) -> None:
    (built / "out" / path).rename(built / "elsewhere")
    (built / "out" / path).symlink_to("../elsewhere")

    assert floec(built, "build", "--out", "out", "--check").code == 1


def test_a_contract_that_names_paths_outside_leads_to_no_look_outside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "secret").write_text("hidden")
    outputs.write(str(out), "out", [contract(Artifact("../secret", ""), Artifact("a\\u0000b", ""))])

    assert "hidden" not in outputs.difference(str(out), bundle(Artifact("a", "1")))
    outputs.write(str(out), "out", bundle(Artifact("a", "1")))

    assert (tmp_path / "secret").read_text() == "hidden"
    assert sorted(tree(out)) == ["a", "artifacts.json"]


VALIDATED = [name for name in golden.failing() if golden.command(name) == ["validate"]]


@pytest.mark.parametrize("name", VALIDATED)
def test_nothing_is_written_when_floe_yaml_has_an_error(name: str, tmp_path: Path) -> None:
    folder = case(name, tmp_path)
    before = stamps(folder)

    listed = (folder / "diagnostics.txt").read_text(encoding="utf-8")
    run = floec(folder, "build", "--out", "out")

    if "exit 1" in listed:
        assert run.code == 1
        assert stamps(folder) == before
    else:
        assert run.code == 0
        assert (folder / "out" / "artifacts.json").exists()


def test_an_error_leaves_earlier_outputs_as_they_are(built: Path) -> None:
    before = stamps(built / "out")
    (built / "floe.yaml").write_text("name: [\n")

    assert floec(built, "build", "--out", "out").code == 1
    assert stamps(built / "out") == before


# --- what happens on the way


def failing_on(target: Any, name: str, monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> list[str]:
    """Make a function raise; the list grows with each call."""
    reached: list[str] = []

    def fail(*_: object, **__: object) -> Any:
        reached.append(name)
        raise failure

    monkeypatch.setattr(target, name, fail)
    return reached


def full_disk() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["mkdir", "open", "fsync", "rename"])
def test_a_first_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    with monkeypatch.context() as patch:
        reached = failing_on(os, call, patch, full_disk())
        with pytest.raises(outputs.Refused, match="cannot write `out`: no space left on device"):
            outputs.write(str(tmp_path / "out"), "out", bundle(Artifact("a", "1")))

    assert reached
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("call", ["mkdir", "scandir", "link", "fsync"])
def test_a_write_that_fails_midway_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    out = tmp_path / "out"
    outputs.write(str(out), "out", bundle(Artifact("a/one", "1"), Artifact("b", "1")))
    before = stamps(out)

    with monkeypatch.context() as patch:
        reached = failing_on(os, call, patch, full_disk())
        with pytest.raises(outputs.Refused, match="cannot write `out`: no space left on device"):
            outputs.write(str(out), "out", bundle(Artifact("a/one", "2"), Artifact("b", "3")))

    assert reached
    assert stamps(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_disk_that_is_full_is_told_with_exit_code_1(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_pipeline(built)
    before = tree(built)
    with monkeypatch.context() as patch:
        failing_on(os, "fsync", patch, full_disk())
        run = floec(built, "build", "--out", "out")

    assert (run.code, run.out) == (1, "")
    assert "error[output-write]: cannot write `out`: no space left on device" in run.err
    assert tree(built) == before


def test_an_interrupted_write_leaves_the_folder_as_it_was(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_pipeline(built)
    before, times = tree(built), stamps(built / "out")
    with monkeypatch.context() as patch:
        reached = failing_on(floec_exchange, "exchange", patch, KeyboardInterrupt())
        run = floec(built, "build", "--out", "out")

    assert reached
    assert run.code == 130
    assert (tree(built), stamps(built / "out")) == (before, times)


def test_what_a_killed_build_left_behind_is_cleared_away(built: Path) -> None:
    (built / ".out.floec-new" / "dbt").mkdir(parents=True)
    (built / ".out.floec-new" / "dbt" / "half").write_text("half")
    rename_pipeline(built)

    assert floec(built, "build", "--out", "out").code == 0

    assert not (built / ".out.floec-new").exists()
    assert "dbt/half" not in tree(built / "out")


def test_files_are_copied_where_they_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    outputs.write(str(out), "out", bundle(Artifact("a", "1"), Artifact("b", "1")))
    times = (out / "a").stat().st_mtime_ns
    with monkeypatch.context() as patch:
        reached = failing_on(os, "link", patch, OSError(errno.EPERM, os.strerror(errno.EPERM)))
        outputs.write(str(out), "out", bundle(Artifact("a", "1"), Artifact("b", "2")))

    assert reached
    assert (tree(out)["a"], tree(out)["b"]) == (b"1", b"2")
    assert (out / "a").stat().st_mtime_ns == times


@pytest.mark.parametrize("system_call", [True, False], ids=["exchanged", "renamed"])
def test_two_folders_are_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system_call: bool) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    if not system_call:
        monkeypatch.setattr(floec_exchange.ctypes, "CDLL", lambda *_, **__: object())

    floec_exchange.exchange(str(tmp_path / "first"), str(tmp_path / "second"))

    assert tree(tmp_path) == {"first/file": b"second", "second/file": b"first"}


def test_an_exchange_that_fails_leaves_both_folders(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()

    with pytest.raises(OSError, match="No such file"):
        floec_exchange.exchange(str(tmp_path / "first"), str(tmp_path / "second"))

    assert tree(tmp_path) == {"second/": b""}


def test_builds_at_once_leave_the_outputs_of_one_of_them(tmp_path: Path) -> None:
    projects, wanted = [], []
    for name in ("one", "two"):
        project = case("quickstart", tmp_path / name)
        rename_pipeline(project, name)
        assert floec(project, "build", "--out", tmp_path / name / "alone").code == 0
        projects.append(project)
        wanted.append(tree(tmp_path / name / "alone"))
    assert wanted[0] != wanted[1]
    shared = tmp_path / "shared"
    shared.mkdir()

    for _ in range(2):
        running = [
            subprocess.Popen(
                command("build", "--out", shared / "out"),
                cwd=project,
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for project in (*projects, *projects)
        ]
        ended = [(*one.communicate(timeout=60), one.returncode) for one in running]

        assert [code for _, _, code in ended] == [0, 0, 0, 0], ended
        assert tree(shared / "out") in wanted
        assert [path.name for path in shared.iterdir()] == ["out"]


def test_a_build_that_waits_too_long_for_another_says_so(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_pipeline(built)
    before = tree(built)
    monkeypatch.setattr(outputs, "LOCK_SECONDS", 0.0)
    holder = os.open(built, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        run = floec(built, "build", "--out", "out")
    finally:
        os.close(holder)

    assert run.code == 1
    assert "error[output-write]: cannot write `out`: another build" in run.err
    assert tree(built) == before
    assert floec(built, "build", "--out", "out").code == 0
