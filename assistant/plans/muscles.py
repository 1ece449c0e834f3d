"""Exercises for a muscle where no condition was named: the gentlest that train it. A joint alone is asked about instead."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.lexical import stem_set
from assistant.models import Document, SectionKind
from assistant.plans.wishes import wishes_in
from assistant.plans.workbench import AT_HOME, FEWEST, Workbench

_GROUPS: tuple[tuple[str, str, str], ...] = (
    (r"hamstrings?|back of (?:my |the )?thighs?", "hamstring", "the back of the thigh"),
    (r"inner thighs?|adductors?", "adductor", "the inner thigh"),
    (r"thighs?|quads?|quadriceps", "quadriceps|thigh muscles", "the front of the thigh"),
    (r"bum|bums|bottom|buttocks?|glutes?|gluteals?|backside|behind", "glute|buttock", "the buttocks"),
    (r"calf|calves", "calf|soleus|gastrocnemius", "the calf"),
    (r"hip flexors?|front of (?:my |the )?hips?", "hip flexor", "the front of the hip"),
    (r"core|tummy|stomach|abs|abdominals?|belly", "abdominal|trunk|tummy", "the tummy"),
    (r"shoulder blades?|upper back", "shoulder blade|upper back", "the upper back"),
    (r"shins?", "shin|tibialis anterior", "the shin"),
    (r"arches|arch", "small foot|toe flexors", "the arch of the foot"),
    (r"legs?", "quadriceps|glute|calf|leg muscles", "the legs"),
)
_LOOSENS = re.compile(r"\bstretch\w*|\btight\b|\bloosen\w*|\bstiff\b|\bcramps?\b|\bpain\w*|\bsore\b|\bhurts?\b")
_STRENGTHENS = re.compile(
    r"\bstrength\w*|\bstronger\b|\bworks?\b|\btrains?\b|\btightens?\b|\bbuilds?\b|\bwakes?\b", re.IGNORECASE
)
_PLAIN = stem_set(
    "weak weaker weakness strong stronger strengthen strengthening strength tone toned toning muscle muscles build building work train training wasted wobbly floppy firm firmer "
    "give list show suggest few gentle simple beginner older elderly senior age aged front back inner upper lower big main need"
)
"""Words that say how the muscle is or what is wanted of it."""
_FRAMING = "You named no condition, so these are the library's gentle exercises for {label}. After an operation or an injury, say so first."


def only_a_muscle(words: Iterable[str], text: str) -> bool:
    """Tell whether `words`, the telling stems of the question, say nothing beside the muscles that `text` names.

    "After a tummy tuck" and "shin splints" are about something else.
    """
    group = next((group for group in _GROUPS if re.search(rf"\b(?:{group[0]})\b", text)), None)
    return group is not None and not set(words) - stem_set(" ".join(re.findall(rf"\b(?:{group[0]})\b", text))) - _PLAIN


def group_in(text: str) -> tuple[str, str] | None:
    """Return the pattern of muscles that `text` (lower case) names and what they are called; None also where stretches are asked for."""
    if _LOOSENS.search(text):
        return None
    return next((group[1:] for group in _GROUPS if re.search(rf"\b(?:{group[0]})\b", text)), None)


def trains(bench: Workbench) -> bool:
    """Add a list of exercises for the muscles that the question names; tell whether there were enough of them."""
    text = bench.evidence.reading.text
    group = group_in(text)
    if group is None:
        return False
    muscles, label = re.compile(group[0]), group[1]
    wishes = wishes_in(text)

    def suits(document: Document) -> bool:
        if document.kind != "exercise" or document.tier not in AT_HOME or not wishes.suit(document):
            return False
        stretch = "stretch" in f"{document.title} {' '.join(document.muscles)}".lower()
        return bool(muscles.search(" ".join(document.muscles[:2]))) and not stretch and bench.fits(document.id)

    found = sorted((one for one in bench.corpus.documents.values() if suits(one)), key=_gentleness)
    told = (
        [
            quote
            for quote in bench.section(one, SectionKind.PURPOSE)
            if _STRENGTHENS.search(bench.text(quote)) and stem_set(one.name) & stem_set(bench.text(quote))
        ]
        for one in found
    )
    chosen = [quotes[0] for quotes in told if quotes][: wishes.most]
    if len(chosen) < FEWEST:
        return False
    bench.framing = _FRAMING.format(label=label)
    bench.add("options", chosen)
    return True


def _gentleness(document: Document) -> tuple[str, int, bool]:
    """Gentlest tier first; then those that need nothing but the body; those that more exercises lead on to come first."""
    return (
        document.tier,
        sum(one not in ("none", "bed", "chair", "worktop") for one in document.equipment),
        not document.harder,
    )
