"""A clinic's own documents: what in them speaks against the library, how they stand, and how drafts are published."""
