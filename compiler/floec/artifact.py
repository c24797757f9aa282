"""A file of the bundle, in memory."""

from __future__ import annotations

import hashlib
from typing import NamedTuple


class Artifact(NamedTuple):
    """A file to be written: its path below the output folder, with forward slashes, and its text."""

    path: str
    text: str

    @property
    def data(self) -> bytes:
        """The bytes of the file: UTF-8."""
        return self.text.encode("utf-8")

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()
