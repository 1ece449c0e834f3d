"""Plans of answers: for each intent, which verbatim sentences stand in which order. Chosen by `extractive.py`."""
