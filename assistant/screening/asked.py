"""What a message asks about, and what the rules say of that: the exercises and movements that it names."""

from __future__ import annotations

from assistant.answering import Draft, Evidence, Warned
from assistant.deciding import deciding_question
from assistant.lexical import name_stems
from assistant.models import Document
from assistant.precautions import MovementVerdict, Verdict
from assistant.screening.barring import exercises_listed
from assistant.vocabulary import exercises_of, names_in


class Asked:
    """The exercises and movements of one message."""

    def __init__(self, evidence: Evidence) -> None:
        """`evidence`: what was found for the question."""
        self._evidence = evidence
        self._rules = evidence.precautions
        self._active = evidence.active
        self._said = evidence.question.circumstances
        # What this message names: a topic carried over from an earlier turn is not what is asked about now.
        vocabulary = evidence.corpus.vocabulary
        asked = vocabulary.repair(evidence.question.text)
        mentions = vocabulary.mentions(asked)
        named = names_in(mentions)
        if not named and len(mentions) == 1 and mentions[0].length == len(name_stems(asked)):
            # Nothing but a name, though one that many documents use: "walking".
            named = [] if mentions[0].ambiguous else list(mentions[0].documents)
        self.exercises = [evidence.corpus.documents[identity] for identity in exercises_of(named)]
        """Exercises named, in their order."""

    def precautions(self, draft: Draft) -> list[Warned]:
        """Precautions of what was asked about that the draft lacks: its answer may be found elsewhere, or nowhere."""
        held = {(one.verdict.rule, exercise_of(one.verdict)) for one in draft.precautions}
        found: list[Verdict | MovementVerdict] = []
        for document in self.exercises:
            found.extend(self._rules.assess(document, self._active))
        text = self._evidence.question.text
        movements = self._rules.movements_in(text)
        # What the exercises named ask for is judged with them; another thing in the same question is judged by itself, and
        # what was typed is judged whatever the question was read as.
        own = {movement for document in self.exercises for movement in document.movements}
        told = {one.rule for one in found} | {one.verdict.rule for one in draft.precautions}
        beside = self._rules.assess_movements([one for one in movements if one not in own], self._active)
        found.extend(one for one in beside if one.rule not in told)
        found = [one for one in found if (one.rule, exercise_of(one)) not in held]
        barred = [one for one in found if one.verdict == "not_now"]
        instead = tuple(self._rules.instead(barred, self._evidence.corpus.documents, self._active)) if barred else ()
        return [Warned(one, None, shown=True, alternatives=instead if one in barred else ()) for one in found]

    def deciding(self, draft: Draft) -> str:
        """The question to ask once: about the exercise or movement named, else about what the answer would list."""
        question = self._evidence.question
        texts = (*question.history, question.text)
        listed = [
            document
            for kind, quotes in draft.parts
            if kind in ("options", "steps", "lead")
            for document in exercises_listed(self._evidence, quotes)
        ]
        left_out = [one.verdict.document for one in draft.precautions if isinstance(one.verdict, Verdict)]
        candidates: tuple[Document | str, ...] = (*self.exercises, question.text, *listed, *left_out)
        for asked in candidates:
            asks = deciding_question(self._rules, asked, self._said, texts)
            if asks and asks not in question.asked:
                return asks
        return ""


def exercise_of(verdict: Verdict | MovementVerdict) -> str:
    """Return the id of the exercise that `verdict` is about; empty for a movement."""
    return verdict.document.id if isinstance(verdict, Verdict) else ""
