"""`assistant setup`: everything that answering needs, made ready once."""

from __future__ import annotations

import click


@click.command()
def setup() -> None:
    """Make the model, the index and the database ready; quick when they are."""
