"""How documents are named in a question: the words that stand for an exercise or a condition, and whole questions about one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.corpus import Corpus
from assistant.kit import kit_named
from assistant.lexical import stems
from assistant.models import Document
from assistant.vocabulary import exercises_of, names_in

_PROPER = ("Nordic", "Copenhagen", "Thomas", "Achilles", "Parkinson", "ACL", "MCL", "IT ")
_EVENT = re.compile(
    r"\b(?:replacement|surgery|operation|reconstruction|repair|fracture|broken|sprain|sprained|strain|tear|torn|injury|stroke)\b"
)
_LED = re.compile(r"^(?:exercises? (?:after|with) (?:an? )?|a new |preventing )", re.IGNORECASE)
_SPELLED = {"i": "I", "im": "I'm", "ive": "I've", "id": "I'd", "ill": "I'll", "cant": "can't", "dont": "don't", "doesnt": "doesn't", "isnt": "isn't", "its": "it's",
            "thats": "that's", "whats": "what's", "havent": "haven't", "couldnt": "couldn't", "didnt": "didn't", "wont": "won't", "shouldnt": "shouldn't"}  # fmt: skip
_CONDITION_PHRASE = (
    r"(?:\b(?:after|for|with|following|from|on|since)(?: (?:an?|the|my|his|her|having|had|new|our|mums?|dads?))* )?"
)
_EXERCISE = {
    "many": "how many {many} should I do{place}",
    "often": "how often should I do {many}{place}",
    "hold": "how long should I hold {one}",
    "stop": "for how many weeks should I do {many}",
    "why": "what is {one} good for",
    "pain": "is it normal if {one} hurts",
    "hurting": "should I stop {one} if it hurts",
    "when": "when can I start {many}{place}",
    "easier": "what is easier than {one}",
    "harder": "how do I make {one} harder",
    "else": "what can I do instead of {one}",
    "safe": "can I do {one}{place}",
    "avoid": "who should not do {one}",
    "normal": "what should I feel when I do {one}",
    "other-side": "should I do {one} with the other leg too",
    "best": "is {one} the best exercise{place}",
    "working": "how long does it take before {one} helps",
    "spreading": "should I stop {one} if pain spreads further down",
    "missed": "what if I miss some {many}",
    "kit": "what can I use for {one} instead",
    "how": "how do I do {one}",
}
"""Questions about an exercise, by `Phrase.frame`."""
_CONDITION = {
    "many": "how many of each exercise should I do {place}",
    "often": "how often should I exercise {place}",
    "hold": "how long does it take to get better {place}",
    "stop": "when can I stop the exercises {place}",
    "why": "why do exercises help {place}",
    "pain": "is it normal if the exercises hurt {place}",
    "hurting": "should I stop the exercises if they hurt {place}",
    "when": "when can I start the exercises {place}",
    "avoid": "which exercises should I avoid {place}",
    "list": "what exercises should I do {place}",
    "recover": "how long does it take to get better {place}",
    "best": "which exercise is best {place}",
    "working": "how long until the exercises help {place}",
    "easier": "what is easier than the usual exercises {place}",
    "harder": "when do I make the exercises harder {place}",
    "else": "what else helps {place}",
    "more": "what else should I know {place}",
    "safe": "is it safe to exercise {place}",
    "other-side": "should I exercise the other leg too {place}",
    "how": "how do I do the exercises {place}",
    "spreading": "should I stop an exercise that sends pain further down {place}",
    "surgery": "is exercise or surgery better {place}",
}
_POSTURES = (
    (re.compile(r"\bstand(?:ing)?\b|\bon my feet\b"), {"standing"}),
    (re.compile(r"\b(?:sit(?:ting)?|sat)\b|\bseated\b|\bchair\b"), {"sitting"}),
    (re.compile(r"\b(?:lying|laying|lie)\b(?! on\b)|\bbed\b"), {"lying", "side-lying", "prone"}),
    (re.compile(r"\bon (?:my|your|the|his|her) side\b|\bside ?lying\b"), {"side-lying"}),
    (re.compile(r"\bon (?:my|your|the|his|her) back\b"), {"lying"}),
    (re.compile(r"\bon (?:my|your|the|his|her) (?:front|tummy|stomach|belly)\b|\bface down\b"), {"prone"}),
    (re.compile(r"\bkneeling\b|\bknees\b"), {"kneeling"}),
    (re.compile(r"\ball fours\b"), {"all-fours"}),
)
"""Words for a position or a thing to use, and the positions and kit of documents that they mean."""
_POSTURE_STEMS = frozenset(
    stems("stand standing sit sitting seated chair lying laying lie bed kneeling fours front tummy stomach belly face")
)
_POSITIONS = frozenset("standing sitting lying side-lying prone kneeling all-fours".split())
_IN_A_POSITION = re.compile(r"\b(?:supine|prone|standing|seated|sitting|side lying|kneeling|half kneeling|lying)\b")
_BODY = frozenset(stems("leg knee hip heel ankle shoulder foot"))
_NO_DESCRIPTION = frozenset(
    stems(
        "one ones exercise show tell about mean meant version please do how many often long can should instead not no what which number kind type want like"
    )
)


_OF_DAILY_LIFE = re.compile(
    r"(?:when |how soon )?(?:can|may|should|must) (?:i|we|he|she|my)\b(?!.*\bexercis)|(?:is|are) (?:walking|cycling|swimming|jogging|running|rest|heat|ice|massage)\b|how (?:far|much|long) (?:should|can)\b"
)
MOST_TOLD = 16
"""Words of what was told up to which they stand in a question as they are."""
_STILL = re.compile(
    r"(?:^|\b)(?:(?:so|and|but|is|are|can|do) )*(?:it|that|this|they|i|she|he) (?:be )?still (?:do (?:it|that|them|this)|on|ok|okay|good|allowed|fine|safe|all right|alright)(?: (?:then|for (?:me|him|her)))*$"
)
"""What asks whether something still holds, behind what was told."""
_TELLS = ("i ", "im ", "ive ", "my ", "he ", "she ", "hes ", "shes ", "mum ", "dad ", "her ", "his ", "they ", "we ")
GENTLE = "T1"
"""Highest tier of an exercise that may be named in the place of any other."""
SHORT_QUESTION = 70
"""Characters up to which a question is put behind the one that follows it."""


class Names:
    """Names of the documents of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._documents = corpus.documents
        self._vocabulary = corpus.vocabulary

    def of(self, identity: str) -> str:
        """Return a short name of a document by which it is understood again, in lower case."""
        document = self._documents[identity]
        bare = re.sub(r"\s*\([^)]*\)", "", document.title)
        candidates = [bare.split(",")[0], bare, *document.aliases, document.title]
        if document.kind != "exercise":
            short = _LED.sub("", bare.split(",")[0])
            return short if short.startswith(_PROPER) else short[:1].lower() + short[1:]
        name = next((one for one in candidates if names_in(self._vocabulary.mentions(one)) == [identity]), bare)
        return name if name.startswith(_PROPER) else name[:1].lower() + name[1:]

    def definite(self, exercise: str) -> str:
        """Return the name of an exercise as it stands in a sentence, with "the" where it is one thing."""
        name = self.of(exercise)
        return name if name.endswith(("s", "ing", "chi")) and not name.endswith("ss") else f"the {name}"

    def every(self, identity: str) -> str:
        """Return all names of a document, as one text."""
        document = self._documents[identity]
        return " ".join((document.title, *document.aliases, *document.ambiguous))

    def phrase(self, identity: str) -> str:
        """Return a condition as it stands at the end of a question, such as "after a knee replacement"."""
        name = self.of(identity)
        if self._documents[identity].title.startswith("Preventing "):
            return f"to prevent {name}"
        if " after " in name:
            return name[name.index(" after ") + 1 :]
        if _EVENT.search(name):
            article = "" if name.endswith("s") or "injury and" in name else "an " if name[0] in "aeiouA" else "a "
            return f"after {article}{name}"
        return f"for {name}"

    def ask(self, frame: str, exercise: str, place: str = "") -> str:
        """Return the whole question that `frame` (`Phrase.frame`) asks about an exercise; `place`: for whom, or empty."""
        name = self.of(exercise)
        text = _EXERCISE.get(frame, _EXERCISE["how"])
        if name.endswith("ing") and frame == "many":
            text = text.replace("how many", "how much")
        several = name.endswith("s") and not name.endswith("ss")
        if several:
            text = (
                text.replace("what is {one}", "what are {one}")
                .replace("{one} hurts", "{one} hurt")
                .replace("if it hurts", "if they hurt")
            )
        asked = text.format(one=self.definite(exercise), many=_plural(name), place=f" {place}" if place else "")
        return sentence(asked if "{place}" in text or not place else f"{asked} {place}")

    def ask_whether(self, exercise: str, told: str, condition: str) -> str:
        """Return the question whether an exercise may be done by somebody who has just `told` of `condition`."""
        if len(told.split()) > MOST_TOLD or not told.startswith(_TELLS):
            return self.ask("safe", exercise, self.phrase(condition))
        return sentence(f"can I do {self.definite(exercise)} if {told}")

    def ask_if(self, exercise: str, told: str) -> str:
        """Return the question whether an exercise may be done by somebody who has just `told` of what no document is about."""
        told = _STILL.sub("", told).strip()
        asked = f"can I do {self.definite(exercise)}"
        return sentence(f"{asked} if {told}" if len(told.split()) <= MOST_TOLD and told.startswith(_TELLS) else asked)

    def speaks_of(self, exercise: str, condition: str) -> bool:
        """Tell whether the document of an exercise says anything of a condition."""
        return self.of(condition).lower() in self._documents[exercise].text.lower()

    def about(self, frame: str, text: str, document: str, query: str) -> str:
        """Return the whole question that `frame` asks about a document that is no exercise; `text`: what was typed."""
        found = self._documents.get(document)
        if found is not None and found.kind == "condition" and frame in _CONDITION:
            # "How long?" of a condition asks for its end, "how long do I hold?" does not.
            stretches = "stretch" in query.lower()
            if frame == "hold" and (stretches or re.search(r"\b(?:hold|keep|seconds|each|stretch)\b", text)):
                kind = "stretches" if stretches else "exercises"
                return sentence(f"how long should I hold the {kind} {self.phrase(document)}")
            return sentence(_CONDITION[frame].format(place=self.phrase(document)))
        # A page of guidance speaks of many things: the question before says which of them is meant.
        many = found is None or (found.kind == "guidance" and 0 < len(query) <= SHORT_QUESTION)
        return sentence(f"{text} ({query.rstrip(' ?.!')})") if many else self.added(text, document)

    def behind(self, text: str, document: str, query: str) -> str:
        """Return `text` with what it leans on behind it: the question before where that is short, else the document."""
        found = self._documents.get(document)
        daily = found is not None and found.kind == "condition" and _OF_DAILY_LIFE.match(query.lower())
        if 0 < len(query) <= SHORT_QUESTION and (found is None or found.kind == "guidance" or daily):
            return sentence(f"{text} ({query.rstrip(' ?.!')})")
        return self.added(text, document)

    def added(self, text: str, document: str) -> str:
        """Return `text` with what it is about behind it."""
        found = self._documents.get(document)
        if found is None or set(stems(self.of(document))) <= set(stems(text)):
            return sentence(text)
        if found.kind == "condition" and not re.search(r"\b(?:after|for|with)\b", text):
            return sentence(f"{text} {self.phrase(document)}")
        return sentence(f"{text} ({self.of(document)})")

    def without_conditions(self, query: str) -> str:
        """Return `query` without the conditions that it names firmly and the words that lead to them."""
        left = query.rstrip(" ?.!")
        for mention in self._vocabulary.mentions(query):
            if any(one.startswith("conditions/") for one in mention.documents):
                words = r"\W+".join(re.escape(word) + r"\w*" for word in re.findall(r"[a-z0-9]+", mention.name.lower()))
                left = re.sub(_CONDITION_PHRASE + words, " ", left, flags=re.IGNORECASE)
        return " ".join(left.split())

    def choices(self, query: str, exercise: str, offered: Sequence[str]) -> list[str]:
        """Return the exercises that may be meant after `query`: the one spoken of, those offered, those that share its name, relatives."""
        shared = [
            one for mention in self._vocabulary.mentions(query) for one in self._vocabulary.alternatives(mention.name)
        ]
        document = self._documents.get(exercise)
        if document is not None:
            shared += [one for name in document.ambiguous for one in self._vocabulary.alternatives(name)]
        relatives = [*document.easier, *document.harder, *document.related] if document is not None else []
        every = dict.fromkeys((exercise, *offered, *shared, *relatives))
        return [one for one in exercises_of(every) if one in self._documents]

    def in_posture(self, exercise: str, text: str) -> str:
        """Return the relative of `exercise` that is the same movement in the position of `text`, or empty."""
        document = self._documents[exercise]
        wanted = places_of(text)
        if not wanted or wanted & _held(document):
            return ""
        own = set(stems(self.of(exercise))) - _POSTURE_STEMS - _BODY - {"up", "out"}
        relatives = (one for one in (*document.easier, *document.harder, *document.related) if one in self._documents)
        return next(
            (
                one
                for one in relatives
                # A front plank is no side plank on the knees: more than half of the name is shared.
                if wanted & set(self._documents[one].position)
                and (
                    2 * len(own & set(stems(self._documents[one].title))) > len(own)
                    or _movement(one) == _movement(exercise)
                )
            ),
            "",
        )

    def of_the_same_muscle(self, exercise: str, text: str) -> str:
        """Return the id of the first relative of `exercise` that works its main muscle in the position of `text`, or empty.

        Relatives of relatives are looked at last.
        """
        document = self._documents[exercise]
        wanted = places_of(text) & _POSITIONS
        near = [*document.easier, *document.harder, *document.related]
        further = [two for one in near if one in self._documents for two in _relatives(self._documents[one])]
        back = [one.id for one in self._documents.values() if exercise in one.easier]
        held = [
            one
            for one in dict.fromkeys((*near, *back, *further))
            if wanted and one in self._documents and one != exercise and set(self._documents[one].position) <= wanted
        ]
        # Nothing is offered in its place that asks for more than the exercise itself, or than a gentle one.
        most = max(document.tier, GENTLE)
        held = sorted(
            (one for one in held if self._documents[one].tier <= most), key=lambda one: self._documents[one].tier
        )
        mine = _muscles(document)
        main = (one for one in held if mine and _muscles(self._documents[one])[:1] == mine[:1])
        shared = (one for one in held if set(mine) & set(_muscles(self._documents[one])))
        return next(main, "") or next(shared, "")

    def is_description(self, text: str, identity: str) -> bool:
        """Tell whether `text` holds nothing but words of a position, or of the names of an exercise."""
        left = set(stems(text)) - _POSTURE_STEMS - set(stems("side back front"))
        return not left - set(stems(self.every(identity)))

    def described(self, text: str, choices: Iterable[str], query: str = "") -> str:
        """Return the one among `choices` that the words of `text` describe best, or empty when none is described.

        Of two that are described as well, the one that shares more words with `query`, the question before, is meant.
        """
        asked_before = set(stems(query))
        asked = set(stems(text)) - _NO_DESCRIPTION - _POSTURE_STEMS
        postures = _postures(text)
        scored: list[tuple[float, float, str]] = []
        for place, identity in enumerate(choices):
            document = self._documents[identity]
            names = set(stems(f"{document.title} {' '.join(document.aliases[:6])}"))
            titled = set(stems(document.title))
            score = sum(1.0 for word in asked if word in titled) + sum(0.5 for word in asked if word in names - titled)
            held = _held(document)
            # "Up on my toes" is said whole: it means the heel raise, whose title has no toes.
            score += 1.5 * any(len(whole := set(stems(alias))) > 1 and whole <= asked for alias in document.aliases)
            for wanted in postures:
                score += 1.0 if wanted & held else -1.0
            near = len(asked_before & titled)
            scored.append((score, near - 0.1 * place, identity))
        best = max(scored, default=(0.0, 0.0, ""))
        return best[2] if best[0] >= 1.0 else ""


def places_of(text: str) -> set[str]:
    """Return the positions and kit that `text`, mended, speaks of."""
    return {place for places in _postures(text) for place in places}


def _muscles(document: Document) -> list[str]:
    return [one.split(" (")[0] for one in document.muscles]


def _relatives(document: Document) -> tuple[str, ...]:
    return (*document.easier, *document.harder, *document.related)


def _movement(identity: str) -> frozenset[str]:
    """Stems of the movement that the id of an exercise names, whatever position it is done in."""
    words = identity.rpartition("/")[2].replace("-", " ")
    return frozenset(stems(_IN_A_POSITION.sub(" ", words)))


def _held(document: Document) -> set[str]:
    return {*document.position, *document.equipment}


def _postures(text: str) -> list[set[str]]:
    return [*(places for pattern, places in _POSTURES if pattern.search(text)), *({kit} for kit in kit_named(text))]


def _plural(name: str) -> str:
    head = re.match(r"(.+?)( (?:to|with|lying|standing|on|over|of|against|in|without|for) .*)", name)
    if head and " to stand" not in name:
        return f"{_plural(head[1])}{head[2]}"
    if name.endswith(("s", "ing", "foot", "chi", "jerk", "quads", "glutes")):
        return name
    return f"{name}es" if name.endswith(("press", "ch", "sh")) else f"{name}s"


def sentence(text: str) -> str:
    """Return `text`, words without marks, as a question is written: a capital, apostrophes and a question mark."""
    flat = " ".join(_SPELLED.get(word, word) for word in text.split()).strip(" ?.!")
    return f"{flat[:1].upper()}{flat[1:]}?"
