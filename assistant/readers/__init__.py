"""Readers: one module a kind of file, each turning a file into text with headings, lists, pages and warnings."""
