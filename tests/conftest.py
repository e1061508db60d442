"""How property tests run: without a clock, and in CI with the same examples for the same tree."""

import os

from hypothesis import settings

settings.register_profile("tests", deadline=None, derandomize="NEVER_SKIP_TESTS" in os.environ)
settings.load_profile("tests")
