"""What a message costs the triage in processor time: ``python -m evals.triage_cost`` prints one line a kind of message.

Kinds are hostile texts of 1,000 characters and, to compare, ordinary ones. Each message is read by a fresh conversation; of
`ROUNDS` readings the median counts, in milliseconds of the process's processor time (``time.process_time``; set ``OMP_NUM_THREADS=1``), so that other work
on the machine does not. Both nets are tried with messages that the embedder has not met: its vectors and scores are not kept.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from assistant.config import Settings
from assistant.query_model import make_query_embedder
from assistant.triage import Triage, load_triage
from assistant.triage.examples import Embedder

LENGTH = 1000
"""Characters of a hostile message."""
ROUNDS = 7
"""Times that each is read."""

_ALARMS = (
    "chest pain swollen calf cannot breathe numb saddle face droops fell hip blood overdose fever confused".split()
)
_EVERYDAY = """I did the bridges and the clams and the heel slides as the sheet says, and my hip was a little sore in the evening.
The dog wanted a walk, so we went round the block and up the hill, and I sat down for tea. Should I do ten or fifteen of each?""".split()


def _unknown(generator: random.Random) -> str:
    return "".join(generator.choice("abcdefghijklmnoprstuvwz") for _ in range(generator.randint(4, 11)))


def kinds() -> dict[str, Callable[[random.Random], str]]:
    """Return for each kind what makes a message of it, other words each time."""
    return {
        "question": lambda r: f"how many {r.choice(_EVERYDAY)} squats should I do after {r.choice(_ALARMS)}?",
        "everyday story": lambda r: _filled(r, _EVERYDAY, " "),
        "alarm words": lambda r: _filled(r, _ALARMS, " "),
        "one alarm repeated": lambda r: f"{r.choice(_ALARMS)} pain " * 90,
        "many sentences": lambda r: _filled(r, _ALARMS, ". "),
        "negations": lambda r: _filled(r, ["not", "no", "never", "cannot", *_ALARMS[:4]], " "),
        "no spaces": lambda r: _filled(r, _ALARMS, ""),
        "capitals": lambda r: _filled(r, [word.upper() for word in (*_ALARMS, *_EVERYDAY)], " "),
        "misspelt": lambda r: _filled(r, [_slipped(r, word) for word in (*_ALARMS, *_EVERYDAY)], " "),
        "nonsense words": lambda r: _filled(r, [_unknown(r) for _ in range(200)], " "),
        "look-alike letters": lambda r: _filled(r, [word.replace("a", "а").replace("e", "е") for word in _ALARMS], " "),
        "zero-width": lambda r: "\u200b".join(_filled(r, _ALARMS, " "))[:LENGTH],
        "letters apart": lambda r: " ".join(_filled(r, _ALARMS, "")),
        "mark-up": lambda r: _filled(r, ["<b>chest</b>", "&lt;i&gt;", "<!-- pain -->", "<", "&amp;"], ""),
        "numbers": lambda r: _filled(r, [str(r.randint(1, 300)) for _ in range(99)], " bp over "),
    }


def _filled(generator: random.Random, words: Sequence[str], between: str) -> str:
    text = ""
    while len(text) < LENGTH:
        text += generator.choice(words) + between
    return text[:LENGTH]


def _slipped(generator: random.Random, word: str) -> str:
    place = generator.randrange(len(word))
    return word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]


def cost(triage: Triage, make: Callable[[random.Random], str]) -> float:
    """Return the median of the milliseconds of processor time that `triage` needs for a message of `make`."""
    generator = random.Random(7)  # noqa: S311
    triage.assess(make(generator)[:LENGTH])
    needed = []
    for _ in range(ROUNDS):
        message = make(generator)[:LENGTH]
        started = time.process_time()
        triage.assess(message)
        needed.append((time.process_time() - started) * 1000)
    return statistics.median(needed)


def main() -> None:
    """Print the cost of every kind with the rules alone and with both nets."""
    settings = Settings()
    embedder: Embedder = make_query_embedder(settings)
    rules, both = load_triage(settings), load_triage(settings, embedder)
    sys.stdout.write(f"{'kind':22}{'rules alone':>12}{'both nets':>12}   ms of processor time, median of {ROUNDS}\n")
    worst = 0.0
    for name, make in kinds().items():
        alone, together = cost(rules, make), cost(both, make)
        worst = max(worst, together)
        sys.stdout.write(f"{name:22}{alone:12.1f}{together:12.1f}\n")
    sys.stdout.write(f"worst {worst:.1f} ms\n")


if __name__ == "__main__":
    main()
