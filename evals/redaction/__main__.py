"""``python -m evals.redaction dev|frozen|second``: what redaction leaves and loses; of frozen only the counts are shown, of the others each one."""

from __future__ import annotations

import argparse
import sys

from assistant.config import read_settings
from assistant.redaction import Redactor
from evals.redaction.measuring import judged, read_texts, table

parser = argparse.ArgumentParser(prog="python -m evals.redaction", description=__doc__)
parser.add_argument("split", choices=("dev", "frozen", "second"))
split = parser.parse_args().split
found = judged(Redactor(read_settings().knowledge), read_texts(split))
if split != "frozen":
    for one in found:
        if one.left or one.lost:
            sys.stdout.write(f"{one.marked.text}\n  {one.text}\n  left: {one.left}  lost: {one.lost}\n")
sys.stdout.write(table(found) + "\n")
