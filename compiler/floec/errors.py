"""Exceptions for those who import floec, and the one for our own bugs."""

from __future__ import annotations

from floec.diagnostics import Diagnostic


class FloeError(Exception):
    """Anything floec raises about its user's work; ``diagnostics`` say what and where."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


class ConfigurationError(FloeError):
    """The configuration cannot be used."""


class ValidationError(ConfigurationError):
    """floe.yaml has errors."""


class CompilationError(FloeError):
    """The outputs could not be made or written."""


class ExecutionError(FloeError):
    """A run of the compiled pipeline failed; ``trace_id`` is that of its trace, in hexadecimal, or None."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = (), trace_id: str | None = None) -> None:
        super().__init__(message, diagnostics)
        self.trace_id = trace_id


class DbtError(ExecutionError):
    """A dbt command failed."""


class ConnectionError(ExecutionError):  # noqa: A001 - the name that users of floec catch
    """The compute target could not be reached."""


class CompilerBug(Exception):
    """floec found a fault of its own; not the user's to mend."""


class PluginError(Exception):
    """A third-party plugin could not be loaded, or is not what a plugin of its family must be."""
