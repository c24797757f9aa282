"""The compiler's tools, loaded from disk before it runs: plugins, emitters, templates, schemas of outputs.

Only what the document asks for is loaded: an emitter, a side of the plan and the template engine cost more than a small build.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from floec import frontend, resources
from floec import toolbox as loader
from floec.frontend import Trees

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # or pydantic scans every installed distribution for them

import pydantic.plugin._loader  # noqa: F401 - what the first validation would import

from floec.pipeline import Toolbox
from floec.plan.resolve import SIDES, Plugins
from floec.spec.document import SECTIONS, section

SECTIONS_WITH_EMITTERS = ("catalog", "observability", "orchestration", "security")

# The schema that an output is checked against: the section that asks for it, its path, the schema.
SCHEMAS = (
    ("document", "artifacts.json", "artifacts.schema.json"),
    ("security", "github/workflows/security.yml", "vendor/github-workflow.json"),
    ("security", "github/dependabot.yml", "vendor/github-dependabot.json"),
)


def plugins(trees: Trees) -> Plugins:
    """The plugins that a document's trees name."""
    names = loader.names_in(tree.data for tree in trees.values())
    return Plugins(*(loader.loaded(family, wanted) for family, wanted in zip(loader.FAMILIES, names, strict=True)))


def prepare(trees: Trees) -> set[str]:
    """Import what the sections of a document need, and name them."""
    sections = frontend.sections(trees)
    if "orchestration" in sections:  # a cluster has telemetry, be it none
        sections = sections | {"observability"}
    for name in sections.intersection(SECTIONS):
        section(name)
    for name in sections.intersection(SIDES):
        import_module(SIDES[name])
    return sections


def toolbox(trees: Trees) -> Toolbox:
    """The tools for a document's trees."""
    sections = prepare(trees)
    asked = ["document", *(name for name in SECTIONS_WITH_EMITTERS if name in sections)]
    emitters = tuple(
        import_module(f"floec.emitters.{one}.{name}") for one in asked for name in resources.modules(f"emitters.{one}")
    )
    texts = {name: resources.text("templates", name) for emitter in emitters for name in emitter.TEMPLATES}
    schemas = {path: resources.text("schemas", name) for one, path, name in SCHEMAS if one in asked}
    return Toolbox(plugins(trees), emitters, _templates(texts) if texts else None, schemas)


def _templates(texts: dict[str, str]) -> Any:
    import encodings.unicode_escape  # noqa: F401 - what the first template would import

    from floec.encode.template import Templates

    return Templates(texts)
