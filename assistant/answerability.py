"""Whether a passage holds an answer to what was asked.

One score threshold does not tell near questions from answerable ones, so three things are looked at: what the question
names (a part of the body, a condition, an activity) must be what the passage is about; a word that no document holds
settles a "may I" or "when" question; and what is left must lie near enough. The floor was picked from the curve of
wrong answers against refusals on the dev split of evals/suites/abstention (see abstention.md there).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from assistant.chunking import plain
from assistant.clauses import asking_in
from assistant.corpus import Corpus
from assistant.intents import LISTS, Intent, intent_of
from assistant.lexical import stem_set, stems
from assistant.models import Document, Passage
from assistant.periods import agreement, weeks_in
from assistant.registers import read_toml
from assistant.retrieval import Reading
from assistant.vocabulary import words

TOPICS = Path(__file__).resolve().parents[1] / "knowledge" / "safety" / "topics.toml"
"""Parts, conditions and activities that people ask about whether or not the library holds them."""
SURE = 0.80
"""Cosine to a stored question from which on the question counts as the same question."""
NEAR = 0.48
"""Cosine below which a passage is not about the question."""
LEAFLET_NEAR = 0.35
"""As `NEAR`, for a leaflet's passage that holds every telling word of the question: a row of a plan is near to nothing."""
PERIOD_WEIGHT = 0.10
"""Added for a leaflet's passage on the weeks that are asked about, taken off for one on other weeks."""
FLOOR = 0.74
"""Score (see `score`) below which a passage is taken not to answer."""
COVERAGE_WEIGHT = 0.40
"""Added for a passage that holds every informative word of the question."""
LEAFLET_FLOOR = 0.70
"""As `FLOOR`, for a clinic's leaflet: it has no stored questions that lie near to what is asked, only its sentences.
Picked between the far and the near questions of tests/documents/questions.dev.jsonl."""
LEAFLET_CLOSE = 0.55
"""Cosine from which a word that no document holds is forgiven in a leaflet: people ask in words that a single leaflet seldom uses, whatever it holds."""
UNKNOWN_PENALTY = 0.05
"""Taken off for each informative word that no document holds and no lay word explains."""
NAMED_WEIGHT = 0.05
"""Added for a passage of a document that the question names."""
BARE = 0.45
"""Coverage of a question that has no telling word, by general guidance and conditions: a cosine of 0.56 is asked of them."""
TOPIC_NEAR = 0.70
"""Cosine from which a passage that merely mentions a part or an activity is taken to be about it: "shoes that grip" says
nothing of a weak grip."""
CUT_SHORT = 5
"""Letters from which an unknown word that begins a word of the passage is taken for it: "recon" is a reconstruction."""
A_NAME = 4
"""Words up to which an alias is a name rather than a description."""
LOOKED_AT = 5
"""Passages of which the best gives an answer its confidence."""
RECENT = 64
"""Questions whose words are kept: one is looked at again for each of its passages."""

_GENERIC = frozenset(
    stems(
        "exercise exercises help helps thing good bad best pain painful hurt hurts day days week weeks month year old time times start leg legs "
        "doctor physio feel people person hospital mum dad wife husband mother father left right side bit little lot two three four five six "
        "what which who whose where when why how whats wot show tell say says said ask asked know knew think true false happen happens mean means meant between differ different "
        "difference before after during since until while still again ever never always usual usually normal ok okay fine alright diagnosed diagnose told given tell version "
        "play playing wear scan mri xray ray clear ruin ruins wreck first next last now today tomorrow able allow allowed safe safely possible need needs want like try trying tried doing done do does did "
        "get gets getting got go going goes come coming put take taking make makes making use using used keep keeps much many more less most least really very quite just only also too enough "
        "ago over under about way ways kind sort type please thanks hello hi sorry question idea anything something everything nothing someone anyone advice suggest recommend recommended better worse "
        "properly correct correctly exactly easy easily simple quick quickly long short big small nice new morning night home house im ive dont cant wont isnt "
        "gran granny grandad grandma grandpa nan nana friend partner son daughter em gonna wanna gotta til cos because afterwards afterward anyway weekend ago mom moms mommy mam doesnt didnt havent hasnt hadnt wasnt werent couldnt wouldnt shouldnt arent each everyday lately recently somehow otherwise stuff lots loads dodgy gammy "
        "not often brother sister aunt auntie uncle niece nephew cousin law neighbour neighbor colleague boss mate pal girlfriend boyfriend "
        "haha hahaha hehe lol lmao omg tbh btw imo imho xx xxx hun luv dear ta cheers oops hmm erm "
        "explain describe brief briefly summary summarise line lines leaflet eli5 lady ladies gentleman gentlemen man men woman women beginner beginners starter starters newbie "
        "panic panicking seem seems basically honestly apparently supposedly reckon wonder wondering curious confused puzzled suppose true tru truth myth "
        "heard hear read saw telly tv facebook google internet youtube tiktok online article magazine newspaper "
        "seven eight nine ten twenty thirty monday tuesday wednesday thursday friday saturday sunday yesterday tonight second seconds "
        "january february april june july august september october november december jan feb apr aug sept sep oct nov dec summer winter autumn christmas xmas easter"
    )
)
_ASKS_LEAVE = re.compile(
    r"(?<!how )(?<!when )(?<!what )\b(?:can|could|should|may|am) (?:i|we|he|she|they|mum|dad)\b(?!.*\b(?:can|could|should|may|am) (?:i|we|he|she|they|mum|dad)\b)"
)
_HOLDS_ON = re.compile(
    r" (?:with|both|one|two|which|my other|no) hand (?:should|do|doe|go|for|on|off|free|hold|$)| hold\w* (?:\w+ ){0,3}hand | hand on "
)
_PERMISSION = frozenset({Intent.SAFE, Intent.WHEN, Intent.BELIEF})


@lru_cache(maxsize=1)
def _topics() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(_phrase(name) for name in names) for kind, names in read_toml(TOPICS).items()}


def _phrase(text: str) -> str:
    """Words of `text` without plural s, between single spaces, so that a phrase can be looked for as a substring."""
    return f" {' '.join(word[:-1] if len(word) > 3 and word.endswith('s') else word for word in words(text))} "


def foreign_topics(reading: Reading) -> list[tuple[str, str]]:
    """Return (kind, phrase) of the listed parts, conditions and activities that the question names (safety/topics.toml)."""
    return list(_topics_named(reading.text))


@lru_cache(maxsize=RECENT)
def _topics_named(text: str) -> tuple[tuple[str, str], ...]:
    asked = _phrase(text)
    return tuple((kind, name) for kind, names in _topics().items() for name in names if name in asked)


def informative(reading: Reading) -> list[str]:
    """Return the stems of the question that say what it is about, each once."""
    return list(_telling(reading.text))


@lru_cache(maxsize=RECENT)
def _telling(text: str) -> tuple[str, ...]:
    return tuple(
        stem
        for stem in dict.fromkeys(stems(text))
        if stem not in _GENERIC and not any(letter.isdigit() for letter in stem)
    )


def _held(corpus: Corpus, passage: Passage) -> frozenset[str]:
    return corpus.derived("stems", passage.chunk.id, lambda: _read_held(corpus, passage))


def _read_held(corpus: Corpus, passage: Passage) -> frozenset[str]:
    document = corpus.documents[passage.chunk.document_id]
    section = corpus.section(passage.chunk)
    wordings = section.wordings if section else ()
    names = (document.title, *document.aliases, *document.ambiguous, passage.chunk.heading, *wordings)
    return frozenset(stems(" ".join((*names, plain(passage.chunk.text)))))


def said_in(corpus: Corpus, passage: Passage) -> frozenset[str]:
    """Return the stems of what a passage says and of the questions that it answers, the names of its document left out."""
    return corpus.derived("said", passage.chunk.id, lambda: _read_said(corpus, passage))


def _read_said(corpus: Corpus, passage: Passage) -> frozenset[str]:
    section = corpus.section(passage.chunk)
    wordings = section.wordings if section else ()
    return frozenset(stems(" ".join((passage.chunk.heading, *wordings, plain(passage.chunk.text)))))


def coverage(corpus: Corpus, reading: Reading, passage: Passage) -> float:
    """Return the share, 0 to 1, of the question's informative words that the passage or its document's names hold.

    Words weigh by how few documents hold them; a word that no document holds weighs most. For a question without
    informative words, 1 where it names something and `BARE` at most otherwise.
    """
    asked = informative(reading)
    if not asked:
        return 1.0 if reading.mentions or passage.entity >= 1.0 else _bare(corpus, reading, passage)
    held = _held(corpus, passage)
    frequency = corpus.frequency
    total = max(len(corpus.documents), 1)
    expansions = _expansions(reading)
    weights = {stem: math.log((total + 1) / (frequency[stem] + 0.5)) for stem in asked}
    good = sum(weight for stem, weight in weights.items() if stem in held or expansions.get(stem, set()) & held)
    whole = sum(weights.values())
    return good / whole if whole > 0 else 1.0


def _bare(corpus: Corpus, reading: Reading, passage: Passage) -> float:
    """Return the coverage of a question with neither a telling word nor a name: little but its likeness speaks.

    One exercise is no answer to "exercises for my legs".
    """
    listed = intent_of(reading.text) in LISTS
    exercise = corpus.documents[passage.chunk.document_id].kind == "exercise"
    return 0.0 if listed or exercise else BARE


def score(corpus: Corpus, reading: Reading, passage: Passage) -> float:
    """Return how surely `passage` answers, about 0 to 1.45: cosine, plus the informative words it holds, plus being named."""
    named = NAMED_WEIGHT if passage.entity >= 1.0 else 0.0
    unknown = UNKNOWN_PENALTY * len(_unknown(corpus, reading))
    if corpus.documents[passage.chunk.document_id].kind == "leaflet":
        named += PERIOD_WEIGHT * agreement(passage.chunk.text, weeks_in(reading.text))
    return passage.dense + COVERAGE_WEIGHT * coverage(corpus, reading, passage) + named - unknown


def confidence(corpus: Corpus, reading: Reading, passages: Sequence[Passage]) -> float | None:
    """Return how surely the best of the first passages answers (see `score`), 0 at least; None without passages."""
    found = [score(corpus, reading, passage) for passage in passages[:LOOKED_AT]]
    return round(max(0.0, *found), 4) if found else None


def answers(corpus: Corpus, reading: Reading, passage: Passage) -> bool:
    """Tell whether `passage` is likely to hold an answer to the question."""
    leaflet = corpus.documents[passage.chunk.document_id].kind == "leaflet"
    whole = leaflet and len(informative(reading)) > 1 and coverage(corpus, reading, passage) >= 1.0
    near = LEAFLET_NEAR if whole else NEAR
    if passage.dense < near or about_another_topic(corpus, reading, passage):
        return False
    # A wording of the stored question holds the word, though no sentence of the library does: "rows with tights".
    worded = stem_set(passage.question)
    unknown = [
        stem
        for stem in _unknown(corpus, reading)
        if stem not in worded and not _cut_short(stem, _held(corpus, passage))
    ]
    forgiven = leaflet and passage.dense >= LEAFLET_CLOSE
    if unknown and not forgiven and intent_of(reading.text) in _PERMISSION:
        # A story may hold any word: "playing kabaddi, can I walk on it?" is a question about walking.
        asked = set(stems(_permission_in(asking_in(reading.text))))
        if asked & set(unknown):
            return False
    if passage.question and passage.dense >= SURE and not unknown:
        return True
    return score(corpus, reading, passage) >= (LEAFLET_FLOOR if leaflet else FLOOR)


def _cut_short(stem: str, held: frozenset[str]) -> bool:
    return len(stem) >= CUT_SHORT and any(one.startswith(stem) for one in held)


def _permission_in(text: str) -> str:
    """Return what is asked leave for at the end of `text`: "I am going to Spain, can I fly?" is not about Spain."""
    asked = text[found.start() :] if (found := _ASKS_LEAVE.search(text.lower())) else text
    return asked if set(stems(asked)) - _GENERIC else text


def about_another_topic(corpus: Corpus, reading: Reading, passage: Passage) -> bool:
    """Tell whether the question names a part, condition or activity that the passage is not about."""
    topics = foreign_topics(reading)
    if not topics:
        return False
    document = corpus.documents[passage.chunk.document_id]
    about, asked, text = corpus.derived("phrases", passage.chunk.id, lambda: _phrases(corpus, passage))
    named_exercise = passage.entity >= 1.0 and document.kind == "exercise"
    for kind, name in topics:
        if _only_in_passing(reading, kind, name):
            continue
        # Guidance is called by many things, and each of its passages is about one of them.
        of_one_passage = kind == "activities" and document.kind == "guidance"
        if (name in about and not of_one_passage) or (
            document.kind == "leaflet"
            and (name in text or name in asked or (kind != "activities" and _leaflet_tells_of(corpus, document, name)))
        ):
            continue
        near = passage.dense >= TOPIC_NEAR
        if kind == "parts" and (
            named_exercise
            or (document.kind == "exercise" and name in text and near)
            or (name in asked and passage.dense >= SURE)
        ):
            continue
        if kind == "activities" and near and (name in asked or name in text):
            continue
        # Who asks for exercises for vertigo does not ask what an exercise says to people with vertigo, unless it is good for that.
        listed = document.kind == "exercise" and intent_of(reading.text) in LISTS
        if kind == "conditions" and name in (_phrase(passage.chunk.heading) if listed else asked + text):
            continue
        return True
    return False


def _only_in_passing(reading: Reading, kind: str, name: str) -> bool:
    """Whether a topic is not what is meant: a likeness ("sags like an old mattress"), a part of a thing's name ("elbow crutches"), or
    hands that hold on to something."""
    if kind == "parts":
        named = any(name != _phrase(one.name) and name in _phrase(one.name) for one in reading.mentions)
        return named or (name == " hand " and bool(_HOLDS_ON.search(_phrase(reading.text))))
    # "Like an old mattress", or pushed into one.
    return kind == "activities" and bool(
        re.search(
            rf"\blike an?(?: \w+)?{name}|\b(?:into|against|off|on) (?:the|my|his|her){name}", _phrase(reading.text)
        )
    )


WINDOW = 2
"""Words that may stand among those of a condition's name where a leaflet tells of it: "broken upper arm" is a broken arm."""
_SAME_VERB = {
    "torn": "tear",
    "tore": "tear",
    "broken": "break",
    "broke": "break",
    "swollen": "swell",
    "swelling": "swell",
    "slipped": "slip",
}
"""Forms that no stemmer brings together."""


def _leaflet_tells_of(corpus: Corpus, document: Document, name: str) -> bool:
    """Tell whether a leaflet holds the words of `name` beside each other, in any order: "calf tear" is a torn calf."""
    wanted = {_SAME_VERB.get(word, word) for word in name.split()}
    told = corpus.derived("told", document.id, lambda: _told(document))
    room = len(wanted) + WINDOW
    return any(wanted <= set(told[start : start + room]) for start in range(max(1, len(told) - room + 1)))


def _told(document: Document) -> list[str]:
    return [_SAME_VERB.get(word, word) for word in _phrase(f"{document.title} . {document.text}").split()]


def _phrases(corpus: Corpus, passage: Passage) -> tuple[str, str, str]:
    """Return what the document of a passage is called, what the passage is asked for by, and what it says."""
    document = corpus.documents[passage.chunk.document_id]
    section = corpus.section(passage.chunk)
    # A description such as "pull a weight up to my ribs" says what is done, not what the document is about.
    called = [alias for alias in document.aliases if len(alias.split()) <= A_NAME]
    return (
        _phrase(" . ".join((document.title, *called, *document.ambiguous, *document.body_regions))),
        _phrase(" . ".join((passage.chunk.heading, *(section.wordings if section else ())))),
        _phrase(plain(passage.chunk.text)),
    )


def outside_list(reading: Reading, document: Document) -> bool:
    """Tell whether a condition's list of exercises is not for who asks: they name another condition, operation or part.

    What a document is named for in the question may stand beside one that the library lacks ("knee arthritis and tennis
    elbow"), unless that one is what they are recovering from.
    """
    topics = foreign_topics(reading)
    if not topics:
        return False
    about = _phrase(" . ".join((document.title, *document.aliases, *document.body_regions)))
    named = any(document.id in mention.documents for mention in reading.mentions)
    listed = intent_of(reading.text) in LISTS
    for kind, name in topics:
        if name in about:
            continue
        if not named or (kind == "activities" and not listed):
            return True
        if re.search(rf"\b(?:after|since|following|post|had|having)(?: \w+){{0,3}}{name}", _phrase(reading.text)):
            return True
    return False


def _unknown(corpus: Corpus, reading: Reading) -> list[str]:
    """Return the informative words that no document holds or is called by and no lay word explains."""
    frequency = corpus.frequency
    expansions = _expansions(reading)
    named = {stem for mention in reading.mentions if not mention.ambiguous for stem in stem_set(mention.name)}
    return [
        stem for stem in informative(reading) if not frequency[stem] and not expansions.get(stem) and stem not in named
    ]


def _expansions(reading: Reading) -> dict[str, set[str]]:
    meant: dict[str, set[str]] = defaultdict(set)
    for phrase, meaning in reading.meanings.items():
        for stem in stem_set(phrase):
            meant[stem].update(stem_set(meaning))
    return meant
