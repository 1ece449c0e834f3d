"""What an abbreviation stands for, said first where somebody asks what a sheet means by it."""

from __future__ import annotations

import re

from assistant.answering import Evidence
from assistant.vocabulary import words
from assistant.word_lists import common_words

_ASKS_MEANING = re.compile(
    r"\b(?:stands? for|short for|means?|meaning|meant|abbreviat\w*|what(?:s| is| are)(?: an?| the)?(?= \w{2,5}$))"
)
_MEANS = "“{short}” usually means “{meaning}”."
_LONGEST = 5
"""Letters up to which a word is an abbreviation and no clipped word such as "physio"."""


def spelled_out(evidence: Evidence) -> str:
    """Return one sentence on each abbreviation that the question asks the meaning of, or an empty string."""
    typed = evidence.question.query or evidence.question.text
    flat = " ".join(words(typed))
    if not _ASKS_MEANING.search(flat):
        return ""
    meanings = evidence.corpus.vocabulary.abbreviations
    asked = [
        word
        for word in dict.fromkeys(flat.split())
        if word in meanings and len(word) <= _LONGEST and word not in common_words()
    ]
    return " ".join(_MEANS.format(short=word.upper(), meaning=meanings[word].split(",")[0]) for word in asked)
