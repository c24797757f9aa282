"""Outputs of documents that have `security`."""
