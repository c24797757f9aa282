"""Rules about `transforms`; asked only of documents that have it."""
