"""Files that come with floec: schemas and templates, whether installed, editable or in a zip.

In a wheel they stand inside the package as ``_schemas`` and ``_templates``; in the repository beside it.  The module's own
loader reads them, which works for zip files too and costs nothing to import.
"""

from __future__ import annotations

import os

_HERE = os.path.dirname(os.path.abspath(__file__))
_PLACES = (os.path.join(_HERE, "_{}"), os.path.join(os.path.dirname(os.path.dirname(_HERE)), "{}"))


def resource(folder: str, name: str) -> bytes:
    """The bytes of ``schemas/…`` or ``templates/…``; FileNotFoundError if there is no such file."""
    for place in _PLACES:
        path = os.path.join(place.format(folder), *name.split("/"))
        try:
            data: bytes = __loader__.get_data(path)  # type: ignore[name-defined]
        except OSError:
            continue
        return data
    raise FileNotFoundError(f"floec's own file {folder}/{name} is missing: the installation is broken")


def text(folder: str, name: str) -> str:
    """The same as text."""
    return resource(folder, name).decode("utf-8")


def modules(package: str) -> list[str]:
    """The names of the modules of one of floec's packages, sorted; those that begin with `_` are not listed."""
    folder = os.path.join(_HERE, *package.split("."))
    if os.path.isdir(folder):
        return sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))
    from importlib import import_module
    from pkgutil import iter_modules

    found = iter_modules(import_module(f"floec.{package}").__path__)
    return sorted(one.name for one in found if not one.name.startswith("_"))


def newest() -> float:
    """When the compiler last changed, in seconds since the epoch; 0 where it is installed and its version says it."""
    root = os.path.dirname(os.path.dirname(_HERE))
    if not os.path.isdir(os.path.join(root, "templates")):
        return 0.0
    waiting, latest = [_HERE, os.path.join(root, "schemas"), os.path.join(root, "templates")], 0.0
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        waiting.append(entry.path)
                else:
                    latest = max(latest, entry.stat().st_mtime)
    return latest
