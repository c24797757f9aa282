"""The hypothesis profile: the same examples on every run, and no clock; and no variable that floec would hear."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "floec", deadline=None, derandomize=True, max_examples=60, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("floec")

for _name in [name for name in os.environ if name.startswith(("FLOE_", "OTEL_", "OPENLINEAGE_"))]:
    del os.environ[_name]
