"""Benchmarks: what is claimed, as ratios to something run beside it. ``python -m tests.bench`` prints them."""
