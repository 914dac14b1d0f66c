"""Property tests draw the same examples on every machine, and no test fails for being slow."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "convanim",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("convanim")
