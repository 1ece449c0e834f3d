"""What a source makes its statement depend on, and how strongly it says it: a sentence that drops that says something else."""

from __future__ import annotations

import re

from assistant.lexical import stems

KEPT = 0.5
"""Share of the words of a condition that the sentence must hold."""
SAID = 0.34
"""Share of the words of what depends on a condition from which the sentence says it."""
_UNLESS = re.compile(r"\b(?:unless|except)\b")
_UNTIL = re.compile(r"\b(?:until|till|only (?:if|when|after|once|with))\b")
_EXCEPTED = re.compile(r"\b(?:unless|except|until|till|without|wait|only)\b")
_LEADING = re.compile(r"((?:With|After|Soon after|While|If|In the first|For|During|Before|Until|Unless)\b[^,:]*)[,:]")
_LOOSELY = re.compile(r"\b(?:with|after|during|for|in|following|on)\b")
"""May stand for "if" or "when" in a sentence, but says little in a quotation."""
_CUE = re.compile(
    r"\b(?:only (?:when|if|after|once|with)|if|unless|until|till|when|once|as long as|provided(?: that)?|while|before)\b"
)
_ENDS = re.compile(r"[.;:!?]|,(?! (?:and|or)\b)")
_AND = re.compile(r",? and ")
_ONLY = re.compile(r"\b(?:only|alone)\b(?! (?:slightly|a little|one view))")
_LIMITS = re.compile(
    r"\b(?:only|solely|merely)\b(?! (?:slightly|a little|one view|have to|need to|part|a few)\b)( (?:if|when|once|after|before|with|while|for|as))?"
)
_BOUND = re.compile(
    r"\b(?:only|alone|unless|until|till|except|not|no|never|nobody|none|cannot|without|avoid|just|part)\b"
)
_ABOVE_ALL = re.compile(r"\b(?:above all|especially|particularly|mainly|usually|such as)\b")
_THE_ONLY = re.compile(r"\b(?:the|is|are) only (?!a\b|about\b|for\b|when\b|if\b|once\b)")
_TOO = re.compile(r"\btoo (?:much|far|deep|hard|heavy|fast|soon|early|low|high|many|long)\b")
_TOO_SAID = re.compile(
    r"\b(?:too|not|no|never|less|avoid|cannot|without|before|more than|over|stop|so (?:much|far|deep|hard|long))\b"
)
_CLAUSE_BOUND = re.compile(rf"{_BOUND.pattern}|\b(?:before|once|if|when|while)\b")
"""Where the source limits nothing, neither may the sentence."""
_ALONE = re.compile(
    r"\b(?:only|just|alone|unless|until|till|except|wait|solely|merely|not before|no one|nobody|never|not? \w+ (?:before|until))\b"
)
_DISMISSED = re.compile(
    r"\b(?:even (?:if|though|when|before|while|without)|regardless|no matter|whatever|with or without|no need|not need|need not|forget|ignore|disregard)\b"
)
"""Sets aside a condition or a call that the source makes."""
_NOT_NEEDED = re.compile(r"\bneeds? no\b|\bno \w+ (?:is |are )?needed\b")
_FIRST = re.compile(r"\b(?:ask|check|advice|agree\w*|looked at|checked|seen)\b.*\bbefore\b")
_BEFORE = re.compile(r"\b(?:before|until|till|unless|only|wait|first|needs?|about)\b")
_THEN = re.compile(r"\b(?:then|later|afterwards|after that)\b")
_STILL = re.compile(r"\bstill\b")
_YET = re.compile(r"\b(?:still|while|until|till|yet|\w+ing)\b")
_WARNED = re.compile(
    r"^(?:\w+: )?(let|hold|pull|push|lean|rush|lift|bend|bounce|arch|rock|twist|drop|use|do|go)(?:t|p)?ing\b.*\bso\b"
)
_LEAVE = re.compile(
    r"\b(?:(?:ask|check|advice)(?! (?:for|people|you|that)\b)|checked|agree[sd]?|agreement|permission|consult|tells? you|shown|cleared|allows|seek|speak)\b"
)
"""Words that make something depend on somebody's leave or advice."""
_MUST = re.compile(r"\b(?:must|have to|has to|needs? to)\b(?! not)")
_BINDING = re.compile(
    r"\b(?:must|have to|has to|needs?|only|should|essential|required|cannot|not|never|until|unless|before|wait|once)\b"
)
_MAY = re.compile(r"\b(?:may|might|could|can|sometimes|perhaps|possibly)\b")
_WILL = re.compile(r"\b(?:will|going to|certain to|sure to)\b|'ll\b")
_AT_ONCE = re.compile(r"\b(?:same[- ]day|straight ?away|at once|immediately|right away|today|urgently|now)\b")


def left_out(sentence: str, quote: str, conditional: re.Pattern[str], about: frozenset[str] = frozenset()) -> str:
    """Return what kind of condition or force of the quotation the sentence does not keep, or an empty text.

    Both texts are in lower case with phrases written alike; `conditional`: words that make a statement conditional; `about`: what
    the quotation is about anyway.
    """
    if conditional.search(quote) and not (conditional.search(sentence) or _LOOSELY.search(sentence)):
        return "a condition of the source is left out"
    if _DISMISSED.search(sentence) and not (_DISMISSED.search(quote) or _NOT_NEEDED.search(quote)):
        return "what the source asks for is set aside"
    if any(not (_CLAUSE_BOUND if found[1] else _BOUND).search(quote) for found in _LIMITS.finditer(sentence)):
        return "“only” is added"
    if _LIMITS.search(sentence) and _ABOVE_ALL.search(quote) and not _BOUND.search(quote):
        return "“only” is added"
    if _THE_ONLY.search(sentence) and not _ONLY.search(quote):
        return "“only” is added"
    if _TOO.search(quote) and not _TOO_SAID.search(sentence):
        return "“too” is left out"
    limits = len(_UNTIL.findall(quote)) - len(_UNTIL.findall(sentence))
    if len(_UNLESS.findall(sentence)) > len(_UNLESS.findall(quote)) + max(0, limits):
        return "the source makes no exception"
    if _UNLESS.search(quote) and not _EXCEPTED.search(sentence):
        return "an exception of the source is left out"
    if _FIRST.search(quote) and (not _BEFORE.search(sentence) or _THEN.search(sentence)) and not _THEN.search(quote):
        return "what comes first in the source does not"
    if _STILL.search(quote) and not _YET.search(sentence):
        return "“still” is left out"
    warned = _WARNED.search(quote)
    if warned and re.search(rf"(?:^|[,;:.] (?:so |and |then )?){warned[1]}\b", sentence):
        return "what the source warns of is asked for"
    if _dropped(sentence, quote, about):
        return "part of a condition of the source is left out"
    if len(_ONLY.findall(quote)) > len(_ALONE.findall(sentence)):
        return "“only” is left out"
    if _LEAVE.search(quote) and not (_LEAVE.search(sentence) or _ALONE.search(sentence)):
        return "whom to ask is left out"
    if _MUST.search(quote) and not _BINDING.search(sentence):
        return "“must” is left out"
    if _AT_ONCE.search(quote) and not _AT_ONCE.search(sentence):
        return "how soon is left out"
    if _WILL.search(sentence) and not _WILL.search(quote) and _MAY.search(quote):
        return "“may” became “will”"
    return ""


def leading_left_out(sentence: str, quote: str, about: frozenset[str]) -> bool:
    """Whether a condition that opens the quotation ("with numb feet, ...") is missing; `about`: what it is about anyway."""
    leading = _LEADING.match(quote[:1].upper() + quote[1:])
    words = set(stems(leading.group(1))) - about if leading else set()
    return bool(words) and len(words & set(stems(sentence))) / len(words) < KEPT


def _dropped(sentence: str, quote: str, about: frozenset[str]) -> bool:
    """Whether one of the things that a statement depends on is missing: "only when your surgeon agrees and you can brake"."""
    own = set(stems(sentence))
    for part in re.split(r"(?<=[.!?]) ", quote):
        for cue in _CUE.finditer(part):
            end = _ENDS.search(part, cue.end())
            condition = part[cue.end() : end.start() if end else len(part)]
            rest = set(stems(part[: cue.start()] + " " + (part[end.end() :] if end else "")))
            if len(rest & own) < SAID * len(rest):
                continue  # The sentence does not say what depends on it.
            for one in _AND.split(condition):
                words = set(stems(one)) - rest - about or set(stems(one)) - about
                if words and len(words & own) < KEPT * len(words):
                    return True
    return False
