"""The hypothesis profile: the same examples on every run, and no clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "floec", deadline=None, derandomize=True, max_examples=60, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("floec")
