"""The committed files that are made from the code: the schemas, the pages of the codes, the reference of the keys, the names of
time zones, and the examples for SchemaStore.

``python -m tests.generated`` writes them; a test compares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests import schemastore

if TYPE_CHECKING:
    from floec.fields import Field

ROOT = Path(__file__).parent.parent


def floe_schema() -> str:
    """The JSON Schema of floe.yaml with the plugins that floec brings."""
    from floec.toolbox import schema_text

    return schema_text()


def artifacts_schema() -> str:
    """The JSON Schema of artifacts.json."""
    from floec import contract

    return contract.schema_text(contract.Artifacts, "artifacts.schema.json")


def diagnostics_schema() -> str:
    """The JSON Schema of what `--format json` prints."""
    from floec import contract

    return contract.schema_text(contract.Diagnostics, "diagnostics.schema.json")


def codes_page() -> str:
    """Every code with its page, as `floec explain` prints it; headings are the slugs, so that each has an address."""
    from floec.cli.explain import codes, shown

    parts = [
        "# The codes of floec's diagnostics\n\nMade from the code; `floec explain CODE` prints one on a terminal.\n"
    ]
    for code in codes().values():
        title, page = shown(code)
        parts.append(f"## {code.slug}\n\n**{title}** ({code.severity})\n\n{page}\n")
    return "\n".join(parts)


def reference_page() -> str:
    """Every key of floe.yaml with what the schema says of it: a heading a section, a table for all kinds and one a kind."""
    from floec import fields

    known = fields.fields(json.loads((ROOT / "schemas" / "floe.schema.json").read_text(encoding="utf-8")))
    sections = [one for one in fields.top(known) if fields.inside(known, one)]
    parts = [
        "# The keys of floe.yaml\n",
        "Made from the schema; `floec explain KEY` prints one on a terminal, with an example in its place.\n",
        "Keys of your own, for anchors and remarks, begin with `x-`. `[]` in a key stands for each item of a list, `*` for a name of your choice.\n",
        "## The file\n",
        _keys_table("", [one for one in fields.top(known) if one not in sections]),
        "Sections: " + ", ".join(f"[{one.path}](#{one.path})" for one in sections) + ".\n",
    ]
    for section in sections:
        required = " Required." if section.required == "yes" else ""
        parts.append(f"## {section.path}\n\n{section.description}{required}\n\n```yaml\n{section.example}\n```\n")
        if section.path == "environments":
            keys = ", ".join(f"`{one.path.rpartition('.')[2]}`" for one in fields.inside(known, section))
            parts.append(f"An environment may have {keys}: the same keys as above, of which none is required.\n")
            continue
        inner = [one for one in known if one.path.startswith((f"{section.path}.", f"{section.path}[]"))]
        parts.append(_keys_table(section.path, [one for one in inner if one.kinds is None]))
        for key, kind in dict.fromkeys((one.kinds.key, name) for one in inner if one.kinds for name in one.kinds.names):
            chooser = next(one for one in inner if one.path == key)
            of_kind = [one for one in inner if one.kinds and one.kinds.key == key and kind in one.kinds.names]
            meaning = dict(chooser.allowed).get(fields.scalar(kind), "")
            parts.append(f"### {key}: {kind}\n\n{meaning}\n\n{_keys_table(section.path, of_kind)}")
    return "\n".join(parts)


def _keys_table(section: str, records: Iterable[Field]) -> str:
    """Keys as a table, named from their section on."""
    from floec import fields

    def cell(text: str) -> str:
        return text.replace("|", "\\|").replace("\n", " ")

    rows = ["| key | type | required | default | allowed | meaning | example |", "|---|---|---|---|---|---|---|"]
    for one in records:
        default = "" if one.default is fields.NOTHING else f"`{fields.scalar(one.default)}`"
        values = [f"`{value}` {meaning}".strip() for value, meaning in one.allowed]
        row = (
            f"`{one.path.removeprefix(section).removeprefix('.')}`",
            one.types,
            "" if one.required == "no" else one.required,
            default,
            "<br>".join(cell(text) for text in (*values, *one.limits)),
            cell(one.description),
            "" if one.sample == {} else f"`{cell(fields.scalar(one.sample))}`",
        )
        rows.append("| " + " | ".join(row) + " |")
    return "\n".join(rows) + "\n"


def time_zones() -> str:
    """The names of the IANA time zone database as a module: from the package tzdata, at the release that pyproject.toml pins."""
    from importlib.resources import files
    from textwrap import fill

    import tzdata

    root = files("tzdata") / "zoneinfo"
    zones = [name for name in sorted((files("tzdata") / "zones").read_text().split()) if name != "Factory"]
    footers = {
        name: root.joinpath(*name.split("/")).read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode() for name in zones
    }
    links = {
        line.split()[2]: line.split()[1]
        for line in (root / "tzdata.zi").read_text().splitlines()
        if line.startswith("L ")
    }
    # A name that its own clock shows is an abbreviation: `EST` of the rule `EST5`.
    old = {
        name: links[name]
        for name in zones
        if re.match(r"[A-Za-z]*", footers[name])[0] == name and not links.get(name, "Etc/").startswith("Etc/")
    }
    abbreviations: dict[str, list[str]] = {}
    for line in (root / "zonenow.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            zone = line.split("\t")[2]
            for name in re.findall(r"[A-Za-z]{3,5}", footers[zone].partition(",")[0].partition("<")[0]):
                abbreviations.setdefault(name.upper(), []).append(zone)
    made = [
        f'"""The names of the IANA time zone database, release {tzdata.IANA_VERSION}: its zones and its links.\n',
        f"Made by `python -m tests.generated` from the package tzdata {tzdata.__version__} (zones, tzdata.zi, zonenow.tab).",
        '"""\n',
        "from __future__ import annotations\n",
        "# Links that are abbreviations, and the place whose clock each is.",
        f"OLD = {_literal(old)}\n",
        "# Abbreviations, and a place for each clock of today that uses them; UTC and GMT are zones themselves.",
        f"ABBREVIATIONS = {_literal({k: tuple(v) for k, v in sorted(abbreviations.items()) if k not in {'UTC', 'GMT'}})}\n",
        f'ZONES = """\\\n{fill(" ".join(zones), 110, break_on_hyphens=False, break_long_words=False)}\n"""\n',
    ]
    return "\n".join(made)


def _literal(mapping: Mapping[str, object]) -> str:
    lines = [f"    {key!r}: {value!r},".replace("'", '"') for key, value in mapping.items()]
    return "\n".join(["{", *lines, "}"])


GENERATED: Mapping[str, Callable[[], str]] = {
    "schemas/floe.schema.json": floe_schema,
    "schemas/artifacts.schema.json": artifacts_schema,
    "schemas/diagnostics.schema.json": diagnostics_schema,
    "compiler/floec/rules/schedules/_time_zones.py": time_zones,
    "docs/codes.md": codes_page,
    "docs/reference.md": reference_page,
    **{
        schemastore.path("test", case).relative_to(ROOT).as_posix(): partial(schemastore.positive, case)
        for case in schemastore.POSITIVE
    },
}


def update() -> None:
    """Write every generated file."""
    for name, made in GENERATED.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    update()
