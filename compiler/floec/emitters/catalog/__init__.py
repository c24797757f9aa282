"""Outputs of a document with a catalog."""
