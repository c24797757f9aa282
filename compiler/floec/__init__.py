"""floec compiles one floe.yaml into everything a data platform deploys."""

__version__ = "0.1.0"
