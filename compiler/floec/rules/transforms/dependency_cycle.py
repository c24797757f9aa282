"""Transforms that wait for each other.

`depends_on` must lead from every transform to one that waits for nothing; in a circle, none could ever start.
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, dotted, error, quoted
from floec.layers import Tree
from floec.project import Project, step_names
from floec.syntax import Path

DEPENDENCY_CYCLE = error("dependency-cycle", "Transforms that wait for each other", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    edges = _edges(tree)
    done: set[str] = set()
    for start in edges:
        cycle = _cycle(start, edges, done)
        if not cycle:
            continue
        places = [edges[name][after] for name, after in zip(cycle, [*cycle[1:], cycle[0]], strict=True)]
        spans = [tree.value(place) for place in places]
        route = " → ".join(quoted(name) for name in [*cycle, cycle[0]])
        itself = len(cycle) == 1
        labels = [
            f"{quoted(name)} waits for {quoted(after)}"
            for name, after in zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        ]
        yield Diagnostic(
            DEPENDENCY_CYCLE,
            f"transform {quoted(cycle[0])} depends on itself" if itself else f"transforms wait for each other: {route}",
            spans[0].source,
            spans[0],
            labels[0],
            tuple(Label(span, label) for span, label in zip(spans[1:], labels[1:], strict=True)),
            "remove one of these dependencies",
            path=dotted(places[0]),
        )


def _edges(tree: Tree) -> dict[str, dict[str, Path]]:
    """For each transform: what it waits for, and where that is said."""
    edges: dict[str, dict[str, Path]] = {}
    names = step_names(tree)
    for at, block in tree.items(("transforms",)):
        wanted = block.get("depends_on")
        items = wanted if isinstance(wanted, list) else []
        edges.setdefault(names[at], {}).update(
            {one: (*at, "depends_on", i) for i, one in enumerate(items) if isinstance(one, str)}
        )
    return edges


def _cycle(start: str, edges: dict[str, dict[str, Path]], done: set[str]) -> list[str]:
    """A circle that can be reached from a transform, beginning at its first member; empty if there is none.

    An explicit stack: ten thousand transforms in a row must not exhaust Python's.
    """
    trail: list[str] = []
    waiting = [iter([start])]
    while waiting:
        name = next(waiting[-1], None)
        if name is None:
            waiting.pop()
            if trail:
                done.add(trail.pop())
        elif name in trail:
            found = trail[trail.index(name) :]
            done.update(trail)
            return found
        elif name in edges and name not in done:
            trail.append(name)
            waiting.append(iter(edges[name]))
    return []
