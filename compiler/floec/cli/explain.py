"""``floec explain``: the page of a diagnostic's code, or what a key of floe.yaml is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json import loads
from typing import TYPE_CHECKING

import click

from floec import fields, resources
from floec.cli import _project
from floec.diagnostics import Code, escaped, nearest
from floec.fields import Field

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

OVERLAYS = f"environments.{fields.ANY}."


def codes() -> Mapping[str, Code]:
    """Every code there is, by its slug, sorted."""
    from floec import faults

    found = [
        *faults.ALL,
        *(value for rule in _project.rules() for value in vars(rule).values() if isinstance(value, Code)),
    ]
    return {code.slug: code for code in sorted(found)}


def shown(code: Code) -> tuple[str, str]:
    """The heading and the text of a page; a rule's page begins with a heading of its own, which says more than the title."""
    heading, _, rest = code.page.strip().partition("\n\n")
    return (heading.rstrip("."), rest.strip()) if heading.startswith(code.title) else (code.title, code.page.strip())


def _completed(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """What a shell offers for what is typed so far: codes and keys, those of environments only when they are asked for."""
    from click.shell_completion import CompletionItem

    found = [CompletionItem(slug, help=code.title) for slug, code in codes().items() if slug.startswith(begun)]
    known = fields.fields(loads(resources.text("schemas", "floe.schema.json")))
    paths = dict.fromkeys(one.path for one in known if one.path.startswith(begun))
    wanted = begun.startswith("environments.")
    return [*found, *(CompletionItem(path) for path in paths if wanted or not path.startswith(OVERLAYS))]


@click.command(name="explain")
@click.argument("name", metavar="[CODE|FIELD]", required=False, shell_complete=_completed)
def command(name: str | None) -> int:
    """Explain a diagnostic's code or a key of floe.yaml.

    CODE|FIELD is a diagnostic's code, such as duplicate-key, or the path of a key, such as compute.threads or
    transforms[].depends_on. Without it, all codes are listed.

    \b
    Example:
      floec explain duplicate-key
      floec explain compute.threads
    """
    known = codes()
    if name is None:
        width = max(map(len, known))
        for one in known.values():
            click.echo(f"{one.slug:<{width}}  {one.severity:<7}  {one.title}")
        return 0
    found = known.get(name)
    if found is not None:
        title, page = shown(found)
        click.echo(f"{found.severity}[{found.slug}]: {title}\n\n{page}\n\n{found.url}")
        return 0
    from floec.cli import schema

    keys = fields.fields(loads(schema.floe()))
    records = fields.find(keys, name)
    if not records:
        raise click.UsageError(_unknown(name, known, keys))
    click.echo("\n".join(_page(records, keys)))
    return 0


# A key's page


def _page(records: tuple[Field, ...], known: tuple[Field, ...]) -> Iterator[str]:
    """What a key is: for all kinds, then for each where they differ."""
    yield records[0].path
    for record in records:
        yield ""
        if record.kinds:
            yield f"With {chosen(record)}:"
            yield ""
        if record.description:
            yield record.description
            yield ""
        yield from _table(facts(record))
        keys = list(_keys(record, known))
        if keys:
            yield ""
            yield "Keys:"
            yield from (f"  {line}" for line in _table(keys))
        yield ""
        yield "Example:"
        yield from (f"  {line}" for line in record.example.splitlines())


def chosen(record: Field) -> str:
    """The kinds that a record is about: `compute.target: snowflake`."""
    return f"{record.kinds.key}: {', '.join(record.kinds.names)}" if record.kinds else ""


def facts(record: Field) -> list[tuple[str, str]]:
    """What is known of a key, each with its heading."""
    found = [("type", record.types), ("required", record.required)]
    if record.default is not fields.NOTHING:
        found.append(("default", fields.scalar(record.default)))
    for index, (value, meaning) in enumerate(record.allowed):
        found.append(("" if index else "allowed", f"{value}: {meaning}" if meaning else value))
    found += [("" if index else "form", words) for index, words in enumerate(record.limits)]
    return found


def _keys(record: Field, known: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    """The keys of a block, each with a line, and the kinds that have it if not all do."""
    versions: dict[str, list[Field]] = {}
    for one in fields.inside(known, record):
        versions.setdefault(one.path, []).append(one)
    # The kinds in the order in which the schema has them: that of the records.
    every = dict.fromkeys(name for found in versions.values() for one in found if one.kinds for name in one.kinds.names)
    for path, found in versions.items():
        lines = dict.fromkeys(one.description.split(". ", maxsplit=1)[0].rstrip(".") for one in found)
        kinds = {name for one in found if one.kinds for name in one.kinds.names}
        some = f" ({', '.join(name for name in every if name in kinds)})" if kinds and len(kinds) < len(every) else ""
        line = "; or: ".join(lines) if len(lines) < 3 else f"Differs by kind: `floec explain {path}`"
        yield path.rpartition(".")[2], line + some


def _table(rows: list[tuple[str, str]]) -> Iterator[str]:
    width = max(len(heading) for heading, _ in rows)
    return (f"{heading:<{width}}  {text}".rstrip() for heading, text in rows)


# What was meant


def _unknown(name: str, slugs: Iterable[str], known: tuple[Field, ...]) -> str:
    """The message about a name that is neither, with what was probably meant."""
    paths = {fields.bare(one.path): one.path for one in reversed(known) if not one.path.startswith(OVERLAYS)}
    word = fields.bare(name)
    alone = [path for path in dict.fromkeys(paths.values()) if path.rpartition(".")[2] == word]
    guess = nearest(word, [*slugs, *paths])
    if alone:
        guesses = sorted(alone)[:3]
    elif guess:
        guesses = [paths.get(guess, guess)]
    else:
        return f"No code or key '{escaped(name)}'. Codes: `floec explain` lists them. Keys: `floec explain compute` shows those of a section."
    what = "key" if guesses[0] in paths.values() else "code"
    return f"No {what} '{escaped(name)}'. Did you mean {' or '.join(repr(one) for one in guesses)}?"
