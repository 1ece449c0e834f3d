"""What a person must not do now, or only with care, and from which source."""

from assistant.precautions.judging import Precautions, allowed, assess, assess_movements
from assistant.precautions.rules import Rule, shipped_rules
from assistant.precautions.verdicts import MovementVerdict, Verdict, naming

__all__ = [
    "MovementVerdict",
    "Precautions",
    "Rule",
    "Verdict",
    "allowed",
    "assess",
    "assess_movements",
    "naming",
    "shipped_rules",
]
