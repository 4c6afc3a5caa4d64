"""Readers: one file a format, each from a file's text to a `corpus.blocks.Document`."""
