"""`governance`: how classified columns are treated; carried into artifacts.json for the runtime."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.spec.base import AttributeKey, Items, Line, Section, explained


class Treatment(Section):
    """What happens to a column of a class."""

    action: Literal["restrict", "synthesize", "redact", "mask", "hash"] = Field(
        description="What happens to the column.",
        json_schema_extra=explained(
            restrict="Only the named roles read it.",
            synthesize="It is replaced by made-up values.",
            redact="It is removed.",
            mask="It is shown in part.",
            hash="It is replaced by a hash.",
        ),
    )
    requires_role: Items[Line] = Field(
        (), description="Roles that may read the column as it is.", examples=[["pii_reader"]]
    )


class Policy(Section):
    """How a class is treated in production and elsewhere."""

    production: Treatment | None = Field(None, description="Treatment in production.")
    non_production: Treatment | None = Field(None, description="Treatment everywhere else.")


class Governance(Section):
    """Classified columns and how they are treated."""

    classification_source: Literal["dbt_meta", "external"] = Field(
        "dbt_meta",
        description="Where the class of a column is written.",
        json_schema_extra=explained(
            dbt_meta="In the `meta` of the dbt model.", external="In a catalog outside the project."
        ),
    )
    policies: dict[AttributeKey, Policy] = Field(
        default_factory=dict,
        description="Treatment by class.",
        examples=[
            {
                "pii": {
                    "production": {"action": "restrict", "requires_role": ["pii_reader"]},
                    "non_production": {"action": "synthesize"},
                }
            }
        ],
    )
    emit_classification_lineage: bool = Field(False, description="Send the classes with the lineage events.")
