"""The canonical JSON writer: two spaces, keys in the order given, text as it is, strict numbers."""

from __future__ import annotations

import json
from typing import Any


def dump(value: Any) -> str:
    """A document with a final line break; ValueError for NaN and infinities."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def text(value: str) -> str:
    """A string as a JSON literal."""
    return json.dumps(value, ensure_ascii=False)
