"""Run by dbt's own Python: what dbt makes of outputs of profiles.yml files.

Reads a JSON list of questions from standard input and prints a list of answers in the same order.  A question has ``folder``
(of profiles.yml), ``profile``, ``target`` (null: dbt chooses) and ``environment``; an answer has ``name``, ``type``, ``threads``,
``fields`` and the ``statements`` that dbt-duckdb sends first, or ``refused`` with the reason.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import _stand_ins
from dbt.cli.flags import Flags, args_to_context
from dbt.config.profile import Profile, read_profile
from dbt.config.renderer import ProfileRenderer
from dbt.exceptions import DbtProfileError, EnvVarMissingError
from dbt.flags import set_flags
from dbt_common.context import set_invocation_context

_stand_ins.install()  # before any adapter is loaded


def profile_of(folder: str, profile: str, target: str | None, environment: dict[str, str]) -> Profile:
    """Load one output the way that `dbt parse --profiles-dir` does."""
    set_flags(Flags(args_to_context(["parse", "--profiles-dir", folder])))
    set_invocation_context(environment)
    return Profile.from_raw_profiles(read_profile(folder), profile, ProfileRenderer({}), target_override=target)


def answer(folder: str, profile: str, target: str | None, environment: dict[str, str]) -> dict[str, Any]:
    """What dbt makes of one output."""
    try:
        loaded = profile_of(folder, profile, target, environment)
    except (DbtProfileError, EnvVarMissingError) as refusal:
        return {"refused": f"{type(refusal).__name__}: {refusal}"}
    credentials = loaded.credentials
    return {
        "name": loaded.target_name,
        "type": credentials.type,
        "threads": loaded.threads,
        "fields": credentials.to_dict(omit_none=True),
        "statements": statements(credentials),
    }


def statements(credentials: Any) -> list[str]:
    """What dbt-duckdb sends first, parsed by DuckDB; nothing for other adapters."""
    if credentials.type != "duckdb":
        return []
    import duckdb  # only where dbt-duckdb is installed

    sent = [*credentials.secrets_sql(), *(one.to_sql() for one in credentials.attach or [])]
    return [one.query.strip() for sql in sent for one in duckdb.extract_statements(sql)]


if __name__ == "__main__":
    questions = json.load(sys.stdin)
    sys.stdout.write(json.dumps([answer(**question) for question in questions]))
