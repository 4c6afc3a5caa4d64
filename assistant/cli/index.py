"""`assistant index …`: the index that questions are searched in."""

from __future__ import annotations

import click


@click.group()
def index() -> None:
    """The index: build it and see whether it is up to date."""
