"""The JSON Schema of the language, composed from the models of the sections and of the plugins.

Draft-07, in the style that editors were measured to handle best: closed objects, one ``if`` / ``then`` branch
a kind, no nulls, no titles on objects, a sentence with every pattern.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from floec.diagnostics import PROJECT_URL
from floec.spec import storage
from floec.spec.catalog import Catalog
from floec.spec.compute import Compute
from floec.spec.document import SECTIONS, Floe, section
from floec.spec.observability import Backend
from floec.spec.transforms import Transform

SCHEMA_URL = PROJECT_URL.replace("github.com", "raw.githubusercontent.com") + "/main/schemas/floe.schema.json"
ANNOTATIONS = (
    "description",
    "markdownDescription",
    "title",
    "examples",
    "default",
    "enumDescriptions",
    "markdownEnumDescriptions",
    "x-intellij-enum-metadata",
)
_SUBSCHEMAS = (
    *("if", "then", "else", "not", "allOf", "anyOf", "oneOf"),
    *("items", "contains", "additionalProperties", "propertyNames"),
)
_NAMED_SUBSCHEMAS = ("properties", "patternProperties")
_WHOLE_ONLY = frozenset(
    ["required", "minProperties", "dependencies", "allOf"]
)  # what holds for a block that is complete
Schema = dict[str, Any]


class Kind(NamedTuple):
    """One member of a plugin family, as the schema needs it.

    ``conditions`` is added to the branch that is taken when this kind is chosen: what it requires of its
    neighbours, such as a Secret.  ``facts`` are for the rules: they stand in that branch under keys that begin with ``x-``, which
    no checker of schemas looks at.
    """

    summary: str
    options: type[BaseModel]
    conditions: Mapping[str, Any] = {}
    facts: Mapping[str, Any] = {}


Family = Mapping[str, Kind]


class Families(NamedTuple):
    """The members of every plugin family, by name."""

    targets: Family
    catalogs: Family
    transforms: Family
    backends: Family


def compose(families: Families) -> Schema:
    """The schema of a floe.yaml that may use these plugins."""
    definitions: Schema = {}
    root = _document(families, definitions, partial=False)
    overlay = _document(families, definitions, partial=True)
    for key in ("name", "version", "extends"):
        del overlay["properties"][key]
    overlay["description"] = "What is different in this environment: mappings are merged, lists and values replace."
    _share(root, overlay, definitions)
    definitions["environment"] = overlay
    root["properties"]["environments"] = {
        "type": "object",
        "description": "Environments by name; each is laid over the rest of the file when it is chosen with `--env`.",
        "examples": [{"dev": {"compute": {"target": "duckdb"}}}],
        "propertyNames": _leaf(Floe, "name"),
        "additionalProperties": {"$ref": "#/definitions/environment"},
    }
    root["properties"]["$schema"] = {
        "type": "string",
        "description": "Where editors find this schema; floec never opens it.",
    }
    # What a base document brings need not stand in the file as well; `name` is the file's own.
    root["if"] = {"type": "object", "required": ["extends"]}
    root["else"] = {"required": [key for key in root["required"] if key != "name"]}
    root["required"] = ["name"]
    root["patternProperties"] = {"^x-": True}
    root["description"] = "floe.yaml: a data pipeline and what it needs to run."
    _decorate(root, ())
    for name, definition in definitions.items():
        _decorate(definition, _heading(name), kind=_kind(name))
    _declare([root, *definitions.values()])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_URL,
        **root,
        "definitions": dict(sorted(definitions.items())),
    }


def dumped(schema: Schema) -> str:
    """The schema as the committed file holds it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


class _Plain(GenerateJsonSchema):
    """pydantic's generator without nulls and titles: an optional key is one that may be absent."""

    def nullable_schema(self, schema: Any) -> Schema:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def literal_schema(self, schema: Any) -> Schema:
        return {"type": "string", "enum": list(schema["expected"])}

    def dict_schema(self, schema: Any) -> Schema:
        made: Schema = {"type": "object"}
        if "keys_schema" in schema:
            keys = self.generate_inner(schema["keys_schema"])
            if set(keys) != {"type"}:
                made["propertyNames"] = keys
        if "values_schema" in schema:
            values = self.generate_inner(schema["values_schema"])
            made["additionalProperties"] = values or True
        return made

    def tuple_schema(self, schema: Any) -> Schema:
        made: Schema = {"type": "array", "items": self.generate_inner(schema["items_schema"][0])}
        if "min_length" in schema:
            made["minItems"] = schema["min_length"]
        return made


def _object(model: type[BaseModel], *, partial: bool = False) -> Schema:
    """The closed object of a model, with everything it refers to written out in place."""
    made = model.model_json_schema(schema_generator=_Plain)
    definitions = made.pop("$defs", {})
    inlined: Schema = _inlined(made, definitions)
    return _without_required(inlined) if partial else inlined


def _share(root: Schema, overlay: Schema, definitions: Schema) -> None:
    """Sections in which nothing is required are the same in an overlay: they are written once."""
    for key, one in root["properties"].items():
        if one == overlay["properties"].get(key) and len(str(one)) > 1000:
            definitions[key] = one
            for document in (root, overlay):
                document["properties"][key] = {"$ref": f"#/definitions/{key}"}


def _leaf(model: type[BaseModel], key: str) -> Schema:
    return {k: v for k, v in _object(model)["properties"][key].items() if k not in ANNOTATIONS}


def _inlined(node: Any, definitions: Schema) -> Any:
    if isinstance(node, list):
        return [_inlined(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and not node["$ref"].startswith("#/definitions/"):
        target = definitions[node["$ref"].rpartition("/")[2]]
        node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
    node = {k: v if k in ("examples", "default", "enum") else _inlined(v, definitions) for k, v in node.items()}
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].split())
    if not isinstance(node.get("title", ""), dict):
        node.pop("title", None)
    if isinstance(node.get("default"), dict | list) or node.get("default", 0) is None:
        del node["default"]
    if "anyOf" in node and {"type": "number"} in node["anyOf"]:
        node["anyOf"] = [one for one in node["anyOf"] if one != {"type": "integer"}]
    return node


def _without_required(node: Any) -> Any:
    """The same shape with nothing required, as an overlay has it; items of lists stay whole, since lists replace.

    What keys must agree about is not asked either: the other one may stand below.
    """
    if not isinstance(node, dict):
        return node
    made = {k: v for k, v in node.items() if k not in _WHOLE_ONLY}
    for key in ("then", "else", "additionalProperties"):
        if key in made:
            made[key] = _without_required(made[key])
    if "properties" in made:
        made["properties"] = {k: _without_required(v) for k, v in made["properties"].items()}
    return made


def _document(families: Families, definitions: Schema, *, partial: bool) -> Schema:
    root = _object(Floe, partial=partial)
    properties = root["properties"]
    for key in SECTIONS:
        properties[key] = {**_object(section(key), partial=partial), "description": properties[key]["description"]}
    properties["compute"] = _compute(families.targets, definitions, partial=partial)
    storage_kinds = {
        name: Kind(" ".join((model.__doc__ or "").split()), model) for name, model in storage.KINDS.items()
    }
    for key, prefix, base, family in (
        ("storage", "storage", None, storage_kinds),
        ("catalog", "catalog", Catalog, families.catalogs),
    ):
        made = _chosen_by_type(prefix, base, family, definitions, partial=partial)
        properties[key] = {"description": properties[key]["description"], **made}
    if not partial:
        transforms = _chosen_by_type("transform", Transform, families.transforms, definitions, partial=False)
        backends = _chosen_by_type("backend", Backend, families.backends, definitions, partial=False)
        definitions["transform"], definitions["backend"] = transforms, backends
    properties["transforms"] = {
        "type": "array",
        "description": properties["transforms"]["description"],
        "minItems": 1,
        "items": {"$ref": "#/definitions/transform"},
    }
    properties["observability"]["properties"]["backends"]["items"] = {"$ref": "#/definitions/backend"}
    return root


def _compute(targets: Family, definitions: Schema, *, partial: bool) -> Schema:
    """`compute`: the chosen target decides what stands below `properties`."""
    made = _object(Compute, partial=partial)
    properties = made["properties"]
    described = properties["properties"]
    properties["target"] = {**properties["target"], **_choices(targets)}
    properties["properties"] = True
    branches = []
    for name, kind in sorted(targets.items()):
        definition = f"{name}_properties"
        full = _object(kind.options)
        if partial and not _WHOLE_ONLY.isdisjoint(full):
            definition += "_overlay"
        definitions.setdefault(definition, _without_required(full) if partial else full)
        then: Schema = {"properties": {"properties": {"$ref": f"#/definitions/{definition}"}}}
        if not partial:
            if "required" in full:
                then["required"] = ["properties"]
            then = _conditioned(then, kind.conditions)
        branches.append({"if": _is("target", name), "then": then, **kind.facts})
    settings = {"type": "object", "description": described["description"]}
    branches.append(
        {"if": {"type": "object", "required": ["target"]}, "else": {"properties": {"properties": settings}}}
    )
    made["allOf"] = branches
    return made


def _chosen_by_type(
    prefix: str, base: type[BaseModel] | None, family: Family, definitions: Schema, *, partial: bool
) -> Schema:
    """A block whose `type` decides all its other keys: each branch is closed, so the base need not be."""
    described = _object(base)["properties"]["type"]["description"] if base else "Which kind of storage."
    made: Schema = {
        "type": "object",
        "properties": {"type": {"type": "string", "description": described, **_choices(family)}},
    }
    if not partial:
        made["required"] = ["type"]
    branches = []
    for name, kind in sorted(family.items()):
        definition = f"{prefix}_{name.replace('-', '_')}"
        full = _object(kind.options)
        full["properties"] = {"type": True, **{k: v for k, v in full["properties"].items() if k != "type"}}
        full["required"] = [key for key in full.get("required", ()) if key != "type"]
        if not full["required"]:
            del full["required"]
        full = _conditioned(full, kind.conditions)
        if partial and not _WHOLE_ONLY.isdisjoint(full):
            definition += "_overlay"
        definitions.setdefault(definition, _without_required(full) if partial else full)
        branches.append({"if": _is("type", name), "then": {"$ref": f"#/definitions/{definition}"}, **kind.facts})
    made["allOf"] = branches
    return made


def _conditioned(branch: Schema, conditions: Mapping[str, Any]) -> Schema:
    """A branch with what its kind requires besides: neither takes a key or a requirement from the other."""
    made = {**branch, **copy.deepcopy(dict(conditions))}
    if "properties" in made:
        made["properties"] |= branch.get("properties", {})
    if "required" in made:
        made["required"] = list(dict.fromkeys([*branch.get("required", ()), *made["required"]]))
    return made


def _declare(node: Any) -> None:
    """Name among ``properties`` every key that is required: a branch requires keys that its base describes.

    Ajv's ``strictRequired``, which SchemaStore insists on, looks for them beside ``required`` alone.  A closed object is
    left as it is: there, a key that is required and not described could never be given.
    """
    if isinstance(node, list):
        for one in node:
            _declare(one)
    if not isinstance(node, dict):
        return
    for key, one in node.items():
        if key in _SUBSCHEMAS:
            _declare(one)
        elif key in _NAMED_SUBSCHEMAS:
            _declare(list(one.values()))
    if isinstance(node.get("required"), list) and "additionalProperties" not in node:
        described = node.setdefault("properties", {})
        for key in node["required"]:
            described.setdefault(key, True)


def _is(key: str, kind: str) -> Schema:
    """The condition that a block chooses a kind. Without `type`, anything that is no mapping would meet it."""
    return {"type": "object", "properties": {key: {"const": kind}}, "required": [key]}


def _choices(family: Family) -> Schema:
    names = sorted(family)
    return {"enum": names, "enumDescriptions": [family[name].summary for name in names]}


def _heading(definition: str) -> tuple[str, ...]:
    if definition == "environment":
        return ("environments", "…")
    if definition.endswith(("_properties", "_properties_overlay")):
        return ("compute", "properties")
    family = definition.partition("_")[0]
    if definition == "resources":
        return ("deployment", "resources", "…")
    return {"backend": ("observability", "backends[]"), "transform": ("transforms[]",)}.get(family, (family,))


def _kind(definition: str) -> str:
    if definition.endswith(("_properties", "_properties_overlay")):
        return definition.partition("_properties")[0]
    if "_" not in definition:
        return ""
    return definition.removesuffix("_overlay").partition("_")[2]


def _decorate(node: Any, path: tuple[str, ...], *, kind: str = "") -> None:
    """Headings for hovers, and every description both as plain text and as Markdown."""
    if not isinstance(node, dict):
        return
    description = node.get("description")
    if description:
        node["description"] = description.replace("`", "")
        node["markdownDescription"] = description
    if "enumDescriptions" in node:
        texts = node["enumDescriptions"]
        node["markdownEnumDescriptions"] = [
            f"**{value}**: {text}" for value, text in zip(node["enum"], texts, strict=True)
        ]
        node["x-intellij-enum-metadata"] = {
            value: {"description": text} for value, text in zip(node["enum"], texts, strict=True)
        }
    if path and description and node.get("type") not in ("object", "array", None):
        node["title"] = ".".join(path) + (f" ({kind})" if kind else "")
    if "enum" in node:
        node.pop(
            "type", None
        )  # or an editor says of one wrong value both that its type is wrong and that it is none of these
    for key, child in node.get("properties", {}).items():
        _decorate(child, (*path, key), kind=kind)
    if isinstance(node.get("additionalProperties"), dict):
        _decorate(node["additionalProperties"], (*path, "…"), kind=kind)
    if isinstance(node.get("items"), dict):
        _decorate(node["items"], (*path[:-1], path[-1] + "[]"), kind=kind)
    if "then" in node:
        _decorate(node["then"], path, kind=kind)
    for branch in node.get("allOf", ()):
        _decorate(branch.get("then"), path, kind=kind)
        _decorate(branch.get("else"), path, kind=kind)
