"""Rules about `catalog`; asked only of documents that have it."""
