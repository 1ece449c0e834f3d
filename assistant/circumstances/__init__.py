"""What a person has said of themselves: operation, side, weeks, weight, conditions, age, pregnancy and the like."""

from assistant.circumstances.reader import PRECAUTION_WEEKS, CircumstanceReader
from assistant.circumstances.removing import name_of, names_of, without

__all__ = ["PRECAUTION_WEEKS", "CircumstanceReader", "name_of", "names_of", "without"]
