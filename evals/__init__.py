"""Question sets, runs, metrics, reports and benchmarks: `python -m evals`."""
