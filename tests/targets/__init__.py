"""Tests of the targets, without their adapters."""
