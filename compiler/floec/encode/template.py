"""Templates, in which nothing is printed that no encoder has passed.

Delimiters are ``[= =] [% %] [# #]``: the default ones collide with Helm, GitHub and dbt.  A template sees a view of
the plan, loops and chooses; it does not compute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import jinja2

from floec.encode import github, yaml


class Encoded(str):
    """Text that is ready for its file: an encoder made it."""

    __slots__ = ()


class Unencoded(TypeError):
    """A template printed a value that no encoder has passed: a bug of the template."""


def _refusing(value: Any) -> Any:
    if isinstance(value, Encoded | jinja2.Undefined):
        return value
    raise Unencoded(f"a template printed {type(value).__name__} without an encoder")


def _encoder(function: Callable[..., str]) -> Callable[..., Encoded]:
    def encode(*arguments: Any) -> Encoded:
        return Encoded(function(*arguments))

    return encode


_ACTION = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+@[0-9a-f]{40}")


def _action(uses: str) -> str:
    """An action at a full commit."""
    if not _ACTION.fullmatch(uses):
        raise ValueError(f"not an action at a full commit: {uses!r}")
    return uses


class Templates:
    """Templates by name, from texts that were read before: rendering opens no file."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        environment = jinja2.Environment(
            block_start_string="[%",
            block_end_string="%]",
            variable_start_string="[=",
            variable_end_string="=]",
            comment_start_string="[#",
            comment_end_string="#]",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=jinja2.StrictUndefined,
            finalize=_refusing,
            autoescape=False,  # noqa: S701 - no HTML here, and nothing is printed without an encoder
            loader=jinja2.DictLoader(texts),
        )
        environment.filters = {
            "yaml": _encoder(yaml.scalar),
            "string": _encoder(yaml.quoted),
            "flow": _encoder(yaml.flow),
            "block": _encoder(yaml.block),
            "comment": _encoder(lambda words: yaml.comment(words)[2:]),
            "github": _encoder(lambda value: yaml.scalar(github.literal(value))),
            "github_secret": _encoder(github.secret),
            "action": _encoder(_action),
        }
        self._environment = environment

    def render(self, name: str, view: Mapping[str, Any]) -> str:
        """The text of a template for a view."""
        return self._environment.get_template(name).render(view)
