"""Outputs of documents that have `observability`."""
