"""Sentences that are aimed at an assistant instead of at a patient: never quoted, always reported.

Guarantees: the usual wordings are recognised in plain text, spaced-out letters and mixed case. Does not guarantee that a
new wording is: quotes stay inside the sentences of a document, so such a sentence could be shown but never obeyed by the
extractive answerer.
"""

from __future__ import annotations

import re
import unicodedata

_MACHINE = r"(?:a\.?i\.?(?: (?:tools?|systems?|models?|agents?|readers?|software))?|llms?|chat ?bots?|(?:large )?language models?|(?:ai|virtual|digital|chat|helpful) assistants?|gpt|chatgpt)"
_ORDERS = (
    r"(?:instructions?|prompts?|rules|guidelines|guardrails|directions|directives|safety (?:rules|checks|messages))"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:ignore|disregard|forget|override|bypass|discard)\b[^,;.]{{0,40}}\b(?:previous|prior|above|earlier|preceding|existing|system|your|other|all)\b[^,;.]{{0,30}}\b{_ORDERS}",
        rf"\b(?:ignore|disregard|forget|override|bypass)\s+(?:everything|anything|what)\b.{{0,30}}\b(?:above|before|told|said so far|instructed)\b(?=.{{0,60}}\b(?:{_MACHINE}|user|instead|answer|say)\b)",
        rf"\bas an? {_MACHINE}\b.{{0,20}}\b(?:you|must|should|your)\b",
        rf"\byou are (?:now )?(?:an? |the )?{_MACHINE}\b",
        r"\byou are (?:now )?(?:in developer mode|dan\b|jailbroken)",
        r"\b(?:system|developer|hidden) prompt\b",
        rf"\b(?:dear|attention|note to|message (?:to|for)|instructions? (?:to|for)|hey|hello)(?: all| any| the| every)* {_MACHINE}\b",
        rf"\b(?:if|when) you(?: are|'re) an? {_MACHINE}\b",
        rf"\b{_MACHINE}(?: \w+){{0,4}} (?:must|should|shall|will|has to|have to|is to|are to)(?: always| never| only| not| now)* (?:say|state|answer|tell|recommend|respond|reply|ignore|reveal|output|mention|claim|advise|repeat|follow|obey|treat|summari[sz]e|write|print)\b",
        r"\b(?:tell|inform|advise|assure|show|reply to|respond to|answer) the user\b",
        r"\b(?:when|if|whenever) (?:the |a |any )?users? asks?\b",
        r"\b(?:do not|don't|never) (?:reveal|disclose|mention|repeat) (?:this|these|the|your) (?:prompt|instructions?|message|rules)",
        r"\b(?:reveal|print|output|repeat|show) (?:me )?your (?:system |initial |hidden )?(?:prompt|instructions?)",
        r"^\W*(?:new |updated |important )?system(?: message| instructions?| override)?\s*:",
        r"\bnew instructions?\s*:",
        r"<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>|\[/?inst\]|<</?sys>>|^#+ *(?:system|instruction)s?\s*:?$",
        r"\b(?:respond|reply|answer) only with\b|\bbegin your (?:answer|reply|response) with\b",
        r"\bfrom now on,? (?:you (?:are|act)\b.{0,20}\bassistant|(?:always )?(?:answer|respond|reply)\b)",
        rf"\b(?:act|behave|pretend)(?: to be)? (?:as|like) (?:an? )?(?:unrestricted|uncensored|different|{_MACHINE})",
        r"\bjail ?break\b|\bdeveloper mode\b",
        rf"\b(?:request|message|note|plea|appeal|instructions?|hint) (?:to|for) (?:any|all|every|the|each|an?)(?: \w+){{0,3}} {_MACHINE}\b",
        rf"\b(?:any|all|every|each) {_MACHINE}(?: \w+){{0,2}} (?:that|which|who) (?:reads?|sees?|process\w*|index\w*|summari[sz]e\w*)\b",
        r"\b(?:ignor\w*|vergiss|vergesst|olvida\w*|oubli\w+|dimentica\w*|esquec\w+|zignoruj\w*)\b.{0,50}\b(?:instruccion\w*|instruktion\w*|instruç\w*|istruzion\w*|consignes|anweisungen|reglas|règles|regole|regeln|regras|zasady|instrukcje)\b",
    )
)
_SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget)(?:all|any|the|your)*(?:previous|prior|above|earlier)(?:instructions|prompts|rules)|systemprompt"
)
_SPACED = re.compile(r"\b(?:\w[ .\-_]){5,}\w\b")


def aimed_at_an_assistant(text: str) -> bool:
    """Return whether `text`, a sentence or a few, gives orders to an assistant."""
    flat = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    if any(pattern.search(flat) for pattern in _PATTERNS):
        return True
    return bool(_SPACED.search(flat) and _SQUEEZED.search(re.sub(r"[\W_]+", "", flat.lower())))
