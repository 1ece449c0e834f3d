"""What a person has said of themselves: operation, side, weeks, weight, conditions, age, pregnancy and the like."""

from assistant.circumstances.reader import PRECAUTION_WEEKS, CircumstanceReader

__all__ = ["PRECAUTION_WEEKS", "CircumstanceReader"]
