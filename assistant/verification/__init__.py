"""Whether a sentence that a model wrote says what its cited quotations say, and nothing more."""

from assistant.verification.support import Support, Verifier

__all__ = ["Support", "Verifier"]
