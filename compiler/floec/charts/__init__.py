"""Helm charts of others, one module each: the chart's name, version and repository, and its values for a plan."""
