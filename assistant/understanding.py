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
        r"what should i be doing (now|at|in)|\bexercises? (for|to do) (today|the week)",
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

_LEANS = re.compile(
    r"^(and|or|ok|okay|so|but|what about|how about|then|why|what else|how many|how often|how long|how much|is (that|it|this)|can i|should i)\b.*|"
    r"\b(it|that|this|those|these|them|they|one|ones|there|same)\b"
)


def intent_of(text: str) -> Intent:
    """Return what `text` (repaired, lower case) asks for; the first cue that fits decides, special before general."""
    lowered = text.lower().replace("'", "").replace("’", "")
    for intent, pattern in _CUES:
        if re.search(pattern, lowered):
            return intent
    return Intent.GENERAL


def leans_on_history(text: str) -> bool:
    """Tell whether `text` can only be understood with what was said before: short, with a word that points back."""
    lowered = text.lower().strip(" ?!.")
    return len(lowered.split()) <= 12 and bool(_LEANS.search(lowered))
