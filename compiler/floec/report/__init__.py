"""Renderers of diagnostics, one module a format; all take the same values and return text."""
