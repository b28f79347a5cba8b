"""Measurements of the portal against floors: `python -m benchmarks`. What they showed is in docs/benchmarks.md."""
