"""Answers about one exercise: how it is done, what it is, what is easier or harder, what else its name can mean."""

from __future__ import annotations

import re
from collections import Counter

from assistant.answering import Quote
from assistant.intents import Intent, intent_of
from assistant.lexical import stem_set, stems
from assistant.models import Passage, SectionKind
from assistant.plans.details import IN_GENERAL, stored_answer
from assistant.plans.direct import direct
from assistant.plans.doses import by_fit, foreign
from assistant.plans.held import EVERYWHERE
from assistant.plans.wishes import Wishes, wishes_in
from assistant.plans.workbench import Workbench
from assistant.vocabulary import names_in

THE_VERY = 0.93
"""Cosine from which a stored question is the one asked, whatever it was taken to ask for."""
OF_A_PART = 0.75
"""Cosine from which a stored question that asks for no definition is the one asked all the same."""
MOST_STEPS_WITH_NOTE = 6
"""Steps up to which a common mistake is mentioned too."""
HARDER_IN_GENERAL = ("guidance/dose", "When do I go from 10 to 15 reps, or to the next level?")
"""Document and stored question on what comes next, where an exercise's page names nothing harder."""
_NAMES_A_MOVEMENT = frozenset({Intent.HOW_TO, Intent.DOSE, Intent.DEFINITION, Intent.WHY, Intent.GENERAL})
_HOW_WORDS = frozenset(
    stems(
        "how do you show right way correctly properly steps technique perform exercise instructions teach step by step best proper form "
        "position please exactly done again use using sitting standing lying down seated doing safe safely stretch"
    )
)


_EXTENT = tuple(
    (re.compile(rf"\bhow {asked}\b"), re.compile(rf"\b(?:{said})\b", re.IGNORECASE))
    for asked, said in (
        ("high", r"high|higher|height|level (?:with|of)|inch\w*|cm|centimet\w*"),
        ("(?:low|deep)", r"low|lower than|deep|deeper|inch\w*|cm|centimet\w*|part way|half ?way|quarter"),
        ("far", r"far|further|inch\w*|cm|centimet\w*|part way|half ?way|only as"),
        ("wide", r"wide|width|apart"),
    )
)
"""What is asked of a movement's extent, and the words in which a step or a mistake says it."""


def how_to(bench: Workbench, best: Passage) -> None:
    """Add numbered steps, how much, and the commonest mistake; a question about one detail gets its own answer."""
    steps = bench.section(bench.document, SectionKind.STEPS)
    if not steps or (best.chunk.kind is SectionKind.QUESTION and _asks_a_detail(bench, best)):
        direct(bench, best)
        return
    measured = _how_far(bench, steps)
    if measured:
        bench.add("lead", measured)
        return
    numbered = [quote for quote in steps if bench.statement(quote).form == "step"] or steps
    bench.add("steps", numbered)
    doses = by_fit(bench, bench.section(bench.document, SectionKind.DOSE))
    # A number that is said to be another operation's tells more than "ask your team".
    given = [quote for quote in doses if bench.has_figure([quote])] or doses
    own = [quote for quote in given if not foreign(bench, bench.text(quote))] or given
    bench.add("dose", own[: 1 if len(numbered) > MOST_STEPS_WITH_NOTE else 2])
    if not bench.precautions and len(numbered) <= MOST_STEPS_WITH_NOTE:
        bench.add("note", bench.section(bench.document, SectionKind.MISTAKES)[:1])


def _how_far(bench: Workbench, steps: list[Quote]) -> list[Quote]:
    """Return the sentences that say how high, far or deep, where that is asked; none where the document does not say."""
    asked = next((words for cue, words in _EXTENT if cue.search(bench.evidence.reading.text)), None)
    if asked is None:
        return []
    mistakes = bench.section(bench.document, SectionKind.MISTAKES)
    said = [quote for quote in (*steps, *mistakes) if asked.search(bench.text(quote))]
    return said[:2]


def _asks_a_detail(bench: Workbench, best: Passage) -> bool:
    """Whether a question asks for more than how an exercise is done: "without my back rolling", "if my knee won't lock"."""
    document = bench.document
    names = {stem for name in (document.title, *document.aliases, *document.ambiguous) for stem in stems(name)}
    names.update(
        stem for one in (*document.equipment, *document.body_regions, *document.position) for stem in stems(one)
    )
    plain = names | _HOW_WORDS
    return bool(stem_set(best.chunk.heading) - plain) and bool(stem_set(bench.evidence.reading.text) - plain)


def definition(bench: Workbench, best: Passage) -> None:
    """Add what a thing is and what it is for, then how it is done."""
    named = [
        bench.corpus.documents[identity]
        for identity in names_in(bench.evidence.reading.mentions)
        if bench.corpus.documents[identity].kind != "leaflet"
    ]
    about = next((one for one in named if one.kind in ("condition", "guidance")), None)
    if (
        about is not None and bench.document.kind == "exercise" and bench.document.id not in {one.id for one in named}
    ) or (about is not None and bench.document.kind == "exercise" and _is_its_name(bench, about.title, *about.aliases)):
        bench.document = about
    if bench.document.kind == "exercise":
        purpose = bench.section(bench.document, SectionKind.PURPOSE)
        shown = intent_of(best.chunk.heading) in (Intent.DEFINITION, Intent.HOW_TO)
        if not shown and best.dense >= OF_A_PART and speaks_of_more(bench, best):
            # "What is the towel for?" asks about a part of the exercise, and is stored.
            bench.add("lead", bench.statements(best))
            return
        if best.chunk.kind is SectionKind.QUESTION and best.chunk.document_id == bench.document.id and shown:
            bench.add("lead", [*purpose[:1], *bench.statements(best)[:3]])
            return
        if bench.document.id not in {one for mention in bench.evidence.reading.mentions for one in mention.documents}:
            # A word is asked about, not the exercise: the sentences that hold the word say it.
            asked = stem_set(bench.evidence.reading.text)
            bench.add("lead", sorted(purpose, key=lambda quote: -len(asked & stem_set(bench.text(quote))))[:2])
            return
        bench.add("lead", purpose[:2])
        bench.add("steps", bench.section(bench.document, SectionKind.STEPS))
        return
    told = intent_of(best.chunk.heading) in (Intent.DEFINITION, Intent.BELIEF) or best.dense >= THE_VERY
    if best.chunk.kind is SectionKind.QUESTION and best.chunk.document_id == bench.document.id and told:
        asked = stem_set(bench.evidence.reading.text)
        found = bench.statements(best)
        held = Counter(stem for quote in found for stem in stem_set(bench.text(quote)))
        # One answer may explain several words: the sentence on the one that was asked comes first.
        near = {quote: sum(1 / held[stem] for stem in asked & stem_set(bench.text(quote))) for quote in found}
        bench.add("lead", sorted(found, key=lambda quote: -near[quote]))
        return
    overview = bench.section(bench.document, SectionKind.OVERVIEW)
    bench.add("lead", overview[:3] or bench.statements(best))


def speaks_of_more(bench: Workbench, best: Passage) -> bool:
    """Whether a stored question of the exercise shares a word with what is asked beside the exercise's names: "cramp"."""
    if best.chunk.kind is not SectionKind.QUESTION or best.chunk.document_id != bench.document.id:
        return False
    document = bench.document
    names = stem_set(" ".join((document.title, *document.aliases, *document.ambiguous, *document.body_regions)))
    more = stem_set(bench.evidence.reading.text) - names - _HOW_WORDS - EVERYWHERE
    return bool(more & stem_set(f"{best.chunk.heading} {best.question}"))


def _is_its_name(bench: Workbench, *names: str) -> bool:
    """Whether the question holds nothing but one of `names`."""
    asked = stem_set(bench.evidence.reading.text) - {"explain", "tell", "mean", "exact"}
    return any(asked and asked <= stem_set(name) for name in names)


def progression(bench: Workbench, best: Passage) -> None:
    """Add the stored answer and the easier or harder versions that suit this person."""
    easier = bench.evidence.intent is Intent.ALTERNATIVE
    items = bench.section(bench.document, SectionKind.PROGRESSION)
    wanted = set(bench.document.easier if easier else bench.document.harder)
    text = bench.evidence.reading.text
    for mention in bench.evidence.reading.mentions:
        # "The seated march harder" wishes for nothing seated.
        text = text.replace(mention.name.lower(), " ")
    wishes = wishes_in(text)
    chosen = [quote for quote in items if bench.statement(quote).tag in wanted and _suits(bench, quote, wishes)]
    if not chosen and not wishes.suit(bench.document) and best.chunk.kind is not SectionKind.QUESTION:
        bench.add("options", _relatives(bench, wishes))
        if bench.parts:
            return
    # What can be done instead is no answer to what is harder.
    instead = (
        not easier and best.chunk.kind is SectionKind.QUESTION and intent_of(best.chunk.heading) is Intent.ALTERNATIVE
    )
    silent = instead or chosen or best.chunk.kind is SectionKind.PROGRESSION
    if _answers_this_way(best, easier=easier) or not silent:
        bench.add("lead", [quote for quote in bench.statements(best) if _suits(bench, quote, wishes)])
    bench.add("options", bench.suitable(chosen)[:3])
    if not bench.parts and not easier and bench.document.kind == "exercise":
        general = stored_answer(bench, *HARDER_IN_GENERAL)
        bench.framing = IN_GENERAL.format(name=bench.document.title.split(" (")[0]) if general else ""
        bench.add("lead", general)


def _relatives(bench: Workbench, wishes: Wishes) -> list[Quote]:
    """What exercises of the same kind are for that the person has the kit and the position for, at most three."""
    document = bench.document
    near = dict.fromkeys((*document.easier, *document.related, *document.harder))
    fitting = [one for one in near if bench.fits(one) and wishes.suit(bench.corpus.documents[one])]
    return [
        quote for one in fitting[:3] for quote in bench.section(bench.corpus.documents[one], SectionKind.PURPOSE)[:1]
    ]


def _suits(bench: Workbench, quote: Quote, wishes: Wishes) -> bool:
    """Whether no other exercise that `quote` names needs kit or a position that the person has ruled out."""
    documents = bench.corpus.documents
    named = {bench.statement(quote).tag, *names_in(bench.corpus.vocabulary.mentions(bench.text(quote)))}
    others = [documents[one] for one in named - {bench.document.id} if one in documents]
    return all(one.kind != "exercise" or wishes.suit(one) for one in others)


def _answers_this_way(best: Passage, *, easier: bool) -> bool:
    """Whether a stored question asks for the same direction: something easier or instead, or something harder."""
    if best.chunk.kind is not SectionKind.QUESTION:
        return False
    found = intent_of(best.chunk.heading)
    return found is (Intent.ALTERNATIVE if easier else Intent.PROGRESS) or found not in (
        Intent.ALTERNATIVE,
        Intent.PROGRESS,
        Intent.HOW_TO,
    )


def other_meanings(bench: Workbench) -> None:
    """A name that several exercises carry is answered for the likeliest, with the others offered."""
    if bench.evidence.intent not in _NAMES_A_MOVEMENT:
        return
    firm = names_in(bench.evidence.reading.mentions)
    shared = [mention for mention in bench.evidence.reading.mentions if mention.ambiguous]
    if firm or not shared or bench.document.id not in shared[0].documents:
        return
    others = [identity for identity in shared[0].documents if identity != bench.document.id and bench.fits(identity)]
    chosen: list[Quote] = []
    for identity in others[:2]:
        chosen.extend(bench.section(bench.corpus.documents[identity], SectionKind.PURPOSE)[:1])
    bench.add("options", chosen)
