"""Rules about `deployment`; asked only of documents that have it."""
