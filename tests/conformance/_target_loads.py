"""Run by dbt's own Python: what adapters make of outputs, and what they say before they connect.

Reads a JSON list of questions from standard input and prints a list of answers in the same order.  A question is one of ``_dbt_loads.py``;
an answer has ``fields``, ``threads`` and ``type``, or ``refused`` with the reason.  ``before`` in an answer is what the adapter's
own checks say when it is about to connect, empty if nothing: they run with the network's door shut.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import _engine_checks  # noqa: F401  # registers its checks; before any adapter is loaded
from _dbt_loads import profile_of
from _target_checks import CHECKS
from dbt.exceptions import DbtProfileError, EnvVarMissingError


def answer(folder: str, profile: str, target: str | None, environment: dict[str, str]) -> dict[str, Any]:
    """Load one output, and let its adapter look at it."""
    try:
        loaded = profile_of(folder, profile, target, environment)
        fields = loaded.credentials.to_dict(omit_none=True)
    except (DbtProfileError, EnvVarMissingError, KeyError, ValueError) as refusal:
        return {"refused": f"{type(refusal).__name__}: {refusal}"}
    check = CHECKS.get(loaded.credentials.type)
    return {
        "type": loaded.credentials.type,
        "threads": loaded.threads,
        "fields": fields,
        "before": check(loaded.credentials) if check else "",
    }


if __name__ == "__main__":
    questions = json.load(sys.stdin)
    sys.stdout.write("\n" + json.dumps([answer(**question) for question in questions], default=str))
