"""dbt's Jinja, in which every string of profiles.yml is rendered.

Text that holds a delimiter is written as a Jinja string literal, the only form that nothing breaks out of (``{% raw %}`` ends
at the first ``{% endraw %}``).  Rules: dbt-core ``config/renderer.py`` and ``clients/jinja.py``.
"""

from __future__ import annotations

import re
from typing import Any

from floec.plan.values import FromVariable, InProject, is_mapping

# clients/jinja.py, _HAS_RENDER_CHARS_PAT: what makes dbt render a string at all.
_RENDERED = re.compile(r"\{[{%#]|[#}%]\}")
_CONVERTED = {"text": "", "number": " | as_number", "boolean": " | as_bool"}

# Where a relative path begins: the project, two folders above profiles.yml (`<project>/.floe/dbt`), unless a variable says otherwise. dbt
# does not change its working directory, and `flags.PROFILES_DIR` is the one path of its own that it shows to a profile.
PROJECT_DIR = "{{ env_var('FLOE_PROJECT_DIR', flags.PROFILES_DIR ~ '/../..') }}"


class Unescapable(ValueError):
    """Text that no form protects: dbt looks for its secret marker after rendering."""


def literal(value: str) -> str:
    """Text that dbt reads as itself."""
    if "DBT_ENV_SECRET" in value or "DBT_SECRET_" in value:
        raise Unescapable("dbt replaces its secret marker even in plain text")
    if not _RENDERED.search(value) and "\n" not in value:  # Jinja drops a final line break
        return value
    return '{{ "' + "".join(_character(c) for c in value) + '" }}'


def _character(c: str) -> str:
    number = ord(c)
    if c in '\\"':
        return "\\" + c
    if 32 <= number < 127 and c not in "{}%#":
        return c
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def variable(one: FromVariable) -> str:
    """A reference to an environment variable; dbt fails with its name when it is not set."""
    return "{{ env_var('" + one.name + "')" + _CONVERTED[one.convert] + " }}"


def rendered(value: Any) -> Any:
    """A value of the plan as plain data for profiles.yml."""
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, FromVariable):
        return variable(value)
    if isinstance(value, InProject):
        return f"{PROJECT_DIR}/{literal(value.path)}"
    if isinstance(value, tuple):
        return {key: rendered(one) for key, one in value} if is_mapping(value) else [rendered(one) for one in value]
    return value
