"""What of a drafted answer is right for this person: no answerer can teach, list or suggest what a rule forbids them now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant import messages
from assistant.answering import Draft, Evidence, PlannedPart, Quote, Warned
from assistant.corpus import Corpus
from assistant.deciding import USUALLY_FULL, WEIGHT, deciding_question
from assistant.intents import Intent, intent_of
from assistant.lexical import name_stems, stem_set
from assistant.models import Document, SectionKind
from assistant.movements import ON_FEET
from assistant.precautions import MovementVerdict, Precautions, Verdict, naming
from assistant.stored import asked_of
from assistant.vocabulary import exercises_of, names_in

MOST_SAID = 2
"""General cautions said about the exercises of one list."""
SUGGESTED = 3
"""Next questions shown."""
MOST_INSTEAD = 3
"""Exercises offered in place of what is left out."""
_TEACHES = frozenset(
    {SectionKind.STEPS, SectionKind.DOSE, SectionKind.POSITION, SectionKind.FEEL, SectionKind.PROGRESSION}
)
_REASONS = frozenset(
    {SectionKind.AVOID, SectionKind.ASK_FIRST, SectionKind.STOP, SectionKind.MISTAKES, SectionKind.DISAGREEMENT}
)
_SAYS_NO = ("No", "Do not", "Leave", "Stop", "Not ")
_POSITIVE = frozenset({"lead", "steps", "dose", "options", "note"})
_PROHIBITS = re.compile(
    r"\b(?:not|no|never|avoid\w*|leave|left out|leaving|without|until|instead|rather than|stop|ask|asks|wait\w*|only|before|unless|too (?:early|soon)|after .{0,30}?(?:agree|say|allow)\w*|against|risk\w*|"
    r"careful|differ\w*)\b",
    re.IGNORECASE,
)
"""Words that make a sentence a warning or a condition, which may stand."""
_WHO_AGREES = re.compile(
    r"\b(?:when|if|once|unless|until|after|only|that)\b.{0,60}\b(?:team|physio\w*|surgeon|shown|allow\w*|agree\w*|add\w*|lists?)\b",
    re.IGNORECASE,
)
"""Words that say who must agree first."""
_NOT_YET = re.compile(
    r"\b(?:not|no|never|avoid\w*|leave|leaving|until|when your|once your|after your|if your|only|later|next|instead|ask|before|how much)\b",
    re.IGNORECASE,
)
"""Words that keep a sentence about standing from being advice to stand now; "unless your surgeon says otherwise" does not,
where the surgeon has."""
_INSTRUCTS = re.compile(
    r"(?:^|[,:;] |\bthen |\band )(?:start|begin|try|do|add|use|choose|keep|go|build|work|lift|stand|walk|put|bend|push|squat|step)\b",
    re.IGNORECASE,
)
"""Words that make a sentence advice to do something, whatever was asked."""
_NO_WEIGHT = frozenset({"non-weight-bearing", "touch-weight-bearing"})
_LIMITS = _NO_WEIGHT | {"partial-weight-bearing", "weight-bearing-unknown"}
_TASKS = frozenset(
    "driving arm-use arm-behind-back sexual-activity lying-on-sore-side side-lying lying-flat lying-prone barefoot stairs".split()
)
"""Movements of daily life in whose place no exercise can be offered."""
_ABOUT_FACTS = frozenset({Intent.WHEN, Intent.WHY, Intent.BELIEF, Intent.COMPARE})
"""Intents whose answers tell what holds for people in general, and when: they are no advice to do it now."""


_TELLS = frozenset({Intent.ALTERNATIVE, Intent.WHEN, Intent.WHY, Intent.BELIEF})
"""Intents of questions whose answers tell no one to do a movement that they name."""


class Screen:
    """What one question's rules leave of an answer."""

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
        self._named = [evidence.corpus.documents[identity] for identity in exercises_of(named)]

    def apply(self, draft: Draft) -> Draft:
        """Return `draft` without what is forbidden, with the precautions of what was asked and the question that decides."""
        warned = [*draft.precautions, *self._asked_about(draft)]
        asks = draft.asks or self._question(draft)
        active = self._active
        if asks == WEIGHT and self._said.get("procedure") not in USUALLY_FULL:
            active = self._rules.active_if(self._said, weight_bearing="non") | active
        parts: list[PlannedPart] = []
        against: list[Verdict | MovementVerdict] = []
        for kind, quotes in draft.parts:
            kept = []
            for quote in quotes:
                reason = self._reason(kind, quote, active) if kind in _POSITIVE else None
                if reason is None:
                    kept.append(quote)
                else:
                    against.append(reason)
            if kept:
                parts.append((kind, kept))
        if self._mostly_barred(parts, warned):
            # What a document says of its exercises in general is not for somebody to whom most of them are barred.
            parts = [(kind, quotes) for kind, quotes in parts if kind not in ("lead", "dose")]
            warned = self._saying_why(warned)
        written = [
            (kind, fitting)
            for kind, sentences in draft.written
            if (fitting := [one for one in sentences if not any(self._reason(kind, q, active) for q in one.quotes)])
        ]
        if any(one.shown for one in warned):
            parts = self._without_others(parts)
        held_back = bool(against) and active != self._active
        nothing = not written and not any(kind in _POSITIVE for kind, _ in parts)
        warned += self._newly(against, warned, shown=nothing and not held_back)
        warned += self._of_listed(parts, warned)
        warned = [replace(one, verdict=naming(one.verdict, self._said)) for one in _without_weaker(warned)]
        if nothing and (against or warned):
            parts += self._instead([one.verdict for one in warned], active)
        suggestions = [text for text in draft.suggestions if self.offers(text)][:SUGGESTED]
        barred = any(one.shown and one.verdict.verdict == "not_now" and _exercise(one.verdict) == "" for one in warned)
        # "The list holds that exercise" does not stand below "do not bend": it speaks of another thing than was asked.
        framing = "" if barred else draft.framing
        return replace(
            draft,
            framing=" ".join(one for one in (self._not_theirs(parts), framing) if one),
            parts=parts,
            written=written,
            precautions=warned,
            asks=asks,
            suggestions=suggestions,
            unanswered=not (draft.parts or draft.written)
            or not (parts or written or asks or any(one.shown for one in warned)),
        )

    def _without_others(self, parts: Sequence[PlannedPart]) -> list[PlannedPart]:
        """`parts` without what a document says to people with other conditions than this person's."""
        documents = self._evidence.corpus.documents

        def theirs(quote: Quote) -> bool:
            document = documents[quote.document_id]
            section = document.sections[quote.section]
            tag = section.statements[quote.statement].tag
            reason = section.kind in (SectionKind.AVOID, SectionKind.ASK_FIRST)
            return not (reason and tag in (*document.avoid_when, *document.ask_first) and tag not in self._active)

        left = [(kind, [quote for quote in quotes if kind == "options" or theirs(quote)]) for kind, quotes in parts]
        return [(kind, quotes) for kind, quotes in left if quotes]

    def offers(self, text: str) -> bool:
        """See `offers`, for this person."""
        return offers(text, self._evidence.corpus, self._rules, self._active)

    def _not_theirs(self, parts: Sequence[PlannedPart]) -> str:
        """A word on a list that was written for another condition than this person's fresh operation or injury."""
        documents = self._evidence.corpus.documents
        lists = {quote.document_id for kind, quotes in parts if kind == "options" for quote in quotes}
        conditions = [documents[one] for one in lists if documents[one].kind == "condition"]
        theirs = any(set(one.circumstances) & self._active for one in conditions)
        return messages.NOT_WRITTEN_FOR if conditions and not theirs and self._active & self._rules.fresh else ""

    # what was asked

    def _asked_about(self, draft: Draft) -> list[Warned]:
        """Precautions of what was asked about that the draft lacks: its answer may be found elsewhere, or nowhere."""
        held = {(one.verdict.rule, _exercise(one.verdict)) for one in draft.precautions}
        found: list[Verdict | MovementVerdict] = []
        for document in self._named:
            found.extend(self._rules.assess(document, self._active))
        text = self._evidence.question.text
        movements = self._rules.movements_in(text)
        if not self._named and not any(isinstance(one.verdict, MovementVerdict) for one in draft.precautions):
            found.extend(self._rules.assess_movements(movements, self._active))
        elif self._named:
            # What the exercises named ask for is judged with them; another thing in the same question is judged by itself.
            own = {movement for document in self._named for movement in document.movements}
            told = {one.rule for one in found} | {one.verdict.rule for one in draft.precautions}
            others = [one for one in movements if one not in own]
            beside = self._rules.assess_movements(others, self._active)
            found.extend(one for one in beside if one.rule not in told)
        found = [one for one in found if (one.rule, _exercise(one)) not in held]
        barred = [one for one in found if one.verdict == "not_now"]
        instead = tuple(self._rules.instead(barred, self._evidence.corpus.documents, self._active)) if barred else ()
        return [Warned(one, None, shown=True, alternatives=instead if one in barred else ()) for one in found]

    def _of_listed(self, parts: Sequence[PlannedPart], warned: Sequence[Warned]) -> list[Warned]:
        """Cautions about exercises that the answer lists; a general rule's sentence is shown once."""
        held = {(one.verdict.rule, _exercise(one.verdict)) for one in warned}
        told = {one.verdict.rule for one in warned if one.shown}
        found: list[Warned] = []
        listed = self._of(quote for kind, quotes in parts if kind == "options" for quote in quotes)
        for document in {document.id: document for document in listed}.values():
            for verdict in self._rules.assess(document, self._active):
                if verdict.verdict == "caution" and (verdict.rule, document.id) not in held:
                    general = verdict.statement is None and verdict.rule not in told and len(told) < MOST_SAID
                    told |= {verdict.rule} if general else set()
                    found.append(Warned(verdict, None, shown=general))
        return found

    @staticmethod
    def _mostly_barred(parts: Sequence[PlannedPart], warned: Sequence[Warned]) -> bool:
        """Tell whether more of the exercises that the answer would have listed were left out than stayed."""
        left_out = {
            one.verdict.document.id
            for one in warned
            if isinstance(one.verdict, Verdict) and one.verdict.verdict == "not_now" and not one.shown and not one.quote
        } | {
            one.quote.document_id for one in warned if one.quote and not one.shown and one.verdict.verdict == "not_now"
        }
        kept = sum(len(quotes) for kind, quotes in parts if kind == "options")
        steps = any(kind == "steps" for kind, _ in parts)
        return not steps and len(left_out) > max(kept, 1)

    def _saying_why(self, warned: Sequence[Warned]) -> list[Warned]:
        """`warned` with the general rule for the circumstance that barred most, shown."""
        barred = [one for one in warned if one.verdict.verdict == "not_now"]
        if any(one.shown for one in barred):
            return list(warned)
        weights = Counter(one.verdict.circumstance for one in barred)
        circumstance = max(weights, key=lambda key: weights[key])
        documents = [one.verdict.document for one in barred if isinstance(one.verdict, Verdict)]
        general = next(
            (
                found
                for document in documents
                for found in self._rules.by_rule(document, [circumstance])
                if found.verdict == "not_now"
            ),
            None,
        )
        if general is None:
            first = next(place for place, one in enumerate(warned) if one in barred)
            return [replace(one, shown=True) if place == first else one for place, one in enumerate(warned)]
        return [Warned(general, None, shown=True), *warned]

    def _question(self, draft: Draft) -> str:
        """The question to ask once: about the exercise or movement named, else about what the answer would list."""
        question = self._evidence.question
        texts = (*question.history, question.text)
        listed = [
            document
            for kind, quotes in draft.parts
            if kind in ("options", "steps", "lead")
            for document in self._of(quotes)
        ]
        left_out = [one.verdict.document for one in draft.precautions if isinstance(one.verdict, Verdict)]
        candidates: tuple[Document | str, ...] = (*self._named, question.text, *listed, *left_out)
        for asked in candidates:
            asks = deciding_question(self._rules, asked, self._said, texts)
            if asks and asks not in question.asked:
                return asks
        return ""

    def _of(self, quotes: Iterable[Quote]) -> Iterator[Document]:
        documents = self._evidence.corpus.documents
        for quote in quotes:
            document = documents[quote.document_id]
            tag = document.sections[quote.section].statements[quote.statement].tag
            about = quote.about if quote.about in documents else tag
            if about in documents:
                yield documents[about]
            elif document.kind == "exercise":
                yield document

    # what is left out

    def _reason(self, kind: str, quote: Quote, active: frozenset[str]) -> Verdict | MovementVerdict | None:
        """The rule that forbids showing `quote` in a part of `kind`, or None."""
        corpus = self._evidence.corpus
        document = corpus.documents[quote.document_id]
        section = document.sections[quote.section]
        statement = section.statements[quote.statement]
        text = document.text[statement.span.start : statement.span.end]
        if document.kind == "condition" and not set(document.circumstances) & active:
            # Where the exercise asked about is barred, advice on a complaint that was not told is about somebody else: a torn
            # Achilles is not a sore one.
            barred = [(one, found) for one in self._named if (found := self._barred(one, active))]
            said = names_in(corpus.vocabulary.mentions(text.lower()))
            if barred and not any(one.id in said for one, _ in barred):
                return barred[0][1]
        own = self._barred(document, active)
        says_no = text.startswith(_SAYS_NO)
        teaches = section.kind in _TEACHES or (section.kind not in _REASONS and not says_no)
        if document.kind == "condition" and teaches and (found := self._of_others(kind, document, active)):
            return found
        teaches = teaches and statement.tag not in corpus.documents
        if own and (teaches or kind in ("steps", "dose")):
            return own
        if kind == "options" and (found := self._team_first(quote, text, active)):
            return found
        if statement.tag in corpus.documents:
            return self._barred(corpus.documents[statement.tag], active)
        if (
            active & _NO_WEIGHT
            and document.kind != "exercise"
            and not _NOT_YET.search(text)
            and stem_set(text) & ON_FEET
        ):
            return self._rules.assess_movements(("weight-bearing",), active)[0]
        if _PROHIBITS.search(text) or (self._evidence.intent in _ABOUT_FACTS and not _INSTRUCTS.search(text)):
            return None
        for identity in names_in(corpus.vocabulary.mentions(text.lower())):
            other = corpus.documents[identity]
            if identity != document.id and (found := self._barred(other, active)):
                return found
        if document.kind == "exercise" and not own:
            return None
        return next((one for one in self._rules.assess_movement(text, active) if one.verdict == "not_now"), None)

    def _team_first(self, quote: Quote, text: str, active: frozenset[str]) -> Verdict | None:
        """Why an exercise that was not asked for by name is not listed in a sentence that does not say who must agree first."""
        exercise = next(self._of((quote,)), None)
        if exercise is None or exercise in self._named or _WHO_AGREES.search(text):
            return None
        return self._rules.team_first(exercise, active)

    def _of_others(self, kind: str, document: Document, active: frozenset[str]) -> Verdict | None:
        """Why what `document` advises in general is for others: this person's own fresh operation or injury bars most of it."""
        fresh = active & self._rules.fresh
        if not fresh or set(document.circumstances) & active or kind not in ("lead", "dose", "note"):
            return None
        tags = [
            one.tag
            for section in document.sections
            if section.kind is SectionKind.EXERCISES
            for one in section.statements
        ]
        exercises = [self._evidence.corpus.documents[one] for one in tags if one in self._evidence.corpus.documents]
        barred = [found for one in exercises if (found := self._barred(one, active - _LIMITS))]
        return barred[0] if 2 * len(barred) > len(exercises) else None

    def _barred(self, document: Document, active: frozenset[str]) -> Verdict | None:
        return next((one for one in self._rules.assess(document, active) if one.verdict == "not_now"), None)

    def _newly(
        self, against: Sequence[Verdict | MovementVerdict], warned: Sequence[Warned], shown: bool
    ) -> list[Warned]:
        """The reasons for leaving out that no precaution of the draft gives yet, each once; `shown` when nothing is left."""
        held = {(one.verdict.rule, _exercise(one.verdict)) for one in warned}
        visible = shown and not any(one.shown or one.quote for one in warned)
        fresh: list[Warned] = []
        for verdict in against:
            key = (verdict.rule, _exercise(verdict))
            still = verdict.circumstance in self._active
            if key not in held and still:
                held.add(key)
                fresh.append(Warned(verdict, None, shown=visible and not fresh))
        return fresh

    def _instead(self, verdicts: Sequence[Verdict | MovementVerdict], active: frozenset[str]) -> list[PlannedPart]:
        """What the exercises to look at instead are for, in their own documents' words."""
        documents = self._evidence.corpus.documents
        if all(isinstance(one, MovementVerdict) and one.movement in _TASKS for one in verdicts):
            return []
        quotes = [
            Quote(identity, number, 0)
            for identity in self._rules.instead(verdicts, documents, active, MOST_INSTEAD)
            for number, section in enumerate(documents[identity].sections)
            if section.kind is SectionKind.PURPOSE and section.statements
        ]
        return [("options", quotes)] if quotes else []


def offers(text: str, corpus: Corpus, rules: Precautions, active: frozenset[str]) -> bool:
    """Tell whether `text`, a question to suggest next, leads to nothing that somebody with `active` must not do now."""
    named = [corpus.documents[one] for one in names_in(corpus.vocabulary.mentions(text.lower()))]
    owners = [corpus.documents[one] for one in asked_of(corpus, text)]
    if any(not rules.allowed(one, active) for one in (*named, *owners)):
        return False
    if intent_of(text) in _TELLS and not _asks_whether(text):
        return True
    return not any(one.verdict == "not_now" for one in rules.assess_movement(text, active))


def _without_weaker(warned: Sequence[Warned]) -> list[Warned]:
    """Do not say "with care" beside "not now" of the same movement question."""
    barred = any(isinstance(one.verdict, MovementVerdict) and one.verdict.verdict == "not_now" for one in warned)
    return [
        replace(one, shown=False)
        if barred and isinstance(one.verdict, MovementVerdict) and one.verdict.verdict == "caution"
        else one
        for one in warned
    ]


def _exercise(verdict: Verdict | MovementVerdict) -> str:
    return verdict.document.id if isinstance(verdict, Verdict) else ""


def _asks_whether(text: str) -> bool:
    return text.lower().startswith(("can i", "may i", "could i", "when can", "how soon"))
