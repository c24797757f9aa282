"""Tests of the renderers of diagnostics."""
