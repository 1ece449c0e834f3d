"""Aspects: what a turn asks of the thing spoken of, told from any part of its wording ("when can I pack it in?").

`frames.py` reads turns that say nothing but what they ask. Here a turn may say more, in words of its own, so a cue anywhere is
enough; it is looked at only where nothing firmer was understood.
"""

from __future__ import annotations

import re

_WHO = r"(?:i|you|we|he|she|they|mum|mom|dad|nan|gran|one|my \w+)"
_PART = r"(?:one|legs?|sides?|knees?|arms?|foot|feet|ankles?|hips?|shoulders?|hands?|wrists?|elbows?|ways)"

_CUES: tuple[tuple[str, str], ...] = (
    (
        "stop",
        rf"\b(?:un)?til+ when\b|\bhow long (?:do|should|must|will|am|does|have) {_WHO}(?: got)?(?: have| need)?(?: to)? (?:keep|carry|go) (?:on|doing|it|this|at|them)\b"
        rf"|\bwhen (?:can|do|should|may|could|will) {_WHO} (?:\w+ ){{0,2}}(?:stop|give|pack|knock|leave|finish|ditch|drop|quit|call it)\b(?! (?:the|my) (?:stick|frame|crutch))"
        rf"|\bstill (?:need|have) (?:to do )?(?:it|them|this|these|those)\b|\bfor ?ever\b|\bfor (?:life|good)$|\brest of my (?:life|days)\b|\bhow (?:long|many (?:weeks|months)) (?:in total|altogether|all told)\b",
    ),
    (
        "working",
        r"\b(?:how (?:long|soon|many (?:weeks|days|months)|quick\w*)|when)\b.*\b(?:see|notice|feel|felt|tell|spot)\b.*\b(?:difference|anything|owt|results?|benefit\w*|improve\w*|change\w*|stronger|better|looser|steadier)\b"
        r"|\b(?:how (?:long|soon|many weeks)|when)\b.*\b(?:work(?:s|ing)?|helps?|helping|kicks? in|pays? off|makes? a difference|does anything|sees? owt|see anything|see results|get (?:stronger|looser|steadier))\b"
        r"|\b(?:not|nowt|nothing|no)\b.*\b(?:different|difference|better|changed|change|improvement|working)\b",
    ),
    (
        "hold",
        r"\bhow (?:long|many sec\w*)\b.*\b(?:hold|held|keep it (?:up|there)|stay|squeeze|stretch|at the top)\b|\bhow many sec(?:ond)?s\b|\b(?:hold|held)\b.*\b(?:how long|ages|long|seconds|secs)\b",
    ),
    (
        "often",
        r"\bhow (?:often|regular\w*|frequent\w*)\b|\b(?:every|each|ev?ry) (?:single |other )?day\b|\bdaily\b|\btimes (?:a|per|each) (?:day|week)\b|\b(?:once|twice|thrice) (?:a|per|each) (?:day|week)\b|\bdays? off\b|\brest days?\b|\bhow many (?:days|times)\b|\beach week\b|\bdays a week\b|\balternate days\b|^(?:and |so )?(?:per|a|each) (?:day|week)$",
    ),
    (
        "many",
        r"\bhow (?:many|much)\b(?! (?:days|weeks|months|years|sec|pain|weight|bend|does|is|longer))|\breps?\b|\bsets\b|\bwhat number\b",
    ),
    (
        "other-side",
        rf"\b(?:both|each) (?:or|{_PART})\b|\b(?:the|my|his|her) (?:other|good|opposite|better|sound|non\w*|un\w+) {_PART}\b|\b(?:other|good) {_PART} (?:too|as well|also|and all|n all|an all)\b|\b(?:left|right)(?: {_PART})? (?:too|as well|also|(?:and|an|n) all)\b|\b(?:both|just|only) (?:the )?(?:bad|sore|operated|one)\b.*\b(?:or|both)\b",
    ),
    (
        "other-side",
        r"\b(?:left|right|one|that|bad|tight\w*|weak\w*|stiff\w*) side\b.*\b(?:more|extra|less|longer)\b|\b(?:more|extra|less|longer)\b.*\b(?:left|right|that|bad|tight\w*|weak\w*|stiff\w*) side\b",
    ),
    (
        "easier",
        r"\b(?:baby|gentler|gentlest|easier|easiest|beginners?|starter|lighter|kinder|milder|softer|tamer|simpler|simplest|less (?:hard|strenuous|demanding|impact)|low(?:er)? impact|watered down|toned down|cut down) ?(?:version|one|way|form|kind|option|to)?\b|\btoo (?:hard|difficult|tough|strenuous)\b",
    ),
    (
        "harder",
        r"\b(?:harder|hardest|tougher|next (?:level|step|stage|one up)|step (?:it )?up|more (?:of a )?challeng\w+|ramp (?:it )?up|move on from|make more of)\b|\btoo easy\b|\b(?:easy|nothing|doddle|piece of cake|breeze) (?:now|these days|too)\b|\bwhats next\b",
    ),
    (
        "else",
        rf"\binstead\b|\bin (?:its|their) place\b|\b(?:home|house|homemade|diy|kitchen) (?:version|one|way|equivalent)\b|\b(?:at home|in the house)$|\bgym (?:is )?(?:closed|shut|too dear)\b|\balternatives?\b|\bswap\w*\b|\bwhat (?:then|else)\b|\bsomething else\b|\bwhat (?:can|could|should|do) {_WHO} (?:do|use|try) then\b|\breplac\w+ (?:it|that|this|them)\b",
    ),
    (
        "best",
        r"\b(?:pick|choose|recommend|suggest)\b|\bwhich (?:one|of (?:them|these|those))(?: (?:is|are|would|should|do|for)\b|$)|\bwhere (?:do|should|would) (?:i|we|you) (?:start|begin)\b|\bstart with\b|\bif (?:i|it) (?:can |could |had to )?(?:only|just)\b.*\bone\b",
    ),
    (
        "avoid",
        r"\b(?:leave|miss|cut) (?:it |them )?out\b|\bavoid\b|\bsteer clear\b|\bstay away from\b|\b(?:should|must)(?: \w+)? not do\b|\b(?:shouldnt|mustnt) \w+ do\b",
    ),
    (
        "spreading",
        r"\b(?<!knee )(?<!knees )(?:moved|gone|going|goes|shoots?|shooting|travell?\w*|spread\w*|creep\w*|runs?|running) (?:\w+ )?(?:down|further|past|below|into)\b(?! (?:the |my )?(?:stairs|steps|hill|road|shops?))",
    ),
    (
        "hurting",
        r"\b(?:worse|hurts?|hurting|painful|pain\w*|sore|burns?|burning|agony|twinges?|stabbing|ache\w*)\b.*\b(?:carry on|keep (?:going|at it|doing|on)|stop|continue|push (?:on|through)|pack it in|leave (?:it|them) (?:out|alone)|rest)\b"
        r"|\b(?:carry on|keep going|continue|push on)\b.*\b(?:worse|hurts?|pain\w*|sore|ache\w*)\b",
    ),
    (
        "list",
        r"\b(?:you|u) (?:just |first )?(?:said|mentioned|gave|listed|told|showed|suggested|named)\b",
    ),
    (
        "missed",
        r"\b(?:miss|missed|missing|skip|skipped|forget|forgot|forgotten)\b(?: \w+)?(?: (?:a|an|some|one|it|them|few|day|days|week|weeks|session|sessions|any|my|to|go|out))*$",
    ),
    (
        "surgery",
        r"\b(?:op|operation|surgery|keyhole|injections?|jabs?)\b.*\b(?:instead|or|better|rather|worth|need|avoid)\b|\b(?:instead|rather|better|or|avoid)\b.*\b(?:op|operation|surgery|keyhole|injections?|jabs?)\b",
    ),
    (
        "why",
        r"\bwhy\b|\bwhat(?:s| is| are| does| do| will)? (?:it|that|they|this|these) (?:even )?(?:for|do|work|help|train)\b|\bthe (?:point|use|benefit|purpose)\b|\bwhat for\b|\bwhat good\b|\b(?:will|does|do|would) (?:it|that|they|this) (?:actually |really )?(?:help|do) (?:my|me|with)\b",
    ),
    (
        "kit",
        r"^(?:no|only|just|ive only|i only have|ive just)\b.*\b(?:do|ok|okay|enough|work)$|"
        r"\b(?:will|would|does|do|can i use|could i use|is|are)\b.*\b(?:do|work|all right|alright|ok|okay|use)(?: (?:instead|for it|for that|too))?$|\b(?:ive|i have|ive) (?:only )?(?:just )?(?:got|have)\b.*\b(?:will|would|is)\b",
    ),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _CUES)


def aspects_in(text: str) -> tuple[str, ...]:
    """Return what `text`, a turn mended, asks for, as names of frames (`Phrase.frame`) and ``kit``, likeliest first; each once."""
    return tuple(dict.fromkeys(name for name, pattern in _COMPILED if pattern.search(text)))
