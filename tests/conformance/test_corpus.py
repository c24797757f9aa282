"""The adversarial corpus: hostile and broken files, read back as the programs that use the outputs would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCORE = Path(__file__).parent.parent / "corpus" / "score.py"
FLOEC = Path(sys.executable).parent / "floec"


@pytest.mark.parametrize("size", [(), ("--big",)], ids=["small", "big"])
def test_no_case_of_the_corpus_is_a_problem(size: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, str(SCORE), "--cmd", f"{FLOEC} build {{project}} --out {{out}}", *size]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    with capsys.disabled():  # the figure is worth a look in a green run too
        print("\n" + "\n".join(done.stdout.splitlines()[-2:]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "problems 0 of " in done.stdout
