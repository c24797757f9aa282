"""Semantic checks of a tree, one module each: what a JSON Schema cannot say.

A rule is a module with one or more codes and a function ``check(project)`` that yields diagnostics, changing nothing.  It is handed trees that may
still have faults of shape, and says nothing about values of the wrong type.  Rules stand in the folder of the section they are about,
`document` for any, `schedules` for all that have one; those of sections that a document does not have are not even imported.
"""
