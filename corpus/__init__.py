"""Guideline texts: reading, parsing, checking and keeping them."""
