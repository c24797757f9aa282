"""The command line.  This module imports click and nothing heavy; a command's module is imported when it is called."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Any

import click

from floec import __version__
from floec.cli import _output
from floec.errors import PluginError

# Command: its module, and the line that `floec --help` shows (the first of its docstring, which a test compares).
COMMANDS = {
    "build": "Compile floe.yaml into the files a data platform deploys.",
    "config": "Print the effective configuration.",
    "explain": "Explain a diagnostic's code or a key of floe.yaml.",
    "fmt": "Put floe.yaml files into canonical order and style.",
    "init": "Start a project that builds and runs at once.",
    "schema": "Print a JSON Schema.",
    "validate": "Check floe.yaml files.",
}


class _Commands(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"floec.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="floec")
def cli() -> None:
    """Compile one floe.yaml into everything a data platform deploys.

    \b
    Example:
      floec init orders && cd orders
      floec build
    """


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code: 0 done, 1 the configuration has errors, 2 wrong command line, 99 our bug, 130 interrupted."""
    # A short process whose garbage is freed by reference counts: looking for cycles costs a tenth of its time.
    gc.disable()
    _output.prepare()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 130
    except (BrokenPipeError, SystemExit):  # click exits when its help has no reader
        _output.silence()
        return 0


def _run(arguments: list[str] | None) -> int:
    try:
        code: Any = cli.main(args=arguments, prog_name="floec", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except PluginError as broken:
        click.echo(f"Error: {broken}", err=True)
        return 2
    except Exception as bug:  # noqa: BLE001 - the last resort: no traceback reaches a user
        return _report_bug(bug)


def _report_bug(bug: Exception) -> int:
    from floec.cli._bug import report

    click.echo(report(bug), err=True)
    return 99
