"""The page: what a reader sees of an answer, its templates, its style and its one script."""
