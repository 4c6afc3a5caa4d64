"""HTTP: the API under /v1 and a page for people, over the same desk as the command line."""
