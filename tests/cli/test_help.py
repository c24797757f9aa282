"""What the command line says about itself."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
import pytest

import floec as package
from floec.cli import COMMANDS
from tests.running import ROOT, floec

each_command = pytest.mark.parametrize("name", sorted(COMMANDS))


def loaded(name: str) -> click.Command:
    command = import_module(f"floec.cli.{name}").command
    assert isinstance(command, click.Command)
    return command


def test_every_module_of_a_command_is_listed() -> None:
    modules = {path.stem for path in (ROOT / "compiler" / "floec" / "cli").glob("[!_]*.py")}
    assert modules == set(COMMANDS)


@each_command
def test_the_line_in_the_group_is_the_first_of_the_commands_help(name: str) -> None:
    command = loaded(name)
    assert command.name == name
    assert (command.help or "").splitlines()[0] == COMMANDS[name]


def test_the_groups_help_shows_every_command_with_its_line(tmp_path: Path) -> None:
    run = floec(tmp_path, "--help")

    assert (run.code, run.err) == (0, "")
    words = " ".join(run.out.split())
    for name, line in COMMANDS.items():
        assert f" {name} {line}" in words
    assert run == floec(tmp_path, "-h")


@each_command
def test_a_commands_help_lists_every_option_with_what_it_does_and_an_example(name: str, tmp_path: Path) -> None:
    run = floec(tmp_path, name, "--help")

    assert (run.code, run.err) == (0, "")
    words = " ".join(run.out.split())
    for parameter in loaded(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert " ".join(parameter.help.split()) in words
            for spelling in parameter.opts:
                assert f" {spelling}" in words
    assert f"Example: floec {name}" in words
    assert run == floec(tmp_path, name, "-h")


@each_command
def test_a_commands_arguments_are_explained(name: str, tmp_path: Path) -> None:
    text = loaded(name).help or ""
    for parameter in loaded(name).params:
        if isinstance(parameter, click.Argument):
            word = (parameter.metavar or parameter.name or "").strip("[].").upper()
            assert word in text or word.lower() in text


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_the_packages(option: str, tmp_path: Path) -> None:
    assert floec(tmp_path, option) == (0, f"floec, version {package.__version__}\n", "")
