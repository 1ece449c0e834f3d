"""Every word of the page, by language. Answers stay in the library's own language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.models import PartKind


@dataclass(frozen=True)
class Call:
    """A telephone number that people are told to call."""

    shown: str
    """As people know it, such as ``116 123``."""
    dialled: str
    """What follows ``tel:``."""
    label: str
    """The words of the button."""


@dataclass(frozen=True)
class Region:
    """The telephone numbers of a region; the first is the emergency number."""

    emergency: Call
    """Ambulance, always offered in an emergency."""
    others: tuple[Call, ...] = ()
    """Numbers that become links where a message names them."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """All numbers, the emergency number first."""
        return (self.emergency, *self.others)


REGIONS = {
    "UK": Region(
        Call("999", "999", "Call 999"),
        (Call("111", "111", "Call NHS 111"), Call("116 123", "116123", "Call Samaritans on 116 123")),
    ),
    "US": Region(
        Call("911", "911", "Call 911"),
        (
            Call("988", "988", "Call 988, the Suicide & Crisis Lifeline"),
            Call("1-800-222-1222", "+18002221222", "Call Poison Help on 1-800-222-1222"),
        ),
    ),
    "EU": Region(Call("112", "112", "Call 112"), (Call("116 117", "116117", "Call 116 117"),)),
    "AU": Region(
        Call("000", "000", "Call Triple Zero (000)"),
        (
            Call("1800 022 222", "1800022222", "Call Healthdirect on 1800 022 222"),
            Call("13 11 14", "131114", "Call Lifeline on 13 11 14"),
        ),
    ),
}
"""Numbers by the setting ``region``."""


@dataclass(frozen=True)
class Texts:
    """The strings of one language. Fields with ``{name}`` are filled with `str.format`."""

    language: str
    """BCP 47 tag, also the page's ``lang``."""
    title: str
    title_clinic: str
    tagline: str
    standing: str
    """Always in view below the question box."""
    no_script: str
    loading: str

    welcome_heading: str
    welcome: tuple[str, ...]
    examples_heading: str

    question_label: str
    question_placeholder: str
    ask: str
    stop: str
    larger: str
    smaller: str
    text_size: str
    print: str
    forget: str
    forget_confirm: str
    forgotten: str

    asked: str
    answer: str
    searching: str
    reading: str
    about_you: str
    remove: str
    removed: str
    ask_again: str
    ask_without: str
    suggestions_heading: str
    copy: str
    copied: str
    copy_failed: str
    helpful: str
    not_helpful: str
    rated: str
    actions: str

    parts: dict[PartKind, str] = field(hash=False)
    """Heading of each kind of block; empty for none."""
    caution: str
    not_now: str
    soon_heading: str
    exercise: str
    how_much: str
    emergency_heading: str
    emergency_only: str
    emergency_earlier: str
    urgent_heading: str
    urgent_earlier: str
    urgent_read_first: str
    what_to_do: str
    finding_source: str
    you_wrote: str

    mark: str
    sources: str
    quoted_from: str
    page_number: str
    rests_on: str
    no_reference: str
    open_passage: str
    new_tab: str
    not_reviewed: str
    reviewed: str
    review_expired: str

    panel_heading: str
    panel_close: str
    panel_loading: str
    panel_missing: str
    panel_failed: str
    panel_quote: str

    stopped: str
    incomplete: str
    failed: str
    try_again: str
    too_long: str
    paused: str
    too_many: str
    too_busy: str
    spent: str
    contact: str
    """How to reach the clinic; follows the four above."""
    danger_first: str
    """Before one of them, where what was typed holds a danger that is shown above it."""
    lost: str
    lost_incomplete: str
    lost_unsent: str
    offline: str
    back: str
    restarted: str
    start_again: str
    lapsed: str
    answer_ready: str
    printed: str
    printed_note: str

    circumstances: dict[str, str] = field(hash=False)
    """What a circumstance is called on its chip; ``{value}`` where it has one."""
    days: tuple[str, str]
    weeks: tuple[str, str]
    years: tuple[str, str]
    """How long ago: for one, for more."""
    values: dict[str, str] = field(hash=False)
    """How a value is written; circumstance ids of the library are added to these."""


ENGLISH = Texts(
    language="en",
    title="Exercise assistant",
    title_clinic="{clinic} exercise assistant",
    tagline="Answers quoted from a physiotherapy library, with the source of every sentence.",
    standing="General information, not a diagnosis. In an emergency call {call}.",
    no_script="This page needs JavaScript. If you need help urgently, call {call}.",
    loading="Opening the assistant…",
    welcome_heading="What would you like to know?",
    welcome=(
        "Ask about an exercise, how much to do, what is normal, or what to leave out.",
        "It helps to say what happened to you and when: “I had a hip replacement 6 weeks ago.”",
    ),
    examples_heading="For example",
    question_label="Your question",
    question_placeholder="Type here",
    ask="Ask",
    stop="Stop",
    larger="Larger text",
    smaller="Smaller text",
    text_size="Text size",
    print="Print",
    forget="Forget everything",
    forget_confirm="Press again to forget",
    forgotten="Everything you wrote has been forgotten.",
    asked="You asked",
    answer="Answer",
    searching="Looking through the library",
    reading="Reading: {titles}",
    about_you="What I understood about you",
    remove="Remove: {label}",
    removed="Removed. The answer below was written before you removed it.",
    ask_again="Ask again",
    ask_without="Ask again without it",
    suggestions_heading="You could ask next",
    copy="Copy",
    copied="Copied",
    copy_failed="Copying did not work. Select the text instead.",
    helpful="Helpful",
    not_helpful="Not helpful",
    rated="Thank you. Noted for this visit.",
    actions="About this answer",
    parts={
        "lead": "",
        "steps": "How to do it",
        "dose": "How much",
        "options": "Exercises to look at",
        "caution": "Take care",
        "help": "When to get help",
        "note": "Good to know",
    },
    caution="Take care",
    not_now="Not now",
    soon_heading="Arrange to be seen soon",
    exercise="Exercise",
    how_much="How much",
    emergency_heading="Get help now",
    emergency_only=(
        "No exercises are shown for this, because it needs a person now. Please follow the red notice on this page."
    ),
    emergency_earlier="You described an emergency.",
    urgent_heading="Get advice today",
    urgent_earlier="Something you wrote needs advice today.",
    urgent_read_first="Please read the notice at the top first.",
    what_to_do="What to do",
    finding_source="Source",
    you_wrote="You wrote: “{words}”",
    mark="Source {number}: {title}, {heading}",
    sources="Sources ({count})",
    quoted_from="Quoted from",
    page_number="page {page}",
    rests_on="Rests on",
    no_reference="This sentence comes from the library itself; it names no publication.",
    open_passage="Read it in its place",
    new_tab="opens in a new tab",
    not_reviewed="Not yet reviewed by a clinician",
    reviewed="Reviewed by {by}, {date}",
    review_expired="Review expired: last reviewed by {by}, {date}",
    panel_heading="Source {number}",
    panel_close="Close",
    panel_loading="Opening the source…",
    panel_missing="This passage is no longer in the library. The quoted words were:",
    panel_failed="The source could not be opened: there is no connection. The quoted words are:",
    panel_quote="The highlighted words are the ones that are quoted.",
    stopped="You stopped this answer. It is incomplete.",
    incomplete="This answer was cut off. It is incomplete: please do not rely on it.",
    failed="Something went wrong here, not with your question. Please try again.",
    try_again="Try again",
    too_long="Your question is longer than {limit} characters. Please shorten it.",
    paused="The assistant is resting at the moment and does not answer questions.",
    too_many="You have asked many questions in a short time. Please wait a minute or two, then ask again.",
    too_busy="Very many people are asking at the moment. Please wait a minute, then ask again.",
    spent="The assistant has answered as many questions as it may today. Please come back tomorrow.",
    contact="To reach the clinic: {contact}",
    danger_first="Please read the advice above first.",
    lost="The connection to the assistant was lost. What you see is still here.",
    lost_incomplete="The connection was lost, so this answer is incomplete. Please do not rely on it.",
    lost_unsent="Your question could not be sent: there is no connection. It is still in the box.",
    offline="Your device is offline. What you see is still here.",
    back="The connection is back.",
    restarted="The assistant was restarted and no longer knows this conversation. You can still read and print it.",
    start_again="Start again",
    lapsed="Your earlier conversation is no longer kept: too much time has passed, or the assistant was restarted.",
    answer_ready="Answer ready.",
    printed="Printed on {date}",
    printed_note=(
        "Stop an exercise that gives sharp or growing pain, and ask your own team before you change a plan they made."
    ),
    circumstances={
        "procedure": "{value}",
        "conditions": "{value}",
        "earlier_procedures": "Earlier: {value}",
        "side": "{value} side",
        "approach": "{value} approach",
        "precautions": "Hip precautions: {value}",
        "weight_bearing": "Weight-bearing: {value}",
        "age": "Age {value}",
        "pain": "Pain {value} out of 10",
    },
    days=("{count} day ago", "{count} days ago"),
    weeks=("{count} week ago", "{count} weeks ago"),
    years=("{count} year ago", "{count} years ago"),
    values={"true": "yes", "false": "no", "non": "none yet", "partial": "part", "full": "full"},
)

LANGUAGES = {"en": ENGLISH}
"""The interface by language tag."""


def texts_for(language: str) -> Texts:
    """Return the strings of `language` (``de``, ``de-CH``), or English where there are none."""
    return LANGUAGES.get(language.lower().split("-")[0], ENGLISH)


def with_names(texts: Texts, names: Mapping[str, str]) -> Texts:
    """Return `texts` with the library's names of circumstances ("a hip replacement" becomes "hip replacement")."""
    short = {key: re.sub(r"^an? ", "", name) for key, name in names.items()}
    return replace(texts, values={**texts.values, **short})


SCRIPT_TEXTS = (
    "copied",
    "copy_failed",
    "rated",
    "forget",
    "forget_confirm",
    "forgotten",
    "removed",
    "ask_again",
    "ask_without",
    "panel_heading",
    "panel_close",
    "panel_loading",
    "panel_missing",
    "panel_failed",
    "panel_quote",
    "quoted_from",
    "page_number",
    "rests_on",
    "no_reference",
    "new_tab",
    "not_reviewed",
    "reviewed",
    "review_expired",
    "lost",
    "lost_incomplete",
    "lost_unsent",
    "offline",
    "back",
    "restarted",
    "start_again",
    "try_again",
    "sources",
    "answer_ready",
    "printed",
    "searching",
    "language",
)
"""The strings that the page's script needs."""


def script_texts(texts: Texts) -> dict[str, str]:
    """Return the strings that the page's script needs."""
    return {name: str(getattr(texts, name)) for name in SCRIPT_TEXTS}
