"""The data side of the Plan: steps, dbt profiles, the variables they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from floec.layers import Tree
from floec.plan.plugins import Catalog, Draft, IcebergCatalog, Reach, Target, Transform
from floec.plan.values import Ask, DbtOutput, DbtProfile, Step, Variable
from floec.project import step_names
from floec.spec.compute import Compute

BASE_OUTPUT = "default"


def asker(tree: Tree, prefix: str = "") -> Callable[[str], Ask]:
    """Asks by dotted path below a prefix; ``[0]`` steps are not needed there."""

    def asked(path: str) -> Ask:
        dotted = f"{prefix}.{path}" if prefix and path else prefix or path
        steps: list[str | int] = []
        for part in dotted.replace("]", "").split("."):
            name, *indices = part.split("[")
            steps += [name, *(int(index) for index in indices)]
        return Ask(dotted, tree.line(tuple(steps)))

    return asked


def catalog_wiring(tree: Tree, catalogs: Mapping[str, Catalog]) -> tuple[IcebergCatalog | None, Draft]:
    """The catalog of a tree in neutral words, with its storage, and the variables of both."""
    block = tree.get(("catalog",))
    draft = Draft(block.get("secret_ref") if block else None, asker(tree, "catalog"))
    if not block:
        return None, draft
    plugin = catalogs[block["type"]]
    catalog = plugin.wiring(plugin.Options.model_validate(block), draft)
    if tree.get(("storage",)):
        from floec.plan.storage import storage_wiring

        storage, own = storage_wiring(tree.get(("storage",)), asker(tree, "storage"))
        draft.variables.update(own.variables)
        # What speaks no REST leaves the folder of its tables to its clients.
        warehouse = catalog.warehouse if catalog.protocol == "rest" else storage.location
        catalog = replace(catalog, storage=storage, warehouse=warehouse)
    return catalog, draft


def lake_reaches(tree: Tree, catalogs: Mapping[str, Catalog]) -> tuple[tuple[Reach, Ask], ...]:
    """What the catalog and the storage of a tree connect to, and who asked; a host that both name stands once."""
    found: dict[tuple[str, tuple[int, ...]], tuple[Reach, Ask]] = {}
    block, asked = tree.get(("catalog",)), asker(tree)
    if block:
        plugin = catalogs[block["type"]]
        for reach in plugin.reaches(plugin.Options.model_validate(block)):
            found[reach.host, reach.ports] = reach, asked("catalog")
    if tree.get(("storage",)):
        from floec.plan.storage import reaches

        for reach in reaches(tree.get(("storage",))):
            found.setdefault((reach.host, reach.ports), (reach, asked("storage")))
    return tuple(found.values())


def dbt_output(name: str, tree: Tree, targets: Mapping[str, Target], catalogs: Mapping[str, Catalog]) -> DbtOutput:
    """The dbt output of one environment."""
    compute = Compute.model_validate(tree.get(("compute",)))
    plugin = targets[compute.target]
    asked = asker(tree, "compute")
    draft = Draft(compute.connection_secret_ref, asked)
    catalog, catalog_draft = catalog_wiring(tree, catalogs)
    options = plugin.output(plugin.Options.model_validate(compute.properties), draft, catalog, str(tree.get(("name",))))
    used = _variables_in(options)
    variables = {**draft.variables, **catalog_draft.variables}
    return DbtOutput(
        name,
        tree.environment,
        plugin.ADAPTER,
        plugin.PACKAGE,
        compute.threads,
        options,
        tuple(variable for variable in variables.values() if variable.name in used),
        asked("target"),
    )


def _variables_in(value: Any) -> set[str]:
    """The names of all variables in a value of the model."""
    if isinstance(value, tuple):
        return {name for one in value for name in _variables_in(one)}
    if hasattr(value, "parts"):
        return {part.name for part in value.parts if hasattr(part, "name")}
    return {value.name} if hasattr(value, "convert") else set()


def steps(tree: Tree, transforms: Mapping[str, Transform], profiles: Mapping[str, str]) -> tuple[Step, ...]:
    """The transforms, each with a name; ``profiles`` gives the dbt profile by path."""
    made: list[Step] = []
    names = step_names(tree)
    for index, block in enumerate(tree.get(("transforms",))):
        options = transforms[block["type"]].Options.model_validate(block)
        name = names["transforms", index]
        path = str(block.get("path", "")).removeprefix("./").rstrip("/") or "."
        profile = profiles.get(block.get("path", ""))
        target = (tree.environment or block.get("target") or BASE_OUTPUT) if profile else None
        settings = options.model_dump(
            by_alias=True, exclude={"name", "type", "path", "depends_on", "target"}, exclude_none=True
        )
        made.append(
            Step(
                name,
                block["type"],
                path,
                tuple(options.depends_on),
                settings,
                profile,
                target,
                Ask(f"transforms[{index}]", tree.line(("transforms", index))),
            )
        )
    return tuple(made)


def dbt_profiles(
    trees: Mapping[str | None, Tree],
    base_steps: tuple[Step, ...],
    used_steps: tuple[Step, ...],
    targets: Mapping[str, Target],
    catalogs: Mapping[str, Catalog],
) -> tuple[DbtProfile, ...]:
    """A profile for every name that a dbt project asks for, with an output for the base and for every environment.

    ``trees`` holds the base under None; ``used_steps`` are those of the chosen environment.
    """
    environments = {name: dbt_output(name, tree, targets, catalogs) for name, tree in trees.items() if name is not None}
    names: dict[str, dict[str, None]] = {step.profile: {} for step in (*used_steps, *base_steps) if step.profile}
    for step in base_steps:
        if step.profile and step.target and step.target not in environments:
            names[step.profile][step.target] = None
    made = []
    for profile, wanted in names.items():
        base = [dbt_output(name, trees[None], targets, catalogs) for name in wanted]
        outputs = (*base, *environments.values())
        used = next((step.target for step in used_steps if step.profile == profile), None)
        made.append(DbtProfile(profile, used or outputs[0].name, outputs))
    return tuple(made)


def needed(profiles: tuple[DbtProfile, ...], plan_steps: tuple[Step, ...]) -> tuple[Variable, ...]:
    """The variables of the outputs that the steps use."""
    used = {(step.profile, step.target) for step in plan_steps}
    found: dict[str, Variable] = {}
    for profile in profiles:
        for output in profile.outputs:
            if (profile.name, output.name) in used:
                found.update((variable.name, variable) for variable in output.variables)
    return tuple(found.values())
