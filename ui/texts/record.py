"""Every string of the page: one record, filled once for each language."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.models import PartKind


@dataclass(frozen=True)
class Texts:
    """The strings of one language. Fields with ``{name}`` are filled with `str.format`."""

    language: str
    """BCP 47 tag, also the page's ``lang``."""
    name: str
    """What the language calls itself."""
    title: str
    title_clinic: str
    tagline: str
    standing: str
    """Always in view below the question box."""
    no_script: str
    loading: str
    languages: str
    """Name of the list of languages."""
    answers_in: str
    """That answers are in the library's language; empty in that language."""
    call: str
    """Of a button that calls ``{number}``."""
    call_named: str
    """Of a button that calls ``{name}`` on ``{number}``."""

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

    feedback_heading: str
    reasons: dict[str, str] = field(hash=False)
    """What may be wrong with an answer, by `ui.feedback.records.Reason`."""
    feedback_words: str
    feedback_consent: str
    """Shown before anything is sent; ``{clinic}``, ``{days}``."""
    feedback_send: str
    feedback_cancel: str
    feedback_sent: str
    feedback_failed: str
    keep_heading: str
    keep_consent: str
    """Shown before anything is kept; ``{clinic}``, ``{days}``."""
    keep_yes: str
    keep_on: str
    keep_stop: str
    keep_this_clinic: str
    """Stands for a clinic without a name."""
    keep_reference: str

    parts: dict[PartKind, str] = field(hash=False)
    """Heading of each kind of block; empty for none."""
    caution: str
    not_now: str
    soon_heading: str
    exercise: str
    how_much: str
    """Heads of a programme's columns."""
    emergency_heading: str
    emergency_do: str
    """What to do in an emergency, before a message in another language."""
    emergency_only: str
    emergency_earlier: str
    urgent_heading: str
    urgent_do: str
    """What to do the same day, before a message in another language."""
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
    too_many_yet: str
    """For a wait of more than a few minutes; ``{minutes}`` is a multiple of five."""
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
    days: tuple[str, ...]
    weeks: tuple[str, ...]
    years: tuple[str, ...]
    """How long ago: for one, for more; in Polish for one, for two to four, for more."""
    values: dict[str, str] = field(hash=False)
    """How a value is written; circumstance ids of the library are added to these."""
