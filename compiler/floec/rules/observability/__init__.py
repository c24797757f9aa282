"""Rules about `observability`; asked only of documents that have it."""
