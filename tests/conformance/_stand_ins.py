"""Run by dbt's own Python: modules that adapters look for when a profile loads, and that have no wheel or no library here.

Spark itself, the ODBC library, and SASL's: nothing of them is asked but that they are there.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from unittest import mock

WANTED = ("pyspark", "pyodbc", "sasl", "thrift_sasl", "puresasl")


def install() -> None:
    """Put a stand-in where there is no module."""
    for name in WANTED:
        if find_spec(name) is None:
            sys.modules[name] = sys.modules[f"{name}.client"] = mock.MagicMock(name=name)
