"""What of a condition's document is for this person's weeks: stages of exercises, and sentences whose time has passed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answering import Quote
from assistant.models import Document, SectionKind
from assistant.plans.held import weeks_of
from assistant.plans.workbench import Workbench
from assistant.stages import LATE, SETTLED, stages_for

_OF_THE_FIRST_DAYS = re.compile(r"\bfirst (?:48 hours|(?:two |three |few )?days?)\b|\bafter 48 hours\b", re.IGNORECASE)
_OF_THE_FIRST_WEEKS = re.compile(r"^early\b|\bfirst (?:few )?weeks?\b|\bright from the start\b", re.IGNORECASE)


def in_phase(bench: Workbench, condition: Document) -> list[Quote]:
    """Return the exercises of `condition` for this person's weeks: first ones early, later ones in front when it is late."""
    quotes = bench.section(condition, SectionKind.EXERCISES)
    order = stages_for(condition, weeks_of(bench))
    return sorted((quote for quote in quotes if quote.section in order), key=lambda quote: order.index(quote.section))


def still_ahead(bench: Workbench, quotes: Iterable[Quote]) -> list[Quote]:
    """Leave out of `quotes` what is for days or weeks that have passed for this person, unless nothing else is left."""
    found = list(quotes)
    weeks = weeks_of(bench)
    if weeks is None:
        return found
    passed = [
        pattern for pattern, until in ((_OF_THE_FIRST_DAYS, SETTLED), (_OF_THE_FIRST_WEEKS, LATE)) if weeks >= until
    ]
    return [quote for quote in found if not any(one.search(bench.text(quote)) for one in passed)] or found
