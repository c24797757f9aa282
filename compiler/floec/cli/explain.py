"""``floec explain``: the page of a diagnostic's code."""

from __future__ import annotations

from collections.abc import Mapping

import click

from floec.cli import _project
from floec.diagnostics import Code, escaped, nearest


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


@click.command(name="explain")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Explain a diagnostic's code.

    Without a code, all of them are listed.

    \b
    Example:
      floec explain duplicate-key
    """
    known = codes()
    if code is None:
        width = max(map(len, known))
        for one in known.values():
            click.echo(f"{one.slug:<{width}}  {one.severity:<7}  {one.title}")
        return 0
    found = known.get(code)
    if found is None:
        guess = nearest(code, known)
        hint = f" Did you mean '{guess}'?" if guess else " `floec explain` lists them."
        raise click.UsageError(f"No code '{escaped(code)}'.{hint}")
    title, page = shown(found)
    click.echo(f"{found.severity}[{found.slug}]: {title}\n\n{page}\n\n{found.url}")
    return 0
