"""Generated files are committed as the code makes them."""

from __future__ import annotations

import pytest

from tests.generated import GENERATED, ROOT


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_committed_file_is_what_the_code_makes(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == GENERATED[name](), "run `make golden`"
