"""Escapes of host languages, each against a reader of that language."""
