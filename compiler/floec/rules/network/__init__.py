"""Rules about `network`; asked only of documents that have it."""
