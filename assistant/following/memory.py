"""The thread of a conversation after an answer: what was spoken of, and what was offered."""

from __future__ import annotations

import re

from assistant.corpus import Corpus
from assistant.following.frames import frame_of
from assistant.following.thread import Followed, Shelf, Thread
from assistant.intents import LISTS
from assistant.models import Answer, Status
from assistant.retrieval import read_query
from assistant.vocabulary import exercises_of, names_in

_LIST_WORDS = re.compile(r"\b(?:exercis\w*|routine|programme|program|plan|stretch\w*|workout)\b", re.IGNORECASE)


def remember(corpus: Corpus, thread: Thread, followed: Followed, answer: Answer) -> Thread:
    """Return the thread after `answer`."""
    if followed.turn == "which" and answer.asks:
        return Thread(waiting=followed.query, shelf=thread.shelf)
    # "First exercise for ...?" seemed to count in a list that was never given, and was answered all the same.
    answered = followed.turn == "unclear" and answer.status is Status.ANSWERED
    if answer.status is Status.REFERRED or (followed.turn != "question" and not answered):
        return thread.model_copy(
            update={"suggested": answer.suggestions if followed.turn == "question" else thread.suggested}
        )
    query = answer.query
    if answer.status is not Status.ANSWERED:
        open_list = bool(_LIST_WORDS.search(query)) and answer.status is Status.NO_EVIDENCE
        waiting = query if answer.asks or open_list else ""
        spoken = _spoken_of(corpus, followed, query, thread.exercise)
        return thread.model_copy(update={"waiting": waiting, "suggested": answer.suggestions, **spoken})
    named = names_in(read_query(corpus, query).mentions)
    cited = list(dict.fromkeys(citation.document_id for citation in answer.citations))
    exercises = exercises_of(named)
    about = _answering(answer) or (cited[0] if cited else "")
    exercise = followed.exercise or next((one for one in exercises if one in cited), "")
    if followed.frame in ("easier", "else") and about.startswith("exercises/"):
        # "How many of those?" is asked of what was offered in its place.
        exercise = next((one for one in answer.offered if one != exercise), about)
    # Of a list no one exercise is spoken of yet, and its dose may stand in general guidance.
    listing = answer.intent in LISTS and len(answer.offered) > 1
    if listing and about.startswith("guidance/"):
        about = next((one for one in named if one.startswith("conditions/")), about)
    if not exercise and about.startswith("exercises/") and not (followed.wanted or listing):
        exercise = about
    if not exercise and exercises:
        exercise = exercises[0]
    condition = next((one for one in (*named, about) if one.startswith("conditions/")), "")
    if not condition and (followed.follows or about.startswith("guidance/")):
        condition = thread.condition
    if not exercise and about.startswith("guidance/") and not named:
        exercise = thread.exercise
    follows = followed.follows
    offered = answer.offered or _told_of(corpus, answer)
    listed, source, seen = (thread.listed, thread.source, thread.seen) if follows else ("", "", ())
    if followed.wanted and not listed:
        listed, source, seen = thread.shelf.listed, thread.shelf.source, thread.shelf.offered
    if followed.wanted:
        seen = tuple(dict.fromkeys((*seen, *offered)))
    elif not offered and about.startswith("conditions/") and _LIST_WORDS.search(query) and not (listed and follows):
        listed, source = query, about
    elif len(offered) > 1 and (listing or not listed):
        listed, seen = query, answer.offered
        source = next((one for one in cited if one.startswith("conditions/")), about)
    of_a_list = len(offered) > 1 and bool(listing or followed.wanted) and bool(listed)
    return Thread(
        query=listed if followed.wanted and listed else query,
        frame=followed.frame or (thread.frame if follows else frame_of(query)),
        document=about,
        exercise=exercise,
        earlier=thread.exercise if thread.exercise not in ("", exercise) else thread.earlier,
        condition=condition,
        offered=offered or (thread.offered if follows else ()),
        seen=seen,
        listed=listed,
        source=source,
        suggested=answer.suggestions,
        waiting=query if answer.asks else "",
        said=tuple(f"{one.document_id}:{one.start}" for one in answer.citations),
        shelf=Shelf(offered=offered, listed=listed, source=source) if of_a_list else thread.shelf,
    )


def _spoken_of(corpus: Corpus, followed: Followed, query: str, exercise: str) -> dict[str, str]:
    """What a question names that was not answered: what is asked next may be about it. `exercise`: what was spoken of before."""
    if followed.follows:
        return {}
    named = names_in(read_query(corpus, query).mentions)
    exercises = exercises_of(named)
    conditions = [one for one in named if one.startswith("conditions/")]
    spoken = {"exercise": exercises[0], "document": exercises[0], "frame": "", "query": query} if exercises else {}
    if len(conditions) == 1:
        told_of = {"condition": conditions[0], "document": conditions[0], "query": query, "frame": ""}
        spoken |= {"condition": conditions[0]} if spoken or exercise else told_of
    return spoken


def _told_of(corpus: Corpus, answer: Answer) -> tuple[str, ...]:
    """Exercises that an answer without a list names in its sentences, in order; empty unless there are several."""
    if not answer.citations or answer.citations[0].document_id.startswith("exercises/"):
        return ()
    lead = " . ".join(sentence.text for part in answer.parts if part.kind == "lead" for sentence in part.sentences)
    named = exercises_of(names_in(corpus.vocabulary.mentions(lead.lower())))
    return tuple(named) if len(named) > 1 else ()


def _answering(answer: Answer) -> str:
    """Id of the document that the answer proper, not its cautions and options, quotes first; empty for a bare list."""
    numbers = (
        number
        for part in answer.parts
        if part.kind in ("lead", "steps", "dose")
        for said in part.sentences
        for number in said.citations
    )
    first = next(numbers, 0)
    return next((citation.document_id for citation in answer.citations if citation.number == first), "")
