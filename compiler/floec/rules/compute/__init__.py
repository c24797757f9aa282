"""Rules about `compute`; asked only of documents that have it."""
