"""Red flags in what people type: rules over lay words, and under them a second net of examples that may only raise."""

from assistant.triage.engine import Triage
from assistant.triage.loading import load_triage

__all__ = ["Triage", "load_triage"]
