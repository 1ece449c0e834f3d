"""A message that the library does not answer as it stands, asked again as a simpler question within it, or as the closest one stored."""

from __future__ import annotations

from dataclasses import replace

from assistant.answerability import foreign_topics
from assistant.answering import Answerer, Draft, Evidence
from assistant.asking_again import AskingAgain
from assistant.circumstances import CircumstanceReader
from assistant.closest import CLOSEST, closest_question
from assistant.intents import Intent, intent_of
from assistant.long_messages import of_another_thing, questions_in
from assistant.retrieval import HybridRetriever, read_query
from assistant.screening import Permission, Screen, undated_operation
from assistant.store import Generation
from assistant.vocabulary import exercises_of, names_in

MOST_TAUGHT = 2
"""Exercises named in one message, of which the first is taught."""
_WANTS_TO_DO = frozenset({Intent.SAFE, Intent.HOW_TO, Intent.GENERAL, Intent.DOSE})
"""Intents with which somebody names an exercise that they would do."""


class SimplerQuestions:
    """What is left without an illness that was told, an everyday task after the operation that was told, one question of several,
    how to do what somebody names. Thread-safe."""

    def __init__(self, circumstances: CircumstanceReader, retriever: HybridRetriever, answerer: Answerer) -> None:
        self._circumstances = circumstances
        self._asking = AskingAgain(retriever, answerer)

    def asked(self, evidence: Evidence, generation: Generation, may_do: bool) -> tuple[Draft, Evidence] | None:
        """Return the screened draft of the first simpler question that the library answers, with its evidence, or None.

        `may_do`: whether no rule forbids what the message asks about.
        """
        without = self._without_told(evidence)
        taught = self._how_to(evidence) if may_do else ()
        # What the library lacks, such as pole dancing, is not answered by what lies near it.
        lacking = any(kind == "activities" for kind, _ in foreign_topics(evidence.reading))
        said = evidence.question.circumstances
        usual = () if lacking else evidence.precautions.asked_of_the_library(evidence.question.text, said)
        for asked in dict.fromkeys((*without, *usual, *questions_in(evidence.reading, evidence.corpus), *taught)):
            draft, again = self._asking.draft(evidence, generation, asked)
            # What was told is left out of the question only where the answer says what it means for the exercise.
            heeded = asked not in without or any(warned.shown for warned in draft.precautions)
            # Of an operation that is not named, a clinic's leaflet on another one says what holds for that.
            elsewhere = asked in usual and _quotes_a_leaflet(draft, evidence)
            if not draft.unanswered and heeded and not elsewhere and not of_another_thing(draft, evidence, again):
                if asked in taught and not draft.framing:
                    draft = replace(draft, framing=Permission(again).word())
                return draft, again
        return None

    def closest(self, evidence: Evidence, generation: Generation) -> tuple[Draft, Evidence] | None:
        """Return the answer to the stored question closest to the one asked, shown as that; None where none is close.

        Of one that lies so near that it is the same, the answer alone: it would be untrue that there is none.
        """
        if evidence.question.subject:
            return None
        forbids = any(one.verdict.verdict == "not_now" for one in Screen(evidence).standing())
        heading, same = closest_question(evidence, own=forbids)
        if not heading:
            return None
        draft, again = self._asking.draft(evidence, generation, heading)
        if draft.unanswered or draft.framing:
            return None
        mark = "" if heading.endswith((".", "?")) else "."
        framing = "" if same else CLOSEST.format(question=heading + mark)
        return replace(draft, framing=framing), replace(again, intent=evidence.intent)

    def _without_told(self, evidence: Evidence) -> tuple[str, ...]:
        """Return the question without the illness it tells of, where what is left still names an exercise."""
        return tuple(
            one
            for one in self._circumstances.without_told(evidence.reading.text)
            if exercises_of(names_in(read_query(evidence.corpus, one).mentions))
        )

    def _how_to(self, evidence: Evidence) -> tuple[str, ...]:
        """Return the question how to do the exercise that somebody names who told of themselves and may do it, if any."""
        said = evidence.question.circumstances
        if undated_operation(said):
            return ()
        told = evidence.active or "procedure" in said or "healthy" in said
        named = exercises_of(names_in(evidence.reading.mentions))
        if not told or not 1 <= len(named) <= MOST_TAUGHT or evidence.intent not in _WANTS_TO_DO:
            return ()
        exercises = [evidence.corpus.documents[one] for one in named]
        if not all(evidence.precautions.allowed(exercise, evidence.active) for exercise in exercises):
            return ()
        if Intent.DOSE in (evidence.intent, intent_of(evidence.reading.text)):
            name = exercises[0].title.lower().split(",")[0].split(" (")[0]
            return (f"How many {name.removesuffix('s')}s should I do?",)
        return (f"How do I do the {exercises[0].title.lower()}?",)


def _quotes_a_leaflet(draft: Draft, evidence: Evidence) -> bool:
    return any(
        evidence.corpus.documents[quote.document_id].kind == "leaflet" for _, quotes in draft.parts for quote in quotes
    )
