"""What a pipeline means: one model that every output is a view of."""
