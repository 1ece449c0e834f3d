"""Evaluation: suites, metrics, runs, comparison and the gate."""
