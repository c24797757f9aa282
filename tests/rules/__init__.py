"""Branches of rules that no golden case shows."""
