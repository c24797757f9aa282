"""Outputs, one module each; each gives files in memory for a plan, and none if the plan does not need them.

An emitter is a module with ``TEMPLATES`` (the names of the templates it renders) and ``emit(plan, templates)``.  Emitters stand in the folder of the
section that asks for them, `document` for any document; those of a section that a document does not have are not even imported.
"""
