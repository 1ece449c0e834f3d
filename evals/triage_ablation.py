"""What each layer of the triage adds: ``python -m evals.triage_ablation dev`` prints one line a setting.

Layers: rules alone, with spelling repair, with the reading of denials, questions and the past, and with both.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from assistant.config import Settings
from assistant.models import Urgency
from assistant.triage import Triage, load_triage

SUITES = Path(__file__).parent / "suites"
LAYERS = {
    "rules alone": (False, False),
    "+ spelling repair": (True, False),
    "+ denials, questions, past": (False, True),
    "+ both": (True, True),
}
"""Name of each setting, with (spelling repair, reading of denials)."""


@dataclass(frozen=True)
class Tally:
    """Counts of one run."""

    missed_emergency: int
    """Emergencies given a lower level."""
    emergencies: int
    """Cases whose level is emergency."""
    missed_urgent: int
    """Urgent cases given a lower level."""
    urgents: int
    """Cases whose level is urgent."""
    alarms: int
    """Cases with no level that were given urgent or emergency."""
    quiet: int
    """Cases with no level."""


def tally(triage: Triage, path: Path) -> Tally:
    """Return the counts of `triage` on the cases of `path`."""
    pairs: list[tuple[int, int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        findings = triage.assess(case["turns"][-1], case["turns"][:-1])
        given = max((finding.urgency.level for finding in findings), default=0)
        pairs.append((Urgency(case["expect"]["urgency"]).level, given))
    return Tally(
        sum(want == 3 and got < 3 for want, got in pairs),
        sum(want == 3 for want, _ in pairs),
        sum(want == 2 and got < 2 for want, got in pairs),
        sum(want == 2 for want, _ in pairs),
        sum(want == 0 and got >= 2 for want, got in pairs),
        sum(want == 0 for want, _ in pairs),
    )


def main(split: str) -> None:
    """Print the counts of every setting on ``triage.<split>.jsonl``."""
    path = SUITES / f"triage.{split}.jsonl"
    for name, (repair, manner) in LAYERS.items():
        counts = tally(load_triage(Settings(), repair=repair, manner=manner), path)
        sys.stdout.write(
            f"{name:28} missed emergencies {counts.missed_emergency}/{counts.emergencies}"
            f"  missed urgent {counts.missed_urgent}/{counts.urgents}  false alarms {counts.alarms}/{counts.quiet}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "dev")
