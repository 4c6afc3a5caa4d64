"""The engine's version: raised by hand whenever code changes what is answered.

A golden test fails when answers change and this has not been raised, so that a stored
answer whose replay differs can always name the input that changed.
"""

ENGINE = "2026.11.9"
