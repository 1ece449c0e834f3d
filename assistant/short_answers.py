"""One-word answers to the assistant's own questions, written out so that what they say of the person can be read."""

from __future__ import annotations

import re

_RIGHT = re.compile(
    r"^\W*(?:(?:ok|okay|oh|well|all) )?right(?:[,.!…-]+\s|\s+(?=(?:so|then|ok|okay|how|what|when|can|and|but|thanks)\b))",
    re.IGNORECASE,
)
_MENDED = re.compile(
    r"\b(sorry|oops|i mean|wait)\b[,.!… -]*no\b[,.!… -]+(?=(?:an?|the|my|i|ive|it|its|she|shes|he|hes|her|his)\b)",
    re.IGNORECASE,
)
"""A slip that the same turn mends: "a stroke... sorry no a hip replacement" denies no hip replacement."""
_LONGEST = 9
"""Words up to which a turn is taken for a bare answer."""
_ANSWERS: tuple[tuple[re.Pattern[str], tuple[tuple[str, str], ...]], ...] = (
    (
        re.compile(r"surgeon go in", re.IGNORECASE),
        (
            (r"\bback\b|\bbehind\b", "posterior approach"),
            (r"\bfront\b", "anterior approach"),
            (r"\bside\b", "lateral approach"),
        ),
    ),
    (
        re.compile(r"how much weight", re.IGNORECASE),
        (
            (r"\bnone\b|\bnothing\b|^no\b|\bzero\b|\bnot (?:at all|any|yet)\b", "non weight bearing"),
            (r"\bpart\w*\b|\bsome\b|\bhalf\b|\ba (?:bit|little)\b", "partial weight bearing"),
            (r"\ball\b|\bfull\w*\b|\bas much\b", "full weight bearing"),
        ),
    ),
    (
        re.compile(r"how many weeks", re.IGNORECASE),
        ((r"^\W*(?:about |nearly |just )?(\d{1,3})\W*$", r"\1 weeks since the operation"),),
    ),
    (
        re.compile(r"hip operation a replacement", re.IGNORECASE),
        (
            (r"\breplace\w*\b|\bnew\b", "i had a hip replacement"),
            (r"\bbroken?\b|\bfractur\w*\b|\bbroke\b", "i broke my hip"),
        ),
    ),
    (
        re.compile(r"which knee operation", re.IGNORECASE),
        (
            (r"\breplace\w*\b|\bnew\b", "i had a knee replacement"),
            (r"\bligament\b|\bacl\b", "i had an acl reconstruction"),
            (r"\bcartilage\b|\bmeniscus\b", "i had a meniscus repair"),
        ),
    ),
)


_FILLERS = frozenset(
    "the a an it its im ive am hes shes theyre was were is they them he she surgeon went go going gone cut from through in via by at on of to and with without i my his her me think "
    "believe guess sure yes yeah yep no not none ok okay um er erm oh ah well just probably maybe about around approach way hip hips knee leg side one scar bum "
    "day days week weeks month months year years ago since later yesterday today last doctor physio consultant he she told thinks believes mum dad husband wife "
    "buttock bottom thigh groin said say says told allowed may can could put bear take bearing weight much like want only at all any yet now part of bit little "
    "percent per cent as for that this had have got given rules precautions op operation total full half fully ones new definitely actually sorry".split()
)
"""Words that a bare answer may hold beside the one that answers: "exercises for my back" and "front plank" are none."""
_WAYS = {
    "posterior": re.compile(r"\b(?:the|through|by) (?:back|behind)\b", re.IGNORECASE),
    "anterior": re.compile(r"\b(?:the|through|by) front\b", re.IGNORECASE),
    "lateral": re.compile(r"\b(?:the|through|by) side\b", re.IGNORECASE),
}
_NOT_THAT_WAY = re.compile(
    r"\b(?:not|and not|wasnt|wasn't) (?:through |by |at )?(?:the )?(?:front|back|side|behind)\b", re.IGNORECASE
)
_WENT_IN = re.compile(
    r"\b(?:it was|its|it's|they|went|cut|op|scar|approach|told me|actually|sorry|i meant?|not the)\b", re.IGNORECASE
)
_OTHER_SIDE = re.compile(
    r"^(?:no|sorry|i mean|i meant|oops|not that one)\b.{0,20}\bother (knee|hip|leg|ankle|foot|shoulder|arm|side)\b",
    re.IGNORECASE,
)


def in_full(text: str, asked: str, side: str = "", approach: str = "") -> str:
    """Return `text` with what it says in answer to `asked`, the assistant's last question, in words of its own.

    `approach`: the way by which a surgeon went in, as it was told before. "Right, how often then?" loses its first word, which is no right leg, and "sorry no" the word that denies nothing. "No, the other knee" is told by `side`, the one that
    was meant before. Anything else is returned as it is.
    """
    plain = _MENDED.sub(r"\1, ", _RIGHT.sub("", text))
    other = _OTHER_SIDE.search(plain)
    if other and side in ("left", "right"):
        return f"{plain}. my {'left' if side == 'right' else 'right'} {other[1]}"
    way = _other_way(plain) if approach else ""
    if way:
        return f"{plain}. {way} approach"
    if not asked or len(plain.split()) > _LONGEST:
        return plain
    for question, answers in _ANSWERS:
        if question.search(asked):
            for pattern, meaning in answers:
                found = re.search(pattern, plain, re.IGNORECASE)
                if found and _bare(plain, [one for one, _ in answers]):
                    return f"{plain}. {found.expand(meaning)}"
    return plain


def _other_way(text: str) -> str:
    """Return the way by which the surgeon went in, where `text` puts right what was told of it: "the side, not the front"."""
    if len(text.split()) > _LONGEST + 5 or not _WENT_IN.search(text):
        return ""
    meant = _NOT_THAT_WAY.sub(" ", text)
    found = [way for way, pattern in _WAYS.items() if pattern.search(meant)]
    return found[0] if len(found) == 1 else ""


def _bare(text: str, patterns: list[str]) -> bool:
    """Tell whether `text` says little but the answer."""
    rest = text.lower()
    for pattern in patterns:
        rest = re.sub(pattern, " ", rest)
    return not set(re.findall(r"[a-z]+", re.sub(r"['’]", "", rest))) - _FILLERS
