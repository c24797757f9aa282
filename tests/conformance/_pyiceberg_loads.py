"""Run by pyiceberg's own Python: what it makes of a file and of the variables that are laid over it.

Prints JSON: ``config`` (what pyiceberg's ``Config`` holds), ``default``, and, where the first argument is ``load``, ``loaded``: the class and the
properties of the default catalog.  What pyiceberg refuses is ``refused``.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def plain(value: Any) -> Any:
    return {key: plain(one) for key, one in value.items()} if hasattr(value, "items") else value


answer: dict[str, Any] = {}
try:
    from pyiceberg.catalog import load_catalog  # which reads the file, too
    from pyiceberg.utils.config import Config

    config = Config()
    answer = {"config": plain(config.config), "default": config.get_default_catalog_name()}
    if sys.argv[1:] == ["load"]:
        catalog = load_catalog(answer["default"])
        answer["loaded"] = {"class": type(catalog).__name__, "properties": dict(catalog.properties)}
        if type(catalog).__name__ == "SqlCatalog":
            catalog.create_namespace("probe")
        if type(catalog).__name__ != "RestCatalog":
            answer["loaded"]["namespaces"] = [".".join(one) for one in catalog.list_namespaces()]
except Exception as refusal:  # noqa: BLE001 - whatever it is, it is the answer
    answer["refused"] = f"{type(refusal).__name__}: {refusal}"
print(json.dumps(answer))
