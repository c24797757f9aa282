"""Run by dbt's own Python: what adapters check when they are about to connect.

A check takes credentials and gives what the adapter says against them, empty if nothing.  Where a client would speak to somebody, a
stand-in takes the call; PostgreSQL's library speaks to a port of this machine that nobody listens on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], str]
CHECKS: dict[str, Check] = {}


def check(adapter: str) -> Callable[[Check], Check]:
    """Register the check of an adapter."""

    def register(function: Check) -> Check:
        CHECKS[adapter] = function
        return function

    return register


def said(call: Callable[[], object], *, ignored: str = "") -> str:
    """What a call complains about; a complaint that holds ``ignored`` is what a shut door says."""
    try:
        call()
    except Exception as complaint:  # whatever an adapter or a client raises
        words = f"{type(complaint).__name__}: {complaint}"
        return "" if ignored and ignored in words else words
    return ""
