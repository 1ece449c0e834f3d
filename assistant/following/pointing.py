"""Words that point back, and another name put in the place of the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import foreign_topics, informative
from assistant.following import listing as relist
from assistant.following.frames import frame_of
from assistant.following.kit_wanted import needed_kit, without_aid
from assistant.following.mending import mend
from assistant.following.naming import places_of, sentence
from assistant.following.phrases import Phrase
from assistant.following.questions import (
    ASKS_HOW,
    DUMMY,
    JOINT,
    LONG,
    PERMISSION,
    PLACE_OR_KIT,
    POINTS,
    SAME_KIND,
    SHORT,
    YES_NO,
    Questions,
)
from assistant.following.thread import Followed, Thread
from assistant.kit import kit_named, missing_kit
from assistant.lexical import stems
from assistant.retrieval import Reading
from assistant.vocabulary import exercises_of, names_in

PRECAUTIONS = "conditions/hip-replacement-precautions"
"""A document on rules: whether somebody has them is no question about an operation."""
_HAS_THEM = re.compile(
    r"^(?:do|does|did|have|has|must|should) (?:i|we|he|she|my \w+|mum|dad) (?:really )?(?:have|got|need|keep|follow)\b.{0,20}\b(?:them|these|those)\b"
)

_HOW_FAR = re.compile(
    r"^(?:and )?(?:at |to )?what (?:height|speed|depth|angle|size|pace)\b|^(?:and )?how (?:low|high|far|fast|slow|deep|heavy|wide|hard|big|thick|strong|soon|close|tight)\b"
)
_PUT = re.compile(
    r"^(?:(?:what about|how about|same|similar|the same|what if its|and|or|for|with|after|following|on|about|an?|the|my|his|her|our|your|mums?|dads?|do you do|got any|any|is|do|does|it|but|i meant|too|as well|instead|please|then|if|ive had|i had|had|having|have|doing|do i do|can i do|should i do|her|him|me|mum|dad|them|exercises?|replacements?|operations?|ops?|surgery|problems?|pain|one|ones|new|bad|dodgy|sore|in|of|to) ?)+"
)
_FRAGMENT = re.compile(
    r"^(?!(?:how|what|whats|when|where|who|which|why|can|could|should|is|are|am|do|does|did|will|would|may|im|ive|i|my|tell|show|any)\b)"
)
_OF_THE_BODY = re.compile(
    r"(?:(?:and|so|but|ok) )*(?:(?:what |where |how )?(?:do|does|should|shall|must|can|where|how) (?:i|we|she|he|my|the|your)\b|(?:which|what) (?:leg|foot|arm|hand|side|way|knee)\b|(?:is|are) my\b|(?:if|what if|when) (?:i|she|he|you) (?:need|use|put|hold|keep|move|bend)\b|(?:my )?(?:feet|foot|knees?|hands?|arms?|heels?|toes) (?:how|where|straight|bent|flat|together|apart)\b)"
)
"""A question on a part of the body or on how one does something."""
_PLAIN_ONE = re.compile(
    r"(?:just |only )*the (?:ordinary|normal|basic|plain|usual|regular|standard|simple|original) (?:one|version|kind)"
)
_POSITION_INSTEAD = re.compile(
    r"\b(?:sitting|sat|seated|lying|lie|standing|in bed|in a chair|on my (?:back|side|front|bed|knees))(?: down| up)?\b(?=.*\b(?:instead|version|please)\b)"
    r"|\binstead\b.*\b(?:sitting|lying|standing|in bed|in a chair)\b|\b(?:can|could|may) (?:i|she|he|we|you|mum|dad) (?:do|try) (?:it|this|that|them) (?:while |whilst )?(?:sitting|sat|seated|lying|standing|in bed|in a chair|on my (?:back|side|front|bed))\b"
)
_SAME_MUSCLE = re.compile(
    r"\b(?:same|that|this|those|these) (?:muscles?|part|bit)\b|\bsame (?:thing|one|exercise|sort)\b"
)
"""What is to be worked again, in another position."""
_WHICH_HAND = re.compile(
    r"(?:(?:and|so|but|ok|what about|on the (?:flat|level)|then|when (?:i am |im )?walking|indoors|outside|just) )*(?:(?:in )?(?:which|what) (?:hand|side|arm)|left or right hand)(?: (?:do|should|does|shall|must|is|it|i|he|she|we|go|goes|in|hold|the|my|her|his|stick|crutch|use|for|on|flat|level|when|walking))*"
)
_WHICH_SIDE = re.compile(
    r"(?:(?:and|so|but|ok) )*(?:(?:on )?(?:which|what) side (?:do|should|shall|must|does|would) (?:i|she|he|we|mum|dad) (?:lie|lay|be|go|lie down|start)(?: (?:on|down|for|it|that|this|first|to))*|(?:do|should|shall) (?:i|she|he|we) (?:lie|lay) on (?:my|the|her|his) (?:good|bad|operated|other|sore|left|right)\b.*|which side(?: (?:down|up|first))?)"
)
_BAD_SIDE = re.compile(
    r"\b(?:bad|sore|weak|operated|broken|dodgy|painful|new) (?:left|right) (?:leg|hip|knee|ankle|foot)\b"
)
_IS_IT = re.compile(
    r"(?:is|was|will|does|can|could|should) (?:i |he |she |we )?(?:do |try |have )?(?:it|that|this|them|those|these) (?:be )?(?:ok|okay|safe|fine|normal|good|bad|hurt|help|all right|alright|in|at|on|every|twice|daily)\b(?! (?:to|if|that|when)\b)"
)
_THAN = re.compile(
    r"\b(?:compared?s? (?:to|with)|same as|better than|worse than|harder than|easier than|safer than|different (?:from|to|than)|as good as|like)\b"
)
_MINE = re.compile(r"(?:(?:but|and|so) )*(?:mine|hers|his)\b")
_WHAT_IS = re.compile(
    r"(?:what is|whats|what are|tell me about) ((?:an? |the )?(?!good|best|better|wrong)\w+(?: \w+){0,3})$"
)
_IN_POSITION = re.compile(r"(?:the )?(?:sitting|sat|standing|lying|seated|kneeling)\b(?!.*\b(?:too|hurts?|sore|bad)\b)")
_POSITION_OK = re.compile(
    r"(?:(?:and|so|but|ok) )*is (?:it )?(?:lying|sitting|standing|walking|sleeping|kneeling|bending|resting)\b.*\b(?:ok|okay|safe|bad|allowed|all right|alright|fine|harmful)\b"
)
_TOLD_BY = re.compile(
    r"(?:i )?(?:was |were )?(?:not |never )?(?:been )?(?:told|asked|given|advised|shown)\b|(?:i )?(?:just )?(?:saw|seen|read|found|heard)\b"
)
_WHICH_WAS = re.compile(
    r"(?:which|what|whats) (?:was|were|is) (?:the|that) (?:\w+ )?(?:ones?|first|second|third|last)\b"
)
_POSTURE_LED = re.compile(r"(?:sitting|standing|lying|sleeping|walking|kneeling|bending|crossing|driving|resting)\b")
_HAS_NONE = re.compile(
    r"(?:(?:but|well|no|sorry|and) )*(?:i|we|she|he)? ?(?:dont have|havent got|dont own|havent|have not got|aint got|got no) (?:one|any|it|that|those|them)(?: (?:here|at home|though|sorry))*"
)
"""What was asked about is not there: "don't have one"."""
_LACKS = re.compile(
    r"(?:(?:but|and|well|no|sorry) )*(?:i|we|she|he|mum|dad)? ?(?:dont|doesnt|do not|havent|hasnt|aint|have not|have no|has no|ive no|ive got no|got no)(?: (?:have|got|own))? (?:an? |any |the |one )?\w+"
)
"""How a turn begins that says what is not there."""
_HELPS = re.compile(
    r"(?:and |so |but )*(?:will|does|do|would|could|can|is|are) (?:it|that|this|they|them) (?:\w+ )?(?:help|good for|any good|make|stop|ease|cure|fix|improve)\b"
)
_BEFORE_AFTER = re.compile(r"\b(?:before|after|during|on|while)\b")
_LIMB = re.compile(
    r"\b(?:one|single|each|two|both|just the one|other|bad|good|operated) (?:foot|leg|arm|hand|side|heel|knee|feet|legs|arms|hands)\b"
)
_ANOTHER_PERSON = re.compile(
    r"(?:(?:and|so|but|ok|what about|how about|or) )*(?:for |with )?(?:(?:my|our|her|his|an?|the) )?(?:\w+ )?(?:mum|mom|mam|mother|dad|father|husband|wife|nan|nana|gran|granny|grandma|grandad|sister|brother|friend|neighbour|aunt|auntie|uncle|someone|somebody)\b"
)
_FOR_MYSELF = re.compile(
    r"(?:(?:and|so|but|ok) )*(?:when|how (?:long|soon)|can|may|should|could|will|must)\b.*\b(?:i|we|she|he|they|mum|dad)\b"
)
"""A question about oneself: "when can I walk?" is meant of what was told before."""


class Pointer:
    """Reads turns that lean on the one before by a word such as "it", or by a name put in its place."""

    def __init__(self, questions: Questions, condition: str = "") -> None:
        """`condition`: id of the document of what the person has."""
        self._questions = questions
        self._names = questions.names
        self._condition = condition

    def put_in_place(self, phrase: Phrase, named: Sequence[str], thread: Thread) -> Followed | None:
        """Another exercise, condition or joint in the place of the old one."""
        if not thread.query or not phrase.led:
            return None
        left = _PUT.sub("", f"{phrase.text} ").strip()
        exercises = exercises_of(named)
        conditions = [one for one in named if one.startswith("conditions/")]
        words = len(left.split())
        if phrase.text.startswith("or ") and len(exercises) == 1 and self._questions.only(left, exercises):
            return self._or(exercises[0], thread)
        if conditions and not exercises and thread.exercise and _ANOTHER_PERSON.match(phrase.text):
            place = self._names.phrase(conditions[0])
            if not self._names.speaks_of(thread.exercise, conditions[0]):
                return Followed(self._names.about("list", "", conditions[0], ""), "list", follows=True)
            return Followed(self._names.ask("safe", thread.exercise, place), "safe", thread.exercise, follows=True)
        if exercises and self._questions.only(left, exercises):
            frame = thread.frame if thread.frame in SAME_KIND else "how"
            return self._questions.ask(frame, exercises[0], thread)
        joint = JOINT.search(phrase.text)
        if (conditions and words <= 5) or (joint and words <= 2 and not exercises):
            if thread.exercise and thread.exercise in self._questions.named(thread.query):
                new = self._names.phrase(conditions[0]) if conditions else f"for my {joint[1]}" if joint else ""
                if conditions or not JOINT.search(thread.query):
                    return Followed(
                        self._names.ask(thread.frame or "safe", thread.exercise, new),
                        thread.frame or "safe",
                        thread.exercise,
                        follows=True,
                    )
            return Followed(
                self._questions.with_condition(thread.query, phrase.text, next(iter(conditions), "")),
                thread.frame,
                follows=True,
            )
        return None

    def _or(self, exercise: str, thread: Thread) -> Followed:
        """One more choice beside what was spoken of: "or tai chi for her"."""
        if thread.exercise and thread.exercise != exercise:
            return self._questions.which(thread.exercise, exercise, "")
        about = thread.about(self._condition)
        topic = _WHAT_IS.match(mend(thread.query))
        if topic and not thread.exercise:
            return Followed(
                sentence(f"which is better, {topic[1]} or {self._names.of(exercise)}"), "best", exercise, follows=True
            )
        if about:
            name = self._names.of(exercise)
            asked = f"{'are' if name.endswith('s') else 'is'} {self._names.definite(exercise)} good {self._names.phrase(about)}"
            return Followed(sentence(asked), "safe", exercise, follows=True)
        return self._questions.ask("how", exercise, thread)

    def plain_one(self, left: str, thread: Thread) -> Followed | None:
        """The exercise whose name is the end of that of the one spoken of: "no, the ordinary one" of a reverse clamshell."""
        if not thread.exercise or not _PLAIN_ONE.fullmatch(left):
            return None
        own = set(stems(self._questions.documents[thread.exercise].title))
        others = self._names.choices(thread.query, thread.exercise, thread.offered)
        plain = next((one for one in others if set(stems(self._questions.documents[one].title)) < own), "")
        return self._questions.ask(thread.frame or "how", plain, thread) if plain else None

    def in_another_position(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """The same movement in another position, or what can be done in that position instead: "sitting instead"."""
        if thread.exercise and _SAME_MUSCLE.search(flat) and places_of(flat) and not exercises_of(named):
            same = self._names.in_posture(thread.exercise, flat) or self._names.of_the_same_muscle(
                thread.exercise, flat
            )
            if same:
                return self._questions.ask("how", same, thread)
        found = _POSITION_INSTEAD.search(flat)
        if found is None or not thread.exercise or exercises_of(named):
            return None
        other = self._names.in_posture(thread.exercise, found[0])
        if other:
            return self._questions.ask("how", other, thread)
        document = self._questions.documents[thread.exercise]
        if "instead" not in flat:
            return None
        if not places_of(found[0]) or places_of(found[0]) & set(document.position):
            return None
        instead = self._names.ask("else", thread.exercise).rstrip("?")
        return Followed(f"{instead} ({found[0]})?", "else", thread.exercise, follows=True)

    def which_hand(self, flat: str, thread: Thread) -> Followed | None:
        """In which hand the stick or crutch that was spoken of is held: "and on the flat which hand?"."""
        before = mend(thread.query)
        aid = re.search(r"\b(?:one|a|my|the|her|his) (?:walking )?(stick|crutch|cane)\b", before)
        if aid is None or not _WHICH_HAND.fullmatch(flat):
            return None
        bad = _BAD_SIDE.search(before)
        return Followed(sentence(f"which hand for one {aid[1]} {bad[0] if bad else ''}"), follows=True, leaves=True)

    def which_side(self, flat: str, thread: Thread) -> Followed | None:
        """On which side one lies for the exercise spoken of, which is no question about sleep: "which side do I lie on?"."""
        if not thread.exercise or not _WHICH_SIDE.fullmatch(flat):
            return None
        if "side-lying" not in self._questions.documents[thread.exercise].position:
            return None
        asked = f"which side do I lie on for {self._names.definite(thread.exercise)}"
        return Followed(sentence(asked), "how", thread.exercise, follows=True, leaves=True)

    def without_kit(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """Something else than the exercise spoken of, where what it needs is not there or its position is not possible."""
        longest = LONG if _LACKS.match(flat) else SHORT
        if not thread.exercise or exercises_of(named) or len(flat.split()) > longest or ASKS_HOW.search(flat):
            return None
        instead = self._names.ask("else", thread.exercise).rstrip("?")
        missing = sorted(missing_kit(flat) or (kit_named(mend(thread.query)) if _HAS_NONE.fullmatch(flat) else ()))
        if flat.startswith("without") and not set(missing) & set(self._questions.documents[thread.exercise].equipment):
            return None
        if len(missing) > 1:
            return Followed(f"{instead} without equipment?", "else", thread.exercise, follows=True)
        if missing:
            return Followed(f"{instead} without a {missing[0]}?", "else", thread.exercise, follows=True)
        avoided, _ = relist.postures(flat)
        if avoided & set(self._questions.documents[thread.exercise].position) and not named:
            return Followed(f"{instead} ({flat})?", "else", thread.exercise, follows=True)
        return None

    def points_back(self, phrase: Phrase, reading: Reading, named: Sequence[str], thread: Thread) -> Followed | None:
        text = phrase.text
        words = len(text.split())
        own = exercises_of(named)
        points = POINTS.search(DUMMY.sub(" ", text)) if words <= LONG else None
        if points and thread.exercise and _HELPS.match(text):
            return Followed(self._questions.point_at(text, thread.exercise), "why", thread.exercise, follows=True)
        if not thread.query:
            alone = not named and not informative(reading) and words <= SHORT and not reading.mentions
            bare = PLACE_OR_KIT.match(text) and not named and words <= 4
            alone = alone and phrase.whole
            points = points or (POINTS.search(text) if words <= SHORT else None)
            if _WHICH_WAS.match(text):
                return Followed(text, turn="unclear")
            if (
                phrase.whole
                and _IS_IT.match(text)
                and not named
                and not self._questions.has_topic(reading)
                and words <= SHORT
            ):
                return Followed(text, turn="unclear")
            return Followed(text, turn="unclear") if bare or (alone and (points or phrase.led)) else None
        kit = needed_kit(text, thread.exercise, self._questions) if not own else None
        if kit is not None:
            return kit
        aid = without_aid(text, thread.query) if not own else None
        if aid is not None:
            return aid
        if points and not named and PERMISSION.match(mend(thread.query)) and _TOLD_BY.match(text):
            # Where somebody heard of it changes nothing of whether it may be done.
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        if own and points and thread.exercise and thread.exercise not in own and _THAN.search(text):
            return Followed(self._questions.point_at(text, thread.exercise), "best", own[0], follows=True)
        if own:
            listed = thread.document.startswith("conditions/") and not thread.exercise and words <= 5
            if listed and (phrase.led or YES_NO.match(text)) and not JOINT.search(text) and len(named) == len(own):
                return Followed(self._names.added(text, thread.document), frame_of(text), own[0], follows=True)
            return None
        if self._of_its_detail(reading, thread) or (thread.exercise and not named and _MINE.match(text)):
            return Followed(self._questions.add(text, thread), phrase.frame, thread.exercise, follows=True)
        other = self._names.in_posture(thread.exercise, text) if thread.exercise and words <= SHORT else ""
        if other and (points or phrase.led or PLACE_OR_KIT.match(text)):
            return self._questions.ask("how", other, thread)
        exercise = thread.exercise
        if thread.document.startswith("guidance/") and not re.search(
            r"\b(?:do|doing|try) (?:it|them|that|those)\b", text
        ):
            exercise = ""
        about = exercise or (thread.offered[0] if thread.offered and re.search(r"\bone\b", text) else "")
        if points and thread.document == PRECAUTIONS and _HAS_THEM.match(text):
            return Followed(sentence(POINTS.sub("hip precautions", text, count=1)), phrase.frame, follows=True)
        if points and (
            not any(one.startswith("guidance/") for one in named) or (exercise and _BEFORE_AFTER.search(text))
        ):
            return Followed(
                self._questions.point_at(text, about) if about else self._questions.add(text, thread),
                phrase.frame,
                about,
                follows=True,
            )
        if thread.exercise and words <= SHORT and _LIMB.search(text) and not named:
            return Followed(self._questions.add(text, thread), phrase.frame, thread.exercise, follows=True)
        if thread.exercise and words <= SHORT and not named and self._is_of_its_kit(reading, thread):
            return Followed(self._questions.add(text, thread), phrase.frame, thread.exercise, follows=True)
        if reading.mentions and not JOINT.search(text) and words <= SHORT and thread.document.startswith("conditions/"):
            return (
                Followed(self._names.added(text, thread.document), phrase.frame, follows=True)
                if phrase.led or YES_NO.match(text)
                else None
            )
        if phrase.led and named and words <= 3 and _FRAGMENT.match(text):
            return Followed(sentence(f"what about {text}"))
        told = thread.about(self._condition)
        if told and not thread.exercise and not named and _POSITION_OK.match(text):
            return Followed(self._names.added(text, told), phrase.frame, follows=True)
        if phrase.led and told and not thread.exercise and not named and words <= SHORT and _POSTURE_LED.match(text):
            return Followed(self._names.added(text, told), phrase.frame, follows=True)
        new = not any(one.startswith("conditions/") for one in named) and not JOINT.search(text)
        if told and new and words <= LONG and _FOR_MYSELF.match(text) and (named or self._questions.has_topic(reading)):
            return Followed(self._names.added(text, told), phrase.frame, follows=True)
        if named or reading.mentions or words > SHORT:
            return None
        if (
            thread.exercise
            and _IN_POSITION.match(text)
            and places_of(text) & set(self._questions.documents[thread.exercise].position)
        ):
            # "Lying on my back" after the leg raise that is done so: that one was meant.
            return self._questions.ask("how", thread.exercise, thread)
        if thread.exercise and PLACE_OR_KIT.match(text):
            return Followed(
                sentence(f"can i do {self._names.definite(thread.exercise)} {text}"),
                "safe",
                thread.exercise,
                follows=True,
            )
        if DUMMY.search(text) and informative(reading):
            return None
        fragment = bool(_FRAGMENT.match(text)) and words <= 5
        few = len(informative(reading)) <= 1 or fragment
        topic = self._questions.has_topic(reading)
        if (few and not topic) or _HOW_FAR.match(text):
            return Followed(self._questions.add(text, thread), phrase.frame, thread.exercise, follows=True)
        return None

    def _is_of_its_kit(self, reading: Reading, thread: Thread) -> bool:
        """Whether a turn speaks of a thing that the exercise is done with: "is a rolled-up towel all right?"."""
        return bool(kit_named(reading.text) & set(self._questions.documents[thread.exercise].equipment))

    def _of_its_detail(self, reading: Reading, thread: Thread) -> bool:
        """Whether a question on how one holds oneself is about the exercise that was told: "do I need anything under my foot?"."""
        if not thread.exercise or len(reading.text.split()) > SHORT or not _OF_THE_BODY.match(reading.text):
            return False
        # What has a page of its own, and what people go back to, is another topic.
        elsewhere = any(one.startswith("guidance/") for one in names_in(reading.mentions))
        if elsewhere or any(kind == "activities" for kind, _ in foreign_topics(reading)):
            return False
        if POINTS.search(reading.text) or not (thread.frame in ("how", "") or self._questions.told_how(thread)):
            return False
        asked = set(informative(reading))
        strange = asked - set(stems(self._questions.documents[thread.exercise].text))
        # "Something slippy" may be a word of theirs, where the foot is the exercise's.
        return len(strange) <= (1 if len(asked) > 1 else 0)
