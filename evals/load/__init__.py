"""Many conversations at once against a real server, by the page and by the API: ``python -m evals.load``."""
