"""The language: what a floe.yaml may say, typed, one module a section.

The JSON Schema that editors and ``floec validate`` use is composed from these models (`floec.spec.schema`).
"""
