"""Rules about `labels`; asked only of documents that have it."""
