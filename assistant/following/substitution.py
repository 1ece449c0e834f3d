"""The last question about another thing: "and tennis?" after "when can I play golf?", "and my car?" after "can I sit in a low chair?"."""

from __future__ import annotations

import re

from assistant.answerability import foreign_topics
from assistant.corpus import Corpus
from assistant.following.mending import mend
from assistant.following.naming import Names, sentence
from assistant.following.thread import Thread
from assistant.retrieval import read_query

_LEAD = re.compile(r"^(?:(?:and|or|what about|how about|ok|so|but|then|also|too|same for|same with) )+")
_MAY = re.compile(
    r"^(?P<may>.*?\b(?:can|may|should|could|must|will) (?:i|we|he|she|they|my \w+|mum|dad)|.*?\bis it (?:ok|okay|safe|all right|alright)(?: for \w+)? to) (?P<what>(?:still |go back to |get back to |start |be able to |play |go )*)(?P<verb>\w+)(?P<rest> .+)?$"
)
_TAIL = re.compile(
    r" (?:after|following|since|with) (?:an? |the |my |his |her )?(?:new |total |partial )?(?:\w+ ){0,2}(?:replacement|op|operation|surgery|hip|knee|shoulder)$"
)
_PREPOSITION = re.compile(r"^(?: \w+)? ?\b(in|into|on|onto|at|to|with|up|down|off|over|near)\b ")
_BEGINS = re.compile(r"^(?:in|into|on|onto|at|to|with|up|down|off|over)\b")
_ARTICLE = re.compile(r"^(?:an?|the|my|his|her|our|some)\b")
_DOES = re.compile(
    r"(?:ride|walk|swim|drive|fly|bend|kneel|lift|go|play|dance|sit|sleep|climb|cook|run|jog|garden|shower|work|cycle|hoover|iron|travel|carry|push|lie|stand|get|have|take|bath|wash|squat|reach)\b"
)
"""How a thing begins that is said as a doing: "ride a bike"."""
_GOES = frozenset("walk jog run climb go cycle".split())
_ASKS = re.compile(
    r"\b(?:how|what|when|where|who|which|why|can|could|should|is|are|do|does|will|it|that|them|those|i|if|for|not|no)\b"
)
LONGEST = 4
"""Words of a thing that is put in the place of another."""


def is_doing(flat: str) -> bool:
    """Tell whether `flat`, a turn mended, is one more doing and no more: "and cycle?"."""
    led = _LEAD.match(flat)
    return led is not None and len(flat[led.end() :].split()) == 1 and bool(_DOES.fullmatch(flat[led.end() :]))


def another_thing(flat: str, thread: Thread, corpus: Corpus, names: Names) -> str:
    """Return the last question with what `flat`, a turn mended, names in the place of its thing; empty where it does not fit."""
    led = _LEAD.match(flat)
    thing = _LEAD.sub("", flat).strip()
    if led is None or not thread.query or not thing or len(thing.split()) > LONGEST or _ASKS.search(thing):
        return ""
    query = mend(thread.query)
    new = [name for kind, name in foreign_topics(read_query(corpus, thing)) if kind == "activities"]
    old = [name for kind, name in foreign_topics(read_query(corpus, query)) if kind == "activities"]
    if new and old:
        swapped = re.sub(rf"\b{re.escape(max(old, key=len))}\b", thing, query)
        if swapped != query:
            return sentence(swapped)
    place = names.phrase(thread.condition) if thread.condition else ""
    # A new joint is named loosely, and stands behind "after" as a rule.
    bare = _TAIL.sub("", mend(names.without_conditions(query))) if place else query
    found = _MAY.match(bare)
    if found is None or (new and not _DOES.match(thing)):
        return ""
    verb, rest = found["verb"], found["rest"] or ""
    preposition = _PREPOSITION.match(f"{rest} ")
    if _DOES.match(thing):
        said = thing
    elif _BEGINS.match(thing):
        said = f"{verb} {thing}"
    elif preposition and rest and verb == "sit" and thing.endswith("car"):
        said = f"sit in {thing}"
    elif preposition and rest:
        said = f"{verb}{rest[: preposition.end()].rstrip()} {thing}"
    elif not rest and found["what"].strip() not in ("", "still"):
        said = thing
    elif not rest and thing.endswith("ing"):
        said = f"go {thing}"
    elif (rest and _ARTICLE.match(thing)) or (not rest and verb in _GOES):
        said = f"{verb} {thing}"
    else:
        return ""
    return sentence(f"{found['may']} {found['what']}{said} {place}")
