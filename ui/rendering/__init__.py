"""The only writer of HTML: pure functions from records to escaped markup.

Guarantees: everything that comes from a person, a document or a model is escaped; links lead to http(s) addresses
only; no result holds a line break, so that a Markdown reader passes it through as one block of HTML. Words in another
language than the page's carry their own ``lang``.
"""

from ui.rendering.circumstances import chips
from ui.rendering.feedback import feedback_form, keeping
from ui.rendering.markup import icon, link, plain, safe_url
from ui.rendering.notice import notice
from ui.rendering.sources import review, sources
from ui.rendering.surroundings import footing, header, page_title, standing, welcome
from ui.rendering.telephones import with_calls
from ui.rendering.turns import log, turn

__all__ = [
    "chips",
    "feedback_form",
    "footing",
    "header",
    "icon",
    "keeping",
    "link",
    "log",
    "notice",
    "page_title",
    "plain",
    "review",
    "safe_url",
    "sources",
    "standing",
    "turn",
    "welcome",
    "with_calls",
]
