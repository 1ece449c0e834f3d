"""What a question asks for: its intent, and whether it leans on what was said before."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.models import SectionKind


class Intent(StrEnum):
    """The kind of thing that a question asks for."""

    HOW_TO = "how-to"
    DOSE = "dose"
    OPTIONS = "options"
    SAFE = "safe"
    WHEN = "when"
    NORMAL = "normal"
    WHY = "why"
    COMPARE = "compare"
    ALTERNATIVE = "alternative"
    EQUIPMENT = "equipment"
    PROGRESS = "progress"
    PROGRAMME = "programme"
    DEFINITION = "definition"
    BELIEF = "belief"
    GENERAL = "general"


_CUES: tuple[tuple[Intent, str], ...] = (
    (
        Intent.PROGRAMME,
        r"\b(programme?|routine|plan|schedule|workout|list i can print|\d+ ?min(ute)?s?\b.*\b(exercis|no kit|routine))|"
        r"what (should|can|could|must) (i|we|he|she|they|my \w+|mum|mom|dad) (be doing|do)( now| next| at\b| in\b)|^(so )?what should (i|we|he|she|they|my \w+|mum|mom|dad) (be doing|do)$|\bwhat \w* ?should (i|he|she|they) be doing\b|\b(only|just) (have|got) \w+ min|"
        r"\bwhat (now|next)\b|\bexercises? (for|to do) (today|the week)",
    ),
    (
        Intent.BELIEF,
        r"\b(is it true|true or false|i (read|heard|was told)|it says|article|myth|right that|correct that|is this right|they say|internet says)\b",
    ),
    (
        Intent.COMPARE,
        r"\b(vs|versus|better than|which is better|difference between|compared (to|with))\b|\bor\b.*\b(better|best)\b|^(is|are|should i).*\bor\b",
    ),
    (
        Intent.ALTERNATIVE,
        r"\b(instead of|alternative|swap|replace(ment)? for|easier (than|version|way)|too hard|cant manage|substitute|what else can i do)\b",
    ),
    (
        Intent.PROGRESS,
        r"\b(harder|progress|next (level|step)|too easy|move on|step up to|advance|make it (more|less))\b|\beasily now\b|\bstart again\b",
    ),
    (
        Intent.DOSE,
        r"\b(how (many|much|often|long (do|should|shall|must) i (hold|do|stretch|keep|squeeze)|heavy|fast|far)|reps?|repetitions?|sets?|"
        r"times a (day|week)|every day|rest days?|how long (to|for) (hold|do|a stretch)|hold (it|a stretch) for|dose|frequency)\b",
    ),
    (
        Intent.WHEN,
        r"\b(when (can|could|should|will|may|do|am|is)|how (long|soon|many (weeks|months|days))|how (long )?(till|until|before)|what week|too (soon|early)|by when|"
        r"weeks? before|back to (work|golf|sport|driving|gym))\b",
    ),
    (
        Intent.WHY,
        r"\b(why|what for|whats? the (point|purpose|benefit|use)|reason|what (does|do) .* (help|work|strengthen)|good for|what muscles?)\b",
    ),
    (
        Intent.NORMAL,
        r"\b(normal|is it (ok|okay) that|should (it|i) (hurt|feel|ache)|supposed to|worried|worry|did i (hurt|damage)|what should i feel|usual)\b",
    ),
    (
        Intent.SAFE,
        r"\b(safe|dangerous|harm(ful)?|allowed|risk|bad for|damage|should(nt| not) i|ok(ay)? (to|for|if|with)|avoid|careful|all ?right (to|for|if|with)|"
        r"can (i|he|she|my|we|someone|you|people)|could i|am i ok|should i|ok with)\b",
    ),
    (
        Intent.EQUIPMENT,
        r"\b(do i need (a|an|any|to buy)|equipment|kit|band|chair height|what height|shoes|bare ?f(oo|ee)t|use instead|buy)\b",
    ),
    (
        Intent.OPTIONS,
        r"\b((what|which|any|best|good|some) (\w+ ){0,3}(exercises?|stretch(es)?|moves?|things?)|exercises? (for|to|after|that)|stretch(es)? for|"
        r"what can i do (for|about|to)|what helps|how (do|can) i (strengthen|improve|get rid|help|ease|loosen))\b",
    ),
    (
        Intent.HOW_TO,
        r"\b(how (do|to|should|can|would|does|exactly)|show me|steps?|technique|instructions?|right way|correct(ly)?|properly|form|teach|explain how)\b",
    ),
    (Intent.DEFINITION, r"\b(what (is|are|does .* mean)|whats|meaning|define|tell me about|explain)\b"),
)

SECTIONS: dict[Intent, tuple[SectionKind, ...]] = {
    Intent.HOW_TO: (SectionKind.STEPS, SectionKind.POSITION, SectionKind.ADVICE),
    Intent.DOSE: (SectionKind.DOSE,),
    Intent.OPTIONS: (SectionKind.EXERCISES, SectionKind.HELPS, SectionKind.ADVICE),
    Intent.SAFE: (SectionKind.AVOID, SectionKind.ASK_FIRST, SectionKind.STOP, SectionKind.MISTAKES),
    Intent.WHEN: (SectionKind.DURATION, SectionKind.ASK_FIRST),
    Intent.NORMAL: (SectionKind.NORMAL, SectionKind.FEEL, SectionKind.STOP),
    Intent.WHY: (SectionKind.PURPOSE, SectionKind.WHY, SectionKind.OVERVIEW),
    Intent.COMPARE: (SectionKind.DISAGREEMENT, SectionKind.PURPOSE, SectionKind.HELPS),
    Intent.ALTERNATIVE: (SectionKind.PROGRESSION,),
    Intent.EQUIPMENT: (SectionKind.POSITION,),
    Intent.PROGRESS: (SectionKind.PROGRESSION, SectionKind.DOSE),
    Intent.PROGRAMME: (SectionKind.EXERCISES, SectionKind.DOSE),
    Intent.DEFINITION: (SectionKind.OVERVIEW, SectionKind.PURPOSE),
    Intent.BELIEF: (SectionKind.DISAGREEMENT, SectionKind.MISTAKES, SectionKind.OVERVIEW),
    Intent.GENERAL: (),
}
"""Sections in which the library answers each intent, first choice first."""

_POINTS_BACK = re.compile(r"\b(it|that|this|those|these|them|they|one|ones|same|both)\b")
_CARRIES_ON = re.compile(
    r"^(and|or|ok|okay|so|but|then|also|what about|how about|what else|anything else|any others?|why|why not|when|how many|how often|how long|"
    r"how much|how|which|can i|should i|with|without|instead|easier|harder|make)\b"
)
_ASKS = re.compile(
    r"\b(what|whats|which|how|when|where|why|who|can|could|should|shall|may|do|does|is|are|am|will|would|tell|show|explain|need|want|help|any|ok|okay|safe|"
    r"normal|advice|vs|versus|or)\b"
)
_THANKS = re.compile(
    r"^(ok(ay)? )?(many )?(thanks?|thank you|thank u|ta|cheers|thx|brilliant|great|lovely|perfect)( (so|very) much| you| a lot| again| for \w+)*$"
)
_HELLO = re.compile(r"^(hi|hello|hey|good (morning|afternoon|evening)|hiya|hullo)( there)?$")


def intent_of(text: str) -> Intent:
    """Return what `text` (repaired, lower case) asks for; the first cue that fits decides, special before general."""
    lowered = text.lower().replace("'", "").replace("’", "")
    for intent, pattern in _CUES:
        if re.search(pattern, lowered):
            return intent
    return Intent.GENERAL


def asks_something(text: str) -> bool:
    """Tell whether `text` asks, rather than only states ("had my knee replaced two weeks ago")."""
    lowered = text.lower().replace("'", "").replace("’", "")
    return "?" in text or bool(_ASKS.search(lowered))


def points_back(text: str) -> bool:
    """Tell whether `text` is short and names what it is about only by a word such as "that"."""
    lowered = text.lower().strip(" ?!.")
    return len(lowered.split()) <= 14 and bool(_POINTS_BACK.search(lowered))


def carries_on(text: str) -> bool:
    """Tell whether `text` is short and begins as a continuation of what was said."""
    lowered = text.lower().strip(" ?!.")
    return len(lowered.split()) <= 8 and bool(_CARRIES_ON.search(lowered))


def pleasantry(text: str) -> str | None:
    """Return "thanks" or "greeting" for a turn that is nothing else, or None."""
    lowered = re.sub(r"[^\w ]", "", text.lower()).strip()
    if _THANKS.match(lowered):
        return "thanks"
    return "greeting" if _HELLO.match(lowered) else None
