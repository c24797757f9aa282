"""Rules about hosts; asked only of documents with a section that names some."""
