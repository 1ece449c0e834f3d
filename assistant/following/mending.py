"""A turn in plain lower-case words, its short words repaired, so that patterns can read it."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.word_lists import common_words, short_forms

_REAL = frozenset("way may shoe shot wen sow wry fist firs lone loner mote nosh lots".split())
"""Words one letter away from those of a follow-up that are no misspelling of them."""
_MISSPELT = {
    "hw": "how",
    "wt": "what",
    "wy": "why",
    "offen": "often",
    "ofen": "often",
    "thankyou": "thank you",
    "howmany": "how many",
}
_SHORT = {
    "what is": "whats", "it is": "its", "that is": "thats", "can not": "cant", "cannot": "cant", "do not": "dont", "they are": "theyre",
    "could not": "couldnt", "i am": "im", "i will": "ill", "i would": "id", "is not": "isnt", "did not": "didnt", "have not": "havent",
}  # fmt: skip
# "When I do it is that normal?" holds no "it's".
_LONG_FORM = re.compile(rf"\b(?!it is (?:that|this|it)\b)(?:{'|'.join(_SHORT)})\b")
_CUES = tuple(
    "how who whose many much often long what when why which easier harder second third first another again sitting standing lying please thanks should would could hurts number steps times show about else more instead with other"
    .split()
)  # fmt: skip


_SLANG = re.compile(
    r"\b(?:moans?|grumbles?|niggles?|complains|plays? up|playing up|kicks? off|gives? me gyp|gives? me jip)\b"
)
"""What lay people say of a part that hurts."""


def mend(text: str) -> str:
    """Return `text` in lower case without apostrophes, marks and pictures, its short words repaired."""
    flat = re.sub(r"['’`]", "", text.lower())
    words = re.sub(r"[^a-z0-9#% ]", " ", flat).split()
    mended: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if place == 0 and word in ("an", "ad", "nad", "adn", "n", "andd") and following:
            mended.append("and")
            continue
        mended.append(_mend_word(word))
    plain = _LONG_FORM.sub(lambda found: _SHORT[found[0]], " ".join(mended))
    return _SLANG.sub("hurts", plain)


@lru_cache(maxsize=4096)
def _mend_word(word: str) -> str:
    if word in _MISSPELT:
        return _MISSPELT[word]
    known = short_forms().get(word)
    if known:
        return " ".join(known)
    if len(word) < 3 or not word.isalpha() or word in common_words() or word in _CUES or word in _REAL:
        return word
    near = process.extractOne(word, _CUES, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2)
    return str(near[0]) if near and near[0][0] == word[0] else word
