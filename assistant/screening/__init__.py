"""What of a drafted answer is right for this person: no answerer can teach, list or suggest what a rule forbids them now."""

from assistant.screening.offers import offers
from assistant.screening.permission import Permission, undated_operation
from assistant.screening.screen import Screen

__all__ = ["Permission", "Screen", "offers", "undated_operation"]
