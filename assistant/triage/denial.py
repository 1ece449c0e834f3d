"""Which words a denial governs: "no fever, chills or rash", but not "no better, fever" and not "cannot lift the arm".

A sign counts as denied only where the denial plainly reaches it; where that cannot be told, the sign counts.
"""

from __future__ import annotations

from assistant.normalising import Text
from assistant.triage.language import Layout
from assistant.triage.patterns import FILLERS

_CUES = frozenset(("no", "not", "never", "without", "nor", "neither", "none", "denies", "deny", "denied"))
_ABLE = frozenset(("can", "could", "will", "would", "shall", "unable"))
_ENDS_DENIAL = frozenset(
    """but however although though except just only because apart since until now today then instead while whereas unless
    i my he she his her it they we there you""".split()
)
# "not sure", "no better", "not slept": the denial belongs to this word and reaches no further.
_SPENT = tuple(
    """know sure only idea doubt just better improv help relief stop gone settl going eas until long reason matter work touch
    right well normal like sle let notic realis joke kidding exagg able bear want worry worr fuss much eat wak say deny
    think straight good sign_up longer listen understand get slow shift budg respond explain good great happy
    feel_right coping cope serious enough usual mean try tri warn""".split()
)
# A verb between denial and sign: "no injury, can not put weight on it".
_VERBS = frozenset(
    "can could will would should does did is are was were am has gone went started feels looks keeps become became".split()
)
_ENDS_SIGN = frozenset(("healed", "resolved", "free"))
"""What ends the sign just before it: "ulcer healed", "seizure free"."""


def is_denied(text: Text, layout: Layout, first: int, after: int, relief: bool = False) -> bool:
    """Whether the words from token `first` to `after` stand behind "no", "not", "without" ... or before ": no".

    `relief`: the words tell of relief, so that "will not go away" denies them as well.
    """
    tokens = text.tokens
    if relief and any(token.word in _CUES for token in tokens[max(0, first - 4) : after]):
        return True
    commas = 0
    seen = 0
    index = first - 1
    denied = False
    while index >= 0 and layout.sentence[index] == layout.sentence[first] and seen < 8:
        token = tokens[index]
        if token.mark:
            commas += 1
            if token.word in '("':
                break
        elif token.word in _CUES and not _is_spent(text, index, first):
            denied = not _doubled(text, index)
            break
        elif token.word == "not":
            break
        elif token.word in _VERBS and tokens[index + 1].word != "not":
            if not any(each.word == "neither" for each in tokens[max(0, index - 3) : index]):
                break
        elif token.word in _ENDS_DENIAL and not _is_list_word(text, index, first):
            break
        elif token.word not in FILLERS:
            seen += 1
        index -= 1
    if denied and commas:
        denied = _in_list(text, layout, first, after)
    if denied:
        return True
    follow = [token.word for token in tokens[after : after + 3]]
    if follow and follow[0] in _ENDS_SIGN:
        return True
    if first and tokens[first - 1].word == "nothing":
        return True
    if first > 1 and tokens[first - 2].word == "free" and tokens[first - 1].word in ("of", "from"):
        return True
    return len(follow) > 1 and follow[0] in (":", "?", "(") and follow[1] in ("no", "none", "nil", "never")


def _is_list_word(text: Text, index: int, first: int) -> bool:
    """Whether a word that usually ends a denial does not here: "no pain in my back or hip"."""
    before = text.tokens[index - 1].word if index else ""
    return text.tokens[index].word in ("my", "his", "her") and before in ("in", "on", "with", "around")


def _is_spent(text: Text, cue: int, first: int) -> bool:
    """Whether the cue denies something else: an ability ("can not lift") or its own next word ("not sure")."""
    tokens = text.tokens
    before = tokens[cue - 1].word if cue else ""
    if tokens[cue].word == "not" and before in _ABLE:
        following = tokens[cue + 1].word if cue + 1 < len(tokens) else ""
        return not (following in ("say", "feel", "see", "notice") and cue + 2 < first and tokens[cue + 2].word == "any")
    place = cue + 1
    while place < first and (tokens[place].word in FILLERS or tokens[place].mark):
        place += 1
    return place < first and tokens[place].word.startswith(_SPENT)


def _doubled(text: Text, cue: int) -> bool:
    """Whether an earlier "can not say", "can not deny" turns the denial round."""
    words = [token.word for token in text.tokens[max(0, cue - 6) : cue]]
    return "not" in words and any(word in ("say", "deny", "pretend", "claim") for word in words)


def _in_list(text: Text, layout: Layout, first: int, after: int) -> bool:
    """Whether a list goes on with "or": "no fever, chills or rash"."""
    tokens = text.tokens
    if any(token.word in ("or", "nor") for token in tokens[max(0, first - 3) : first]):
        return True
    for index in range(after, min(after + 6, len(tokens))):
        if layout.sentence[index] != layout.sentence[first] or tokens[index].word in _ENDS_DENIAL:
            return False
        if tokens[index].word in ("or", "nor"):
            return True
    return False
