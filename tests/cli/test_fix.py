"""``floec validate --fix``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import golden
from tests.running import Run, case, floec, stamps

FIXED = {
    "mistake-typo-in-key": ("    warehose: LOAD_WH", "    warehouse: LOAD_WH", "floe.yaml:10:5: Rename to `warehouse`"),
    "mistake-wrong-enum": ("target: snowflak\n", "target: snowflake\n", "floe.yaml:6:11: Change to `snowflake`"),
    "mistake-unknown-reference": ("[stagin]", "[staging]", "floe.yaml:21:18: Change to `staging`"),
}


@pytest.mark.parametrize("name", FIXED)
def test_a_slip_is_mended_and_nothing_else_changes(tmp_path: Path, name: str) -> None:
    before, after, said = FIXED[name]
    folder = case(name, tmp_path)
    text = (folder / "floe.yaml").read_text(encoding="utf-8")

    run = floec(folder, "validate", "--fix")

    assert (run.code, run.out) == (0, "")
    assert run.err == f"fixed {said}\n1 file checked: no faults\n"
    assert (folder / "floe.yaml").read_text(encoding="utf-8") == text.replace(before, after)


def test_what_shows_only_after_a_fix_is_mended_too(tmp_path: Path) -> None:
    folder = case("mistake-typo-in-key", tmp_path)
    file = folder / "floe.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("target: snowflake", "target: snowflak"), encoding="utf-8")

    run = floec(folder, "validate", "--fix")

    assert run.code == 0
    assert [line.partition(": ")[2] for line in run.err.splitlines()[:-1]] == [
        "Change to `snowflake`",
        "Rename to `warehouse`",
    ]


def test_a_fault_that_has_no_fix_is_left_and_shown(tmp_path: Path) -> None:
    folder = case("mistake-two-at-once", tmp_path)

    run = floec(folder, "validate", "--fix")

    assert run.code == 1
    assert run.err.startswith("fixed floe.yaml:23:11: Change to `python`\nerror[invalid-value]")
    assert run.err.endswith("\nFound 1 error in 1 of 1 file.\n")


@pytest.mark.parametrize("name", ["quickstart", "mistake-plaintext-password", "mistake-tab", "error-duplicate-key"])
def test_a_file_with_nothing_to_fix_is_not_touched(tmp_path: Path, name: str) -> None:
    folder = case(name, tmp_path)
    before, plain = stamps(folder), floec(folder, "validate")

    assert floec(folder, "validate", "--fix") == plain
    assert stamps(folder) == before


def test_comments_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    folder = case("quickstart", tmp_path)
    text = "\ufeff# head\r\nname: orders # café\r\ncompute:\n  target: duckbd\t# here\r\ntransforms: [{type: dbt, path: dbt}]\r\n# end"
    (folder / "floe.yaml").write_bytes(text.encode())

    assert floec(folder, "validate", "--fix").code == 0
    assert (folder / "floe.yaml").read_bytes().decode() == text.replace("duckbd", "duckdb")


def test_the_mode_stays_and_a_link_goes_on_pointing(tmp_path: Path) -> None:
    folder = case("mistake-wrong-enum", tmp_path)
    (folder / "floe.yaml").rename(folder / "real.yaml")
    (folder / "real.yaml").chmod(0o640)
    (folder / "floe.yaml").symlink_to("real.yaml")

    assert floec(folder, "validate", "--fix").code == 0
    assert (folder / "floe.yaml").is_symlink()
    assert (folder / "real.yaml").stat().st_mode & 0o777 == 0o640
    assert "target: snowflake\n" in (folder / "real.yaml").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_said_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("mistake-wrong-enum", tmp_path)
    before = (folder / "floe.yaml").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    run = floec(folder, "validate", "--fix")

    assert run.code == 1
    assert "error[output-write]: cannot write `floe.yaml`: no space left on device" in run.err
    assert {path.name for path in folder.iterdir()} == {"floe.yaml", "dbt", "score.py", "diagnostics.txt"}
    assert (folder / "floe.yaml").read_bytes() == before


COMMENTS = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(["# note", "   # a: b", "#", "# ünïcode: [x"])), max_size=8
)


@given(name=st.sampled_from(sorted(golden.failing())), comments=COMMENTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_no_comment_is_lost_and_no_second_fix_is_found(
    tmp_path_factory: pytest.TempPathFactory, name: str, comments: list[tuple[int, str]]
) -> None:
    folder = case(name, tmp_path_factory.mktemp("fix"))
    file = folder / "floe.yaml"
    if not file.is_file():
        return
    lines = file.read_bytes().decode("utf-8", "surrogateescape").split("\n")
    for at, comment in comments:
        lines.insert(at % (len(lines) + 1), comment)
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    before = file.read_bytes()

    first = floec(folder, "validate", "--fix")
    after = file.read_bytes()
    second = floec(folder, "validate", "--fix")

    assert re.findall(rb"#.*", before) == re.findall(rb"#.*", after)
    assert before.count(b"\n") == after.count(b"\n")
    assert file.read_bytes() == after
    assert without_fixes(first) == second


def without_fixes(run: Run) -> Run:
    lines = [line for line in run.err.splitlines(keepends=True) if not line.startswith("fixed ")]
    return run._replace(err="".join(lines))
