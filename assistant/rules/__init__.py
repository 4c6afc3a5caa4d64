"""Rules: the declared readings of a guideline, held against a case in three values."""
