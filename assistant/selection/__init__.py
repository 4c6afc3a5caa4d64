"""Selection: which statements of a guideline answer a question, or that none does."""
