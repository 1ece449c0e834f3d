"""Turns about a list that was offered: one of it, by place or by description, or the list changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.following import listing as relist
from assistant.following.frames import frame_in
from assistant.following.kit_wanted import needed_kit
from assistant.following.naming import sentence
from assistant.following.phrases import Phrase, ordinal_in, read_phrase
from assistant.following.questions import SAME_KIND, SHORT, Questions
from assistant.following.thread import Followed, Shelf, Thread
from assistant.lexical import stems
from assistant.models import Document
from assistant.vocabulary import exercises_of

MOST_OPTIONS = 6
"""Exercises of a document's list that are taken as offered where an answer named only some of them in a sentence."""
_WHICH_FIRST = re.compile(r"(?:and |so )?which\b.*\bfirst$")
_PLACE_OR_KIT = re.compile(r"^(?:with|without|in|at|using|before|after|during|for)\b")
_DENIES = re.compile(r"\b(?:no|not|without|cant|dont|havent|never|hate|ive|have|had)\b")
_QUESTION_LED = re.compile(r"^(?:which|what|whats|how|is|are|can|should|do|does|where|who)\b")
_ONE = re.compile(
    r"(?<!\bbad )(?<!\bgood )(?<!\bsore )(?<!\boperated )(?<!\bnew )(?<!\bweak )(?<!\bstiff )(?<!\bleft )(?<!\bright )\b(?:ones?|version|exercise)\b(?! (?:leg|arm|foot|hand|side|stick|crutch|knee|hip|minute|hour|day|week|month|time|more|set|or|to))"
)
_NOR = re.compile(r"^(?:or|nor|and not|neither) (?=(?:to )?(?:kneel|stand|sit|lie|lay|get|go|on)\b)")
"""One more thing that cannot be done: "or kneel" after "I can't get down to the floor"."""
_PICK = re.compile(r"\b(?:pick|choose|just|only|give me|which) (?:one|1)\b")
_NOT_THE = re.compile(
    r"(?:but |ok |and |please |can you |just )*(?:not|leave out|skip|drop|take out|remove) (?:the |that |any )?((?:\w+ ){1,4}?)(?:ones?|exercises?|stretch)\b"
)
_PLAIN_LAST = re.compile(r"\b(?:plain|ordinary|normal|basic|usual|standard) one(?: then| please)?$")
_NOT_SO = re.compile(r"^not (?:\w+ ){1,3}(?=the ones?\b)")
"""What is not meant, said before what is: "not kneeling. The one off the bed"."""
_LEAVE_OUT = re.compile(r"(?:(?:please|can you|could you|just) )*(?:leave out|skip|drop|take out|remove)\b")
_IT = re.compile(r"\b(?:it|that one|this one|that)\b")
_PLACE_FIRST = re.compile(r"^it (?=(?:do|does|can|should|is|how|what|when|why|where|which)\b.*\bit\b)")
_EARLIER = re.compile(r"\b(?:again|you (?:said|gave|listed|told|mentioned|showed)|on (?:the|your|that) list)\b")
"""Words that mean the list as it was, whatever was offered since."""
_AGAIN = re.compile(
    r"\b(?:(?:as|in|into) an? (?:\w+ )?list|list (?:it|them|that|those)|write (?:it|them|that) (?:down|out)|print (?:it|that|them|this)|show (?:me )?(?:them|the list|that list) again|(?:the )?(?:whole )?list again|"
    r"what (?:was|were) (?:the|that|those) (?:\w+ ){0,2}(?:ones?|exercises?) (?:you|we) \w+(?: (?:before|earlier|first|about|me))*|back to (?:the|that|my) (?:list|exercises|others|other ones)|what (?:was|were) (?:on )?(?:the list|that list|they|the others|the exercises|those exercises)(?: again)?|(?:the|those|these) exercises again)\b"
)


class ListReader:
    """Reads turns about the exercises that were offered."""

    def __init__(self, questions: Questions, fits: Callable[[Document], bool], weeks: float | None = None) -> None:
        """`fits`: whether an exercise may be offered to this person; `weeks`: since their operation, where it was told."""
        self._questions = questions
        self._documents = questions.documents
        self._names = questions.names
        self._fits = fits
        self._weeks = weeks

    def one_of(self, flat: str, thread: Thread) -> Followed | None:
        """The one of the list that `flat` means by its place or by a description."""
        found = None if _WHICH_FIRST.match(flat) else ordinal_in(flat)
        if found is not None:
            place, rest = found
            if relist.swaps(rest):
                return None
            offered = thread.offered or self._list_of(thread.document) or thread.shelf.offered
            if _EARLIER.search(flat) and thread.shelf.offered:
                offered = thread.shelf.offered
            if not offered:
                if rest in ("", "it", "show me it", "tell me it") and 0 < place <= len(thread.suggested):
                    return Followed(thread.suggested[place - 1], follows=True)
                return None if re.search(r"\bstep\b", flat) else Followed(flat, turn="unclear")
            if place > len(offered):
                return Followed(flat, turn="unlisted")
            chosen = offered[place - 1 if place > 0 else -1]
            rest = " ".join(_EARLIER.sub(" ", rest).split())
            # "The last one, do I need a band for it": the place stands before the question.
            rest = _PLACE_FIRST.sub("", rest)
            asked = read_phrase(rest)
            if asked.frame in ("", "more") and not _has_more(rest):
                return self._questions.ask("how", chosen, thread)
            if asked.frame:
                return self._questions.ask(asked.frame, chosen, thread)
            kit = needed_kit(rest, chosen, self._questions)
            return kit or Followed(self._questions.point_at(rest, chosen), exercise=chosen, follows=True)
        flat = _NOT_SO.sub("", flat)
        if thread.exercise and _PLAIN_LAST.search(flat):
            own = set(stems(self._documents[thread.exercise].title))
            others = self._names.choices(thread.query, thread.exercise, thread.offered)
            plainer = (one for one in others if set(stems(self._documents[one].title)) < own)
            return self._questions.ask("how", next(plainer, thread.exercise), thread)
        frame = read_phrase(flat).frame or _asked_last(flat)
        if len(flat.split()) <= SHORT + 2 and not _DENIES.search(flat) and frame != "other-side":
            chosen = self.described(flat, thread)
            if chosen:
                return self._questions.ask(frame if frame in SAME_KIND else "how", chosen, thread)
        return None

    def changed(self, flat: str, phrase: Phrase, thread: Thread, named: Sequence[str]) -> Followed | None:
        """The list that was offered, changed as asked."""
        if (
            _AGAIN.search(flat)
            and ordinal_in(flat) is None
            and (thread.exercise or not thread.seen)
            and thread.shelf.offered
        ):
            return Followed(thread.shelf.listed, wanted=thread.shelf.offered, follows=True)
        offered = thread.offered if thread.seen else self._list_of(thread.source)[:MOST_OPTIONS]
        if len(offered) < 2 or thread.exercise:
            return None
        if _AGAIN.search(flat) and ordinal_in(flat) is None:
            return Followed(thread.listed, wanted=offered, follows=True)
        if phrase.frame == "else" and not thread.offered and not thread.seen and thread.listed:
            # Of the document's list nothing was shown yet.
            return Followed(thread.listed, wanted=offered, follows=True)
        if named and not set(exercises_of(named)) <= set(offered):
            # What is to be left out and is not on the list changes nothing of it.
            return Followed(thread.listed, wanted=offered, follows=True) if _LEAVE_OUT.match(flat) else None
        if not named and thread.earlier in offered and relist.swaps(flat) and _IT.search(flat):
            # "Swap it" after "how do I do number 2?" and the list again.
            named = [thread.earlier]
        left_out = _NOT_THE.match(flat)
        gone = self._meant_by(left_out[1], offered) if left_out and not named else ""
        asked = flat[left_out.end() :] if left_out else ""
        if gone and (_LEAVE_OUT.match(flat) or re.search(r"\b(?:else|others?|more|instead|rest)\b", asked)):
            # "Not the ankle one, what else": the rest of the list, without it.
            rest = tuple(one for one in offered if one != gone)
            return Followed(
                sentence(f"{thread.listed.rstrip(' ?.!')} ({phrase.text or flat})"), wanted=rest, follows=True
            )
        flat = _NOR.sub("cant ", flat)
        listed = relist.Listed(offered, thread.seen, thread.source, self._documents, self._fits, self._weeks)
        changed = relist.change(listed, flat, phrase.frame, exercises_of(named))
        if changed is None:
            return None
        if not changed:
            return Followed(thread.listed, turn="unlisted", follows=True)
        if len(changed) == 1 and _PICK.search(flat):
            return self._questions.ask("how", changed[0], thread)
        # What the list was changed by is shown; the list itself is still what was asked first.
        return Followed(
            sentence(f"{thread.listed.rstrip(' ?.!')} ({phrase.text or flat})"), wanted=changed, follows=True
        )

    def others(self, thread: Thread, condition: str) -> Followed | None:
        """What else stands in the list that holds the exercise spoken of, the last one or that of `condition`; or None."""
        shelf = thread.shelf
        if thread.exercise not in shelf.offered:
            own = self._list_of(condition)
            if thread.exercise not in own:
                return None
            shelf = Shelf(
                offered=own[:MOST_OPTIONS], listed=self._names.about("list", "", condition, ""), source=condition
            )
        listed = relist.Listed(shelf.offered, thread.seen, shelf.source, self._documents, self._fits, self._weeks)
        rest = (*(one for one in shelf.offered if one != thread.exercise), *listed.others())[:MOST_OPTIONS]
        return (
            Followed(sentence(f"{shelf.listed.rstrip(' ?.!')} (what else)"), wanted=rest, follows=True)
            if rest
            else None
        )

    def _meant_by(self, words: str, offered: Sequence[str]) -> str:
        """Id of the one of `offered` that `words` describe, or whose names alone hold them; empty when none does."""
        chosen = self._names.described(words, offered)
        holding = [one for one in offered if set(stems(words)) <= set(stems(self._names.every(one)))]
        return chosen or (holding[0] if len(holding) == 1 else "")

    def _list_of(self, identity: str) -> tuple[str, ...]:
        """The exercises of a condition document that fit, in its order."""
        if not identity.startswith("conditions/"):
            return ()
        return tuple(relist.Listed((), (), identity, self._documents, self._fits, self._weeks).others())

    def described(self, text: str, thread: Thread, instead: bool = False) -> str:
        """Id of the one exercise, among those spoken of, that words such as "the standing one" mean; empty when none is.

        `instead`: the one that was answered for is not meant.
        """
        if _PLACE_OR_KIT.match(text):
            # "With a bent knee" of two calf stretches is the whole of one's name.
            said = set(stems(text))
            whole = (one for one in thread.offered if len(said) > 1 and said <= set(stems(self._documents[one].title)))
            return next(whole, "")
        if not _ONE.search(text) and len(text.split()) > (5 if instead else 3):
            return ""
        listed = self._list_of(thread.document) if not thread.exercise and _ONE.search(text) else ()
        choices = list(dict.fromkeys((*self._names.choices(thread.query, thread.exercise, thread.offered), *listed)))
        others = [one for one in choices if not instead or one != thread.exercise]
        chosen = self._names.described(text, others, thread.query)
        if _QUESTION_LED.match(text) and not _ONE.search(text):
            return ""
        bare = chosen and _ONE.search(text) is None
        return "" if bare and not instead and not self._names.is_description(text, chosen) else chosen


def _asked_last(flat: str) -> str:
    """Return what the end of `flat` asks for: "the straight leg one how many"."""
    found = re.search(r"\bhow (?:many|often|long|do)\b.*$", flat)
    return frame_in(found[0]) if found else ""


def _has_more(rest: str) -> bool:
    """Whether more than "show me it" is left once the place in a list is taken out."""
    return bool(
        set(stems(rest))
        - set(
            stems(
                "show tell about see give like look looks interesting want describe explain details please help thing pick choose try go"
            )
        )
        - {"it"}
    )
