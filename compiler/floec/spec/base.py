"""What every section is made of: the strict base model and the kinds of text the language knows.

A kind of text is a length, a linear pattern and the sentence a person reads when a value does not
fit; all three go into the JSON Schema, so that an editor and the compiler say the same.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema

Item = TypeVar("Item")
Items = Annotated[tuple[Item, ...], Field(strict=False)]  # a list in YAML, a tuple here


class Section(BaseModel):
    """A block of floe.yaml: closed, strict, immutable; its errors never repeat the user's value."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True, protected_namespaces=()
    )


class Says:
    """The sentence for a value that does not match its pattern."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core_schema), "patternErrorMessage": self.message}


class Switch:
    """True, false or a mapping, in the form that gives editors both the values and exact messages.

    A plain ``anyOf`` makes yaml-language-server call a misspelt key inside the mapping a wrong type.
    """

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core_schema))
        mapping = next(handler.resolve_ref_schema(dict(one)) for one in schema["anyOf"] if one.get("type") != "boolean")
        return {"anyOf": [{"type": "boolean"}, {"type": "object"}], "if": {"type": "object"}, "then": mapping}


def explained(**choices: str) -> dict[str, Any]:
    """Extra schema for a choice: what each value means, in the order of the Literal."""
    return {"enumDescriptions": list(choices.values())}


def agreeing(*rules: dict[str, Any]) -> ConfigDict:
    """The configuration of a section whose keys must agree: what `needs` and `goes_with` say, as part of its schema."""
    conditions = [rule for rule in rules if "if" in rule]
    made: dict[str, Any] = {
        "dependencies": {key: one for rule in rules if "if" not in rule for key, one in rule.items()}
    }
    return ConfigDict(json_schema_extra={k: v for k, v in {**made, "allOf": conditions}.items() if v})


def needs(key: str, value: str | bool, *wanted: str) -> dict[str, Any]:
    """The keys that must be given where a key has a value."""
    return {"if": {"properties": {key: {"const": value}}, "required": [key]}, "then": {"required": list(wanted)}}


def goes_with(key: str, chooser: str, *values: str, default: bool) -> dict[str, Any]:
    """A key that has a meaning only where another one has one of these values; ``default`` says whether it has so when it is left out."""
    meant = {"properties": {chooser: {"enum": list(values)}}}
    return {key: meant if default else {**meant, "required": [chooser]}}


_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
PORT = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9][0-9]|6[0-4][0-9][0-9][0-9]|[1-5][0-9][0-9][0-9][0-9]|[1-9][0-9]?[0-9]?[0-9]?)"
_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"{_BYTE}(\.{_BYTE}){{3}}"
# A name whose last label is digits alone is an address (RFC 3696, 2), which has a form of its own.
_PART = "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?"
_LAST = "([0-9]+-[-A-Za-z0-9]*[A-Za-z0-9]|[0-9]*[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?)"
HOST = rf"(({_PART}\.)*{_LAST}\.?|{_IPV4}|\[[0-9A-Fa-f:.]+\])"
_NAME = "[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*"  # a component of an image's name (distribution/reference)

Name = Annotated[
    str,
    StringConstraints(pattern="^[a-z]([-a-z0-9]*[a-z0-9])?$", max_length=40),
    Says(
        "a name has lower-case letters, digits and '-', starts with a letter, ends with a letter or digit, at most 40 characters"
    ),
]
DnsLabel = Annotated[
    str,
    StringConstraints(pattern=f"^{_LABEL}$", max_length=63),
    Says(
        "a Kubernetes name here has lower-case letters, digits and '-', starts and ends with a letter or digit, at most 63 characters"
    ),
]
ObjectName = Annotated[
    str,
    StringConstraints(pattern=rf"^{_LABEL}(\.{_LABEL})*$", max_length=253),
    Says(
        "a Kubernetes name has lower-case letters, digits, '-' and '.', starts and ends with a letter or digit, at most 253 characters"
    ),
]
LabelKey = Annotated[
    str,
    StringConstraints(
        pattern=rf"^({_LABEL}(\.{_LABEL})*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{{0,61}}[A-Za-z0-9])?$",
        max_length=317,
    ),
    Says("a label key is a name of at most 63 letters, digits, '-', '_' and '.', with an optional DNS prefix and '/'"),
]
LabelValue = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$", max_length=63),
    Says(
        "a label value has letters, digits, '-', '_' and '.', starts and ends with a letter or digit, at most 63 characters"
    ),
]
Line = Annotated[
    str,
    StringConstraints(pattern=r"^[^ \t\n]([^\t\n]*[^ \t\n])?$", max_length=2000),
    Says("one line of text, not empty, without tabs and without spaces at the ends"),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Prose = Annotated[str, StringConstraints(max_length=4000)]
Identifier = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z_][A-Za-z0-9_]*$", max_length=128),
    Says("an identifier has letters, digits and '_', and does not start with a digit"),
]
RelativePath = Annotated[
    str,
    StringConstraints(pattern=r"^[^ \t\n/\\~]([^\t\n\\]*[^ \t\n\\])?$", max_length=1024),
    Says("a path relative to floe.yaml, with forward slashes, inside the project"),
]
BasePath = Annotated[
    str,
    StringConstraints(pattern=r"^[^ \t\n/\\~:]([^\t\n\\:]*[^ \t\n\\:])?$", max_length=1024),
    Says("a path relative to this file, with forward slashes, such as ../platform/base.yaml"),
]
Bases = Annotated[tuple[BasePath, ...], Field(strict=False, min_length=1, max_length=16)]
AbsolutePath = Annotated[
    str,
    StringConstraints(pattern=r"^/[A-Za-z0-9._/-]*$", max_length=1024),
    Says("an absolute path of letters, digits, '.', '_', '-' and '/'"),
]
HttpUrl = Annotated[
    str,
    StringConstraints(pattern=rf"^https?://{HOST}(:{PORT})?(/[A-Za-z0-9._~!&'()*+,;=:@%/-]*)?$", max_length=2000),
    Says("a URL such as http://host:4318 or https://host/path, without user, query or fragment"),
]
HttpsUrl = Annotated[
    str,
    StringConstraints(pattern=rf"^https://{HOST}(:{PORT})?(/[A-Za-z0-9._~!&'()*+,;=:@%/-]*)?$", max_length=2000),
    Says("a URL that begins with https://, without user, query or fragment"),
]
HostPort = Annotated[
    str,
    StringConstraints(pattern=rf"^(https?://)?{HOST}:{PORT}$", max_length=300),
    Says("a host and a port, such as tempo.monitoring:4317; http:// in front means without TLS"),
]
Host = Annotated[
    str,
    StringConstraints(pattern=f"^{HOST}$", max_length=253),
    Says("a host name or an address, without scheme, port or path"),
]
DnsName = Annotated[
    str,
    StringConstraints(
        pattern=rf"^({_LABEL}\.)+([0-9]+-[-a-z0-9]*[a-z0-9]|[0-9]*[a-z]([-a-z0-9]*[a-z0-9])?)$", max_length=253
    ),
    Says("a DNS name such as dagster.example.com, in lower case, no address"),
]
Cidr = Annotated[
    str,
    StringConstraints(
        pattern=rf"^({_IPV4}/(3[0-2]|[12]?[0-9])|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$",
        max_length=50,
    ),
    Says("a network such as 10.20.0.0/24 or 2001:db8::/32"),
]
Image = Annotated[
    str,
    StringConstraints(pattern=rf"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?(:{PORT})?/)?{_NAME}(/{_NAME})*$", max_length=255),
    Says("an image repository such as ghcr.io/acme/orders, without tag or digest"),
]
ImageTag = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_][A-Za-z0-9_.-]*$", max_length=128),
    Says('an image tag such as "1.4.2"'),
]
ImageDigest = Annotated[
    str,
    StringConstraints(pattern="^sha256:[0-9a-f]{64}$", max_length=71),
    Says("a digest: sha256: and 64 hexadecimal digits"),
]
Quantity = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$", max_length=32),
    Says("a Kubernetes quantity such as 500m, 2, 512Mi or 1.5Gi"),
]
Cron = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z*/,?#-]+( [0-9A-Za-z*/,?#-]+){4}$", max_length=100),
    Says('a cron expression of five fields, such as "0 6 * * *"'),
]
TimeZone = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", max_length=64),
    Says("a time zone of the IANA database, such as Europe/Berlin"),
]
Version = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", max_length=32),
    Says('a version of three numbers, such as "0.165.0"'),
]
ActionsSecret = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z_][A-Za-z0-9_]*$", max_length=100),
    Says("the name of a GitHub Actions secret: letters, digits and '_'"),
]
Branch = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_]([A-Za-z0-9._/-]*[A-Za-z0-9_-])?$", max_length=255),
    Says("the name of a branch, such as main; not a pattern"),
]
AttributeKey = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=255),
    Says("an attribute name such as team or deployment.environment.name"),
]
PortName = Annotated[
    str,
    StringConstraints(pattern="^[a-z]([-a-z0-9]*[a-z0-9])?$", max_length=15),
    Says("the name of a port, such as http"),
]
Whole = Annotated[int, Field(strict=False)]  # the schema, which is checked first, takes 4.0 for a whole number
Port = Annotated[int, Field(ge=1, le=65535, strict=False)]
Labels = dict[LabelKey, LabelValue]
