"""Outputs of documents that have `orchestration`."""
