"""The shapes of what floec prints for programs: artifacts.json and the JSON diagnostics.

Their JSON Schemas are generated from these models and committed.  Those who import floec read artifacts.json with
``Artifacts.model_validate_json``.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema

from floec.diagnostics import PROJECT_URL

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="A SHA-256, in hexadecimal.")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Compiler(_Shape):
    name: Literal["floec"]
    version: str


class Transform(_Shape):
    name: str
    type: str
    path: str = Field(description="Relative to floe.yaml, with forward slashes.")
    depends_on: list[str]
    settings: dict[str, Any] = Field(description="The options of the transform's kind.")
    dbt_profile: str | None = Field(
        description="The dbt profile that its project asks for; null if it is no dbt project."
    )
    dbt_target: str | None = Field(description="The dbt output that is used; null if it is no dbt project.")


class Profile(_Shape):
    name: str
    target: str = Field(description="The output that dbt uses unless another is named.")
    outputs: list[str]


class Dbt(_Shape):
    profiles_dir: str | None = Field(
        description="Folder of profiles.yml, relative to artifacts.json; null without dbt."
    )
    packages: list[str] = Field(description="The adapters that dbt needs.")
    profiles: list[Profile]


class SecretSource(_Shape):
    secret: str
    key: str


class Variable(_Shape):
    name: str
    purpose: str
    secret: bool = Field(description="Whether its value must not be shown.")
    source: SecretSource | None = Field(
        description="The entry of the Kubernetes Secret that fills it; null if whoever starts the process does."
    )


class Secret(_Shape):
    name: str
    keys: list[str]
    readers: list[str]
    purpose: str


class Telemetry(_Shape):
    otlp_endpoint: str | None
    service_name: str
    signals: list[str]


class Lineage(_Shape):
    namespace: str
    transports: list[str]


class Override(_Shape):
    path: str
    origin: str = Field(
        description="Where the value that counts came from: `floe.yaml:3:11`, `variable NAME`, `.env:2:6`, `flag --set PATH`."
    )
    beat: str | None = Field(description="Where the value that it beat came from; null for a default.")


class File(_Shape):
    path: str = Field(description="Relative to artifacts.json, with forward slashes.")
    sha256: Digest
    bytes: int


class Artifacts(_Shape):
    """artifacts.json: the contract with whatever runs the pipeline."""

    format: Literal["1"] = Field(
        description="Version of this format. New keys may appear; a removed or changed one raises it."
    )
    compiler: Compiler
    name: str
    environment: str | None = Field(description="The environment that was compiled; null for the base.")
    description: str | None
    owner: str | None
    configuration: dict[str, Any] = Field(description="The effective floe.yaml, with every default.")
    transforms: list[Transform]
    dbt: Dbt
    variables: list[Variable] = Field(description="Every variable that some process needs and nobody has set.")
    secrets: list[Secret] = Field(description="The Kubernetes Secrets that must exist.")
    telemetry: Telemetry
    lineage: Lineage
    overrides: list[Override] = Field(
        description="Values that beat others, and all that came from a variable or a flag."
    )
    dropped: list[str] = Field(
        description="Paths of settings that went because a higher layer chose another target, catalog or storage."
    )
    inputs: dict[str, Digest] = Field(description="What was read, by path, or by the variable or flag it came from.")
    files: list[File] = Field(description="Every other file of the bundle, sorted by path.")
    bundle: Digest = Field(description="SHA-256 of the lines `<sha256>  <path>` of all files: one name for the bundle.")
    digest: Digest = Field(description="SHA-256 of this file, read with an empty digest.")


class Tool(_Shape):
    name: Literal["floec"]
    version: str


class Summary(_Shape):
    files: int = Field(description="Files that were read, not files with faults.")
    errors: int
    warnings: int


class Origin(_Shape):
    kind: Literal["file", "variable", "dotenv", "flag", "default"]
    name: str | None = Field(description="The variable or flag; null for a file.")


class _Place(_Shape):
    file: str | None = Field(description="Relative, with forward slashes; null if the value is not from a file.")
    line: int | None = Field(description="Counted from 1; null when the whole file is meant.")
    column: int | None = Field(description="Counted from 1, in code points.")
    end_line: int | None
    end_column: int | None = Field(description="Exclusive.")


class Fix(_Place):
    description: str
    replacement: str


class Related(_Place):
    message: str


class Finding(_Place):
    code: str = Field(description="A stable slug; `floec explain` prints its page.")
    severity: Literal["error", "warning"]
    message: str
    origin: Origin
    path: str = Field(description="Such as `transforms[1].path`; empty at the root.")
    help: str | None
    notes: list[str]
    fix: Fix | None = Field(description="One replacement that can be applied blindly.")
    related: list[Related]
    url: str
    fingerprint: str = Field(description="Stays the same when lines above change.", pattern="^[0-9a-f]{32}$")


class Diagnostics(_Shape):
    """The output of `--format json`, version 1."""

    version: Literal[1] = Field(
        description="Version of this format. New keys may appear; a removed or changed one raises it."
    )
    tool: Tool
    summary: Summary
    diagnostics: list[Finding] = Field(description="Sorted by file, line, column and code.")


class _Draft07(GenerateJsonSchema):
    schema_dialect = "http://json-schema.org/draft-07/schema#"

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_text(model: type[BaseModel], name: str) -> str:
    """The JSON Schema of a shape, as the committed file holds it."""
    made = model.model_json_schema(schema_generator=_Draft07, ref_template="#/definitions/{model}")
    made["definitions"] = made.pop("$defs", {})
    url = PROJECT_URL.replace("github.com", "raw.githubusercontent.com") + f"/main/schemas/{name}"
    return json.dumps({"$schema": _Draft07.schema_dialect, "$id": url, **made}, indent=1, ensure_ascii=False) + "\n"
