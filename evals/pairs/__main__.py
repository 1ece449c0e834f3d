"""``python -m evals.pairs dev|frozen|mutated``: the verifier's errors; of frozen only the counts are shown.

``mutated`` changes sentences of the library by rule, the right way and the wrong way (see `evals.pairs.mutating`).
"""

from __future__ import annotations

import argparse
import sys

from assistant.config import read_settings
from assistant.opening import open_retriever
from assistant.query_model import make_exact_embedder
from assistant.verification import Verifier
from evals.pairs.measuring import by_kind, read_pairs, table, verdicts
from evals.pairs.mutating import RIGHT, measured

parser = argparse.ArgumentParser(prog="python -m evals.pairs", description=__doc__)
parser.add_argument("split", choices=("dev", "frozen", "mutated"))
parser.add_argument("--sentences", type=int, default=800, help="sentences of the library that are changed (800)")
given = parser.parse_args()
settings = read_settings()
verifier = Verifier(settings.knowledge, make_exact_embedder(settings))
if given.split == "mutated":
    _, corpus = open_retriever(settings).corpus()
    results = measured(verifier, corpus, given.sentences)
    for kind, changed, text, reason, wrong in results:
        if wrong:
            sys.stdout.write(f"{kind}: {changed}\n  {text}\n  {reason or 'accepted'}\n")
    for kind in dict.fromkeys(row[0] for row in results):
        mine = [wrong for name, _, _, _, wrong in results if name == kind]
        verb = "rejected" if kind in RIGHT else "accepted"
        sys.stdout.write(f"{kind:28} wrongly {verb} {sum(mine):3} of {len(mine):4} ({sum(mine) / len(mine):.1%})\n")
else:
    judged = verdicts(verifier, read_pairs(given.split))
    if given.split == "dev":
        for pair, reason in judged:
            if bool(reason) is (pair.label == "supported"):
                sys.stdout.write(f"{pair.label}: {pair.sentence}\n  {pair.quote}\n  {reason or 'accepted'}\n")
        sys.stdout.write(f"{by_kind(judged)}\n\n")
    sys.stdout.write(table(judged) + "\n")
