"""Questions asked in the very words that the library stores: nothing lies nearer than that."""

from __future__ import annotations

from assistant.answering import Evidence
from assistant.corpus import Corpus
from assistant.models import Passage, SectionKind
from assistant.ranking import NAMED
from assistant.vocabulary import words


def is_stored(corpus: Corpus, text: str) -> bool:
    """Tell whether `text` is a stored question or one of its wordings, but for capitals and punctuation."""
    return _plain(text) in _questions(corpus)


def asked_of(corpus: Corpus, text: str) -> tuple[str, ...]:
    """Return the ids of the exercises that `text`, a stored question, is a question about; none for another text."""
    return _questions(corpus).get(_plain(text), ())


def asked_word_for_word(evidence: Evidence) -> Passage | None:
    """Return the passage whose stored question was typed word for word; None for a follow-up, which says less than it means."""
    question = evidence.question
    if (question.query and question.query != question.text) or not is_stored(evidence.corpus, question.text):
        return None
    asked = _plain(question.text)
    for passage in evidence.passages:
        section = evidence.corpus.section(passage.chunk)
        if passage.chunk.kind is not SectionKind.QUESTION or section is None:
            continue
        # "How heavy should the weight be?" of one exercise is no answer where no exercise is named.
        exercise = evidence.corpus.documents[passage.chunk.document_id].kind == "exercise"
        if exercise and passage.entity < NAMED and passage.chunk.document_id != question.about:
            continue
        if asked in {_plain(one) for one in (section.heading, *section.wordings)}:
            return passage
    return None


def _questions(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    return corpus.derived("stored questions", "", lambda: _stored(corpus))


def _stored(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for document in corpus.documents.values():
        own = (document.id,) if document.kind == "exercise" else ()
        for section in document.sections:
            if section.kind is SectionKind.QUESTION:
                for wording in (section.heading, *section.wordings):
                    found[_plain(wording)] = (*found.get(_plain(wording), ()), *own)
    return found


def _plain(text: str) -> str:
    return " ".join(words(text))
