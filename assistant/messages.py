"""What the assistant says in its own words: everything else in an answer is a quotation."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.models import Part

_LABELS = {"dose": "How much", "caution": "Take care", "help": "When to get help", "options": "Exercises to look at"}


def disclaimer(emergency: str) -> str:
    """Return the line that goes with every answer; `emergency` is the number to call."""
    return (
        "General information quoted from the sources shown, not a diagnosis and not a prescription. "
        "It has not been reviewed by a clinician unless a source says so. Your own clinical team's instructions come first. "
        f"In an emergency call {emergency}."
    )


EMPTY = "Please type a question about an exercise, a condition or your recovery."
NO_EVIDENCE = (
    "I have no answer to that here, and a guess could hurt you. "
    "Please ask your physio or the team that treats you. You can ask me things like these."
)
NOTHING_MORE = (
    "The library says no more about that. Your physiotherapist or the team that treated you can say what suits you."
)
NOTHING_AGAINST = (
    "None of the precautions that the library holds for what you told of speaks against that. Keep to what your own team "
    "told you, start gently, and stop if it hurts."
)
TOO_LONG = "That is longer than {limit} characters. Please ask one question in a few sentences."
NOT_WORDS = (
    "I could not read a question in that. Try a few plain words, such as: how many ankle pumps after a hip operation?"
)
FIRST_QUESTIONS = (
    "How many ankle pumps should I do after a hip operation?",
    "How do I do a clamshell?",
    "Which exercises help knee arthritis?",
    "How much pain is OK when I exercise?",
    "Is it safe to squat after a broken hip?",
)
UNVERIFIED = "The written answer could not be checked sentence by sentence, so the library's own sentences are shown."
MODEL_SILENT = "The writing model did not answer, so the library's own sentences are shown."
THANKS = "You are welcome. Ask again whenever you like."
GREETING = "Hello. Ask about an exercise, a condition or your recovery, in your own words."
NOTED = "Good. Ask again whenever you like: about how to do an exercise, how many, or what comes next."
CHAT = "Fair enough. Ask again whenever you like: about how to do an exercise, how many, or what comes next."
UNCLEAR = (
    "I am not sure what that is about. Please name the exercise, the operation or the part of the body, "
    "for example: how many ankle pumps after a hip replacement?"
)
UNLISTED = (
    "The library has nothing else for that list. Your physiotherapist can change an exercise so that it suits you. "
    "You can ask about one exercise by its name."
)
NO_HELP = (
    "I am sorry that this did not answer it. I can only quote this library, and it may not hold what you need. "
    "Please ask again in other words, with the exercise or the operation and what you want to know about it, or ask your physio."
)
TEAM_FIRST = (
    "Then go by your own team: what they told you comes first, since they know your operation and have seen you. "
    "If you are not sure what they meant, ring and ask them before you do the exercise."
)
STARTED_OVER = (
    "We start afresh, and what you told me about yourself is forgotten. "
    "Ask about an exercise, a condition or your recovery, in your own words."
)
CHANGED_LIST = "Here is what the library lists for that. What your own team told you comes first."
NOT_WRITTEN_FOR = "This list is not written for your own operation or injury: show it to your team before you start."
CHILD = (
    "The exercises here are written for adults. A child's pain or injury needs a {doctor} or a children's physiotherapist, "
    "and a child who limps, is feverish or cannot put weight on a leg needs to be seen today."
)
WHICH_CONDITION = (
    "Which condition or operation is it for, and how long ago was it? "
    "Say, for example: exercises for knee arthritis, or a list for 2 weeks after a broken hip."
)


CONDITION_QUESTIONS = (
    "Which exercises help knee arthritis?",
    "Which exercises help hip arthritis?",
    "What should I be doing 2 weeks after a broken hip?",
)
"""What can be asked by somebody who has not said which condition a list is for."""


def markdown(parts: Sequence[Part]) -> str:
    """Return the answer's blocks as Markdown with ``[n]`` marks."""
    blocks: list[str] = []
    for part in parts:
        if any(sentence.label for sentence in part.sentences):
            blocks.append(_table(part))
            continue
        lines = [
            f"{sentence.text}{''.join(f' [{number}]' for number in sentence.citations)}" for sentence in part.sentences
        ]
        if part.kind == "steps":
            blocks.append("\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1)))
            continue
        label = _LABELS.get(part.kind)
        if part.kind == "options":
            blocks.append(f"**{label}:**\n\n" + "\n".join(f"- {line}" for line in lines))
        elif label and any(sentence.citations for sentence in part.sentences):
            blocks.append(f"**{label}:** " + " ".join(lines))
        else:
            blocks.append(" ".join(lines))
    return "\n\n".join(blocks)


def _table(part: Part) -> str:
    """Return a programme's rows as a Markdown table; the name of a stage stands in its first row only."""
    rows = ["| | Exercise | How much |", "| --- | --- | --- |"]
    stage = ""
    for sentence in part.sentences:
        marks = "".join(f" [{number}]" for number in sentence.citations)
        shown = f"**{sentence.stage}**" if sentence.stage and sentence.stage != stage else ""
        stage = sentence.stage
        cells = (shown, sentence.label, f"{sentence.text}{marks}")
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(rows)
