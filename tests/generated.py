"""The committed files that are made from the code: the schemas and the pages of the codes.

``python -m tests.generated`` writes them; a test compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

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


GENERATED: Mapping[str, Callable[[], str]] = {
    "schemas/floe.schema.json": floe_schema,
    "schemas/artifacts.schema.json": artifacts_schema,
    "schemas/diagnostics.schema.json": diagnostics_schema,
    "docs/codes.md": codes_page,
}


def update() -> None:
    """Write every generated file."""
    for name, made in GENERATED.items():
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    update()
