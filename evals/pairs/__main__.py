"""``python -m evals.pairs dev|frozen``: the verifier's errors; of dev each one is shown, of frozen only the counts."""

from __future__ import annotations

import argparse
import sys

from assistant.config import read_settings
from assistant.query_model import make_exact_embedder
from assistant.verification import Verifier
from evals.pairs.measuring import by_kind, read_pairs, table, verdicts

parser = argparse.ArgumentParser(prog="python -m evals.pairs", description=__doc__)
parser.add_argument("split", choices=("dev", "frozen"))
split = parser.parse_args().split
settings = read_settings()
judged = verdicts(Verifier(settings.knowledge, make_exact_embedder(settings)), read_pairs(split))
if split == "dev":
    for pair, reason in judged:
        if bool(reason) is (pair.label == "supported"):
            sys.stdout.write(f"{pair.label}: {pair.sentence}\n  {pair.quote}\n  {reason or 'accepted'}\n")
    sys.stdout.write(f"{by_kind(judged)}\n\n")
sys.stdout.write(table(judged) + "\n")
