"""Slack: the same answers where the team already talks; a surface that only translates."""
