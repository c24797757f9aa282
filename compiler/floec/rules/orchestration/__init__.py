"""Rules about `orchestration`; asked only of documents that have it."""
