"""The default answerer: plans an answer by what is asked and fills it with verbatim sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from assistant.answerability import answers
from assistant.answering import Draft, Evidence, PlannedPart, Quote, Warned
from assistant.corpus import Corpus
from assistant.intents import Intent, asks_something, intent_of
from assistant.lexical import stems
from assistant.listed_answer import changed_list
from assistant.models import Document, Passage, SectionKind, Statement
from assistant.precautions import MovementVerdict, Verdict
from assistant.ranking import programme_for, rank, ruled_exercise
from assistant.scope import addressed_to_assistant
from assistant.vocabulary import names_in

MOST_LEAD = 4
"""Sentences in the direct answer."""
MOST_OPTIONS = 6
"""Exercises listed in one answer."""

_EVERYWHERE = frozenset(stems("hip knee leg pain surgery operation exercise new old week month call help"))
_NOT_NAMED = "The library says nothing about the {name} for that. Ask the physiotherapist or team who knows you; until then this is when to stop."
_NOT_COVERED = "The library says nothing about {label} under “{name}”. Ask the physiotherapist, midwife or team who knows you before you start."
_TELLS_HOW = frozenset(
    {Intent.HOW_TO, Intent.DOSE, Intent.PROGRESS, Intent.PROGRAMME, Intent.OPTIONS, Intent.DEFINITION}
)
_NAMES_A_MOVEMENT = frozenset({Intent.HOW_TO, Intent.DOSE, Intent.DEFINITION, Intent.WHY, Intent.GENERAL})
_ON_FEET = frozenset(stems("stand standing walk walking squat step stairs"))
_LIMITS = frozenset({"non-weight-bearing", "partial-weight-bearing"})
_WHETHER = frozenset({Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.ALTERNATIVE})
_SAYS_NO = ("No", "Do not", "Leave", "Stop")
_HOW_WORDS = frozenset(
    stems("how do you show right way correctly properly steps technique perform exercise instructions")
)


class ExtractiveAnswerer:
    """Every sentence is a quotation."""

    name: Literal["extractive", "generative"] = "extractive"

    def draft(self, evidence: Evidence) -> Draft:
        """See `Answerer.draft`."""
        if evidence.question.wanted:
            return changed_list(evidence)
        ranked = rank(evidence)
        best = next((passage for passage in ranked[:5] if answers(evidence.corpus, evidence.reading, passage)), None)
        best = best or _on_who_should_not(evidence, ranked)
        named = [identity for identity in names_in(evidence.reading.mentions) if identity.startswith("exercises/")]
        states = evidence.intent in (Intent.GENERAL, Intent.SAFE) and not asks_something(
            evidence.question.query or evidence.question.text
        )
        wants_list = not named and (states or evidence.intent in (Intent.PROGRAMME, Intent.OPTIONS))
        condition = programme_for(evidence) if wants_list else None
        if best is None and condition is None:
            ruled = ruled_exercise(evidence)
            return _Plan(evidence, ranked, None, ruled).draft() if ruled is not None else Draft()
        return _Plan(evidence, ranked, None if states and condition is not None else best, condition).draft()


def _on_who_should_not(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Who should ask first or leave it out, of an exercise that is named and that a rule speaks of for this person.

    "May I do clamshells five weeks after a hip replacement?" is never left without an answer where the document has one.
    """
    documents = evidence.corpus.documents
    for identity in names_in(evidence.reading.mentions):
        found = evidence.precautions.assess(documents[identity], evidence.active)
        kind = {"not_now": SectionKind.AVOID, "caution": SectionKind.ASK_FIRST}.get(found[0].verdict) if found else None
        for passage in ranked:
            if kind and passage.chunk.document_id == identity and passage.chunk.kind is kind:
                return passage
    return None


class _Plan:
    """One answer in the making."""

    def __init__(
        self, evidence: Evidence, ranked: Sequence[Passage], best: Passage | None, condition: Document | None
    ) -> None:
        self.evidence = evidence
        self.corpus: Corpus = evidence.corpus
        self.ranked = ranked
        self.best = best
        self.condition = condition
        document = condition if best is None else self.corpus.documents[best.chunk.document_id]
        assert document is not None
        self.document = document
        self.used: set[str] = set()
        self.parts: list[PlannedPart] = []
        self.precautions: list[Warned] = []
        self.framing = ""

    def draft(self) -> Draft:
        intent = self.evidence.intent
        barred = self._warn()
        builders: dict[Intent, Callable[[Passage], None]] = {
            Intent.HOW_TO: self._how_to,
            Intent.DEFINITION: self._definition,
            Intent.ALTERNATIVE: self._progression,
            Intent.PROGRESS: self._progression,
        }
        if barred:
            # The stored answer to "is it for me?" says no in its own words; otherwise the rule's sentence does.
            if self.best is not None and intent not in _TELLS_HOW and self._speaks_of_whether(self.best):
                self._direct(self.best)
            if not self.parts or not self._text(self.parts[0][1][0]).startswith(_SAYS_NO):
                self.parts.insert(0, ("caution", self._forbidding()))
            self._instead()
        elif (
            self._stands_on_a_leg_that_may_not()
            or self.best is None
            or intent is Intent.PROGRAMME
            or (intent is Intent.OPTIONS and self.condition)
        ):
            self._options()
        else:
            builders.get(intent, self._direct)(self.best)
            self._other_meanings()
        if not barred:
            self._cautions()
            self._help()
        parts = [(kind, quotes) for kind, quotes in self.parts if quotes]
        return Draft(parts=parts, precautions=self.precautions, suggestions=self._suggestions(), framing=self.framing)

    # parts

    def _direct(self, best: Passage) -> None:
        """The answer statements of the best passage, and the dose where a number was asked for."""
        if self._misses_the_condition(best):
            self.framing = _NOT_NAMED.format(name=self.document.title.lower())
            self._add("help", self._section(self.document, SectionKind.STOP)[:2])
            return
        self._add("lead", self._statements(best))
        wants_number = self.evidence.intent is Intent.DOSE and best.chunk.kind is not SectionKind.DOSE
        if wants_number and not self._has_figure("lead"):
            self._add("dose", self._section(self.document, SectionKind.DOSE)[:2])

    @staticmethod
    def _speaks_of_whether(best: Passage) -> bool:
        """Whether a passage says if and when an exercise is right, rather than how it is done."""
        return best.chunk.kind is SectionKind.QUESTION and intent_of(best.chunk.heading) in _WHETHER

    def _stands_on_a_leg_that_may_not(self) -> bool:
        """Whether the answer would speak of standing or walking to somebody who may not put weight on a leg."""
        if self.best is None or self.document.kind != "condition" or not _LIMITS & self.evidence.active:
            return False
        said = {stem for quote in self._statements(self.best) for stem in stems(self._text(quote))}
        programme = programme_for(self.evidence)
        if programme is not None and said & _ON_FEET:
            self.condition = programme
            return True
        return False

    def _how_to(self, best: Passage) -> None:
        steps = self._section(self.document, SectionKind.STEPS)
        specific = best.chunk.kind is SectionKind.QUESTION and not self._is_plain_how_to(best.chunk.heading)
        if specific or not steps:
            self._direct(best)
            return
        self._add("steps", [quote for quote in steps if self._statement(quote).form == "step"] or steps)
        self._add("dose", self._section(self.document, SectionKind.DOSE)[:2])
        if not self.precautions:
            self._add("note", self._section(self.document, SectionKind.MISTAKES)[:1])

    def _definition(self, best: Passage) -> None:
        if best.chunk.kind is SectionKind.QUESTION:
            self._add("lead", self._statements(best))
            return
        purpose = self._section(self.document, SectionKind.PURPOSE)
        overview = purpose or self._section(self.document, SectionKind.OVERVIEW)
        self._add("lead", overview[:3] or self._statements(best))
        if self.document.kind == "exercise":
            self._add("steps", self._section(self.document, SectionKind.STEPS))

    def _options(self) -> None:
        """What helps, then exercises; those that do not suit this person are left out and named in the precautions."""
        condition = self.condition or self.document
        answering = self.best is not None and self.best.chunk.kind is SectionKind.QUESTION
        self._say_what_is_not_covered(condition)
        exercises = self._suitable(self._section(condition, SectionKind.EXERCISES))
        limit = next((warned for warned in self.precautions if warned.verdict.circumstance in _LIMITS), None)
        if limit is not None:
            # What helps in general may speak of standing; the limit comes instead.
            self.precautions[self.precautions.index(limit)] = replace(limit, shown=limit.quote is None)
            self._add("caution", [limit.quote] if limit.quote else [])
        elif self.best is not None and answering and self.best.chunk.document_id == condition.id:
            self._add("lead", self._statements(self.best))
        else:
            self._add("lead", self._section(condition, SectionKind.HELPS)[:2])
        self._add("options", exercises[:MOST_OPTIONS])
        if limit is None:
            self._add("dose", self._section(condition, SectionKind.DOSE)[:1])
        if not self.parts and self.best is not None:
            self._direct(self.best)
        self.document = condition

    def _progression(self, best: Passage) -> None:
        items = self._section(self.document, SectionKind.PROGRESSION)
        if best.chunk.kind is SectionKind.QUESTION or not items:
            self._direct(best)
        easier = self.evidence.intent is Intent.ALTERNATIVE
        wanted = set(self.document.easier if easier else self.document.harder)
        chosen = [quote for quote in items if self._statement(quote).tag in wanted]
        self._add("options", self._suitable(chosen)[:3])
        if not self.parts:
            self._direct(best)

    def _other_meanings(self) -> None:
        """A name that several exercises carry is answered for the likeliest, with the others offered."""
        if self.evidence.intent not in _NAMES_A_MOVEMENT:
            return
        firm = names_in(self.evidence.reading.mentions)
        shared = [mention for mention in self.evidence.reading.mentions if mention.ambiguous]
        if firm or not shared or self.document.id not in shared[0].documents:
            return
        others = [identity for identity in shared[0].documents if identity != self.document.id and self._fits(identity)]
        purposes = [self._section(self.corpus.documents[identity], SectionKind.PURPOSE)[:1] for identity in others[:2]]
        self._add("options", [quote for quotes in purposes for quote in quotes])

    def _warn(self) -> bool:
        """Put what speaks against the exercise for this person before anything else; tell whether it is barred now."""
        rules = self.evidence.precautions
        found: list[Verdict] = rules.assess(self.document, self.evidence.active)
        movements = (
            []
            if found
            else rules.assess_movement(
                self.evidence.question.query or self.evidence.question.text, self.evidence.active
            )
        )
        every: list[Verdict | MovementVerdict] = [*found, *movements]
        worst = [verdict for verdict in every if verdict.verdict == "not_now"]
        instead = tuple(rules.instead(worst, self.corpus.documents, self.evidence.active)) if worst else ()
        for verdict in every:
            quote = self._quote_of(verdict) if isinstance(verdict, Verdict) else None
            barred = verdict.verdict == "not_now"
            # A general rule is said when the document itself has no sentence as strong.
            said = any(isinstance(one, Verdict) and one.statement and one.verdict == verdict.verdict for one in every)
            own = quote is None and not said
            self.precautions.append(Warned(verdict, quote, shown=own, alternatives=instead if barred else ()))
        return bool(worst) and bool(found)

    def _forbidding(self) -> list[Quote]:
        """The document's own sentences that bar the exercise for this person, at most two."""
        barring = [warned.quote for warned in self.precautions if warned.verdict.verdict == "not_now" and warned.quote]
        self.used.update(" ".join(self._text(quote).lower().split()) for quote in barring)
        return barring[:2]

    def _instead(self) -> None:
        """What to look at in place of an exercise that is barred: its easier versions, or another one's purpose."""
        wanted = next((warned.alternatives for warned in self.precautions if warned.alternatives), ())
        items = self._section(self.document, SectionKind.PROGRESSION)
        own = {self._statement(quote).tag: quote for quote in items}
        chosen = []
        for identity in wanted[:2]:
            purpose = self._section(self.corpus.documents[identity], SectionKind.PURPOSE)[:1]
            chosen.extend([own[identity]] if identity in own else purpose)
        self._add("options", chosen)

    def _cautions(self) -> None:
        asked = [
            warned.quote
            for warned in self.precautions
            if warned.verdict.verdict == "caution" and warned.quote and warned.quote.document_id == self.document.id
        ]
        self._add("caution", asked[:2])
        cautious = self.evidence.intent in (Intent.HOW_TO, Intent.DOSE, Intent.SAFE) and self.document.tier != "T0"
        if self.document.kind == "exercise" and cautious and not self.precautions:
            avoid = self._section(self.document, SectionKind.AVOID) if self.evidence.intent is Intent.SAFE else []
            self._add("caution", [*avoid[:1], *self._section(self.document, SectionKind.ASK_FIRST)[:1]])

    def _help(self) -> None:
        """When to stop an exercise; for another topic the sign that has to do with the question."""
        if self.evidence.intent not in (Intent.NORMAL, Intent.SAFE, Intent.HOW_TO):
            return
        if self.document.kind == "exercise":
            signs = self._section(self.document, SectionKind.STOP)
            self._add("help", sorted(signs, key=lambda quote: not self._text(quote).startswith("Stop"))[:1])
            return
        asked = set(stems(self.evidence.reading.expanded)) - _EVERYWHERE
        signs = self._section(self.document, SectionKind.HELP)
        self._add("help", [quote for quote in signs if len(asked & set(stems(self._text(quote)))) > 1][:1])

    # choosing

    def _say_what_is_not_covered(self, document: Document) -> None:
        """Say so when somebody asks whether something suits a state that the document does not speak of."""
        if self.evidence.intent is not Intent.SAFE:
            return
        held = set(stems(document.text))
        for identity in self.evidence.question.said_now:
            if identity not in document.circumstances and not set(stems(identity)) & held:
                label = identity.replace("-", " ")
                self.framing = _NOT_COVERED.format(label=label, name=document.title)

    def _misses_the_condition(self, best: Passage) -> bool:
        """Tell whether the question asks if an exercise suits a condition that the passage does not speak of."""
        if self.evidence.intent is not Intent.SAFE or self.document.kind != "exercise" or self.precautions:
            return False
        named = [
            self.corpus.documents[identity]
            for identity in names_in(self.evidence.reading.mentions)
            if self.corpus.documents[identity].kind == "condition"
        ]
        said = set(stems(best.chunk.heading)) | {
            stem for quote in self._statements(best) for stem in stems(self._text(quote))
        }
        about = [set(stems(" ".join((document.title, *document.aliases)))) - _EVERYWHERE for document in named]
        return bool(about) and not any(words & said for words in about)

    def _fits(self, identity: str) -> bool:
        document = self.corpus.documents.get(identity)
        return document is not None and self.evidence.precautions.allowed(document, self.evidence.active)

    def _suitable(self, quotes: Iterable[Quote]) -> list[Quote]:
        """Leave out what points to an exercise that is not for this person now, and note why."""
        chosen = []
        for quote in quotes:
            document = self.corpus.documents.get(self._statement(quote).tag)
            if document is None or self._fits(document.id):
                chosen.append(quote)
                continue
            for verdict in self.evidence.precautions.assess(document, self.evidence.active)[:1]:
                self.precautions.append(Warned(verdict, self._quote_of(verdict), shown=False))
        return chosen

    def _statements(self, passage: Passage) -> list[Quote]:
        """Return the statements of a passage that answer: all of a question's, the nearest of a longer section's."""
        document = self.corpus.documents[passage.chunk.document_id]
        found = [
            Quote(document.id, number, index)
            for number, section in enumerate(document.sections)
            for index, statement in enumerate(section.statements)
            if passage.chunk.span.start
            <= statement.span.start
            < max(passage.chunk.span.end, passage.chunk.span.start + 1)
        ]
        if passage.chunk.kind is SectionKind.QUESTION or len(found) <= MOST_LEAD:
            return found[: MOST_LEAD + 1]
        asked = set(stems(self.evidence.reading.expanded))
        weights = [(len(asked & set(stems(self._text(quote)))), -place) for place, quote in enumerate(found)]
        chosen = sorted(range(len(found)), key=lambda place: weights[place], reverse=True)[:MOST_LEAD]
        return [found[place] for place in sorted(chosen)]

    def _section(self, document: Document, kind: SectionKind) -> list[Quote]:
        return [
            Quote(document.id, number, index)
            for number, section in enumerate(document.sections)
            if section.kind is kind
            for index in range(len(section.statements))
        ]

    def _quote_of(self, verdict: Verdict) -> Quote | None:
        if verdict.section is None or verdict.statement is None:
            return None
        number = verdict.document.sections.index(verdict.section)
        return Quote(verdict.document.id, number, verdict.section.statements.index(verdict.statement))

    def _statement(self, quote: Quote) -> Statement:
        return self.corpus.documents[quote.document_id].sections[quote.section].statements[quote.statement]

    def _text(self, quote: Quote) -> str:
        span = self._statement(quote).span
        return self.corpus.documents[quote.document_id].text[span.start : span.end]

    def _has_figure(self, part: str) -> bool:
        return any(
            any(letter.isdigit() for letter in self._text(quote))
            for kind, quotes in self.parts
            if kind == part
            for quote in quotes
        )

    def _is_plain_how_to(self, heading: str) -> bool:
        names = {stem for name in (self.document.title, *self.document.aliases) for stem in stems(name)}
        return not set(stems(heading)) - names - _HOW_WORDS

    def _add(
        self, kind: Literal["lead", "steps", "dose", "options", "caution", "help", "note"], quotes: Iterable[Quote]
    ) -> None:
        fresh = []
        for quote in quotes:
            text = " ".join(self._text(quote).lower().split())
            document = self.corpus.documents[quote.document_id]
            if document.kind == "leaflet" and (addressed_to_assistant(text) or addressed_to_assistant(document.title)):
                continue
            if text not in self.used:
                self.used.add(text)
                fresh.append(quote)
        if fresh:
            self.parts.append((kind, fresh))

    def _suggestions(self) -> list[str]:
        heading = self.best.chunk.heading if self.best is not None else ""
        asked = (self.best.question if self.best is not None else "") or heading
        chosen: list[str] = []
        kinds: set[Intent] = {self.evidence.intent}
        questions = [
            section for section in self.document.sections if section.kind is SectionKind.QUESTION and section.wordings
        ]
        for section in questions:
            intent = intent_of(section.heading)
            if asked not in section.wordings and section.heading != heading and intent not in kinds:
                chosen.append(section.heading)
                kinds.add(intent)
        for section in questions:
            if section.heading not in chosen and section.heading != heading and asked not in section.wordings:
                chosen.append(section.heading)
        return chosen[:3]
