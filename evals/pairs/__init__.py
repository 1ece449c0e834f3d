"""Labelled pairs of sentence and quotation: how often the verifier of written answers errs, in each direction."""
