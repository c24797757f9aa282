"""How each reader of an Iceberg catalog names what it is told, one module a reader."""
