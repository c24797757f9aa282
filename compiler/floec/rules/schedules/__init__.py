"""Rules about schedules; asked only of documents with a section that may have one: `orchestration`, `consumption`."""
