"""The answer to a list that the person had changed: each exercise in its own document's or the list's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant import messages
from assistant.answering import Draft, Evidence, Quote, Warned
from assistant.models import Document, SectionKind
from assistant.plans.doses import general_dose
from assistant.plans.workbench import Workbench
from assistant.ranking import programme_for
from assistant.vocabulary import names_in


def changed_list(evidence: Evidence) -> Draft:
    """Return the list of `evidence.question.wanted`; exercises that do not suit this person are left out and said why."""
    documents = evidence.corpus.documents
    named = [documents[one] for one in names_in(evidence.reading.mentions) if documents[one].kind == "condition"]
    programme = programme_for(evidence)
    lists = [programme] if programme is not None else named[:1]
    options: list[Quote] = []
    left_out: list[Warned] = []
    for identity in evidence.question.wanted:
        document = documents.get(identity)
        if document is None:
            continue
        barring = [one for one in evidence.precautions.assess(document, evidence.active) if one.verdict == "not_now"]
        if barring:
            left_out.append(Warned(barring[0], None, shown=False))
            continue
        quote = next(_items(lists, identity), None) or next(_first(document, SectionKind.PURPOSE), None)
        if quote is not None:
            options.append(quote)
    if not options:
        return Draft(precautions=left_out)
    bench = Workbench(evidence, (), None, lists[0]) if lists else None
    dose = next(iter(general_dose(bench, lists[0], options)), None) if bench else None
    draft = Draft(precautions=left_out, framing=messages.CHANGED_LIST)
    draft.parts.append(("options", options))
    if dose is not None:
        draft.parts.append(("dose", [dose]))
    shown = [documents[one] for one in evidence.question.wanted if one in documents]
    draft.suggestions.extend(f"How do I do the {_short(document)}?" for document in shown[:3])
    return draft


def _items(lists: Iterable[Document], identity: str) -> Iterator[Quote]:
    for document in lists:
        for number, section in enumerate(document.sections):
            if section.kind is SectionKind.EXERCISES:
                for index, statement in enumerate(section.statements):
                    if statement.tag == identity:
                        yield Quote(document.id, number, index)


def _first(document: Document, kind: SectionKind) -> Iterator[Quote]:
    for number, section in enumerate(document.sections):
        if section.kind is kind and section.statements:
            yield Quote(document.id, number, 0)
            return


def _short(document: Document) -> str:
    return document.name[:1].lower() + document.name[1:]
