"""Outputs of every document."""
