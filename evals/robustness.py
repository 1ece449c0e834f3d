"""Does the urgency hold when the same thing is said otherwise, and does a red flag that is added ever lower it?

The verb ``robustness`` changes the last turn of every case with an urgency mechanically and puts it to the triage alone.
Of frozen cases it tells rates and no words.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from assistant.config import Settings
from assistant.models import Urgency
from evals.cases import Case, read_cases
from evals.perturbing import INVARIANCES, PLAN, RED_FLAGS, with_flag
from evals.runner import progress_bar
from evals.statistics import Interval, clopper_pearson, cluster_bootstrap
from evals.suites import suite_files

ALARM = Urgency.URGENT.level
Assess = Callable[[str, Sequence[str]], int]
"""From the last turn and those before it to an urgency level, 0 to 3."""


@dataclass(frozen=True)
class Variant:
    """A case said otherwise."""

    scenario: str
    change: str
    """Name of the change."""
    text: str
    before: int
    """Level as it stands in its suite."""
    after: int
    """Level when said otherwise."""
    added: bool
    """Whether a red flag was added, so that a rise is right."""

    @property
    def held(self) -> bool:
        """Whether an alarm stayed as high, and a quiet message quiet unless a red flag was added."""
        if self.added or self.before >= ALARM:
            return self.after >= self.before
        return self.after < ALARM


def variants(case: Case, assess: Assess) -> Iterable[Variant]:
    """Yield every change of the last turn with the levels before and after."""
    last, history = case.turns[-1], case.turns[:-1]
    before = assess(last, history)

    def made(change: str, text: str, added: bool) -> Variant:
        return Variant(case.scenario_id, change, text, before, assess(text, history), added)

    for name, change in INVARIANCES.items():
        yield made(name, change(last), added=False)
    for name, flag in RED_FLAGS.items():
        yield made(name, with_flag(last, flag), added=True)
    if before >= ALARM and "mental health" in case.tags:
        yield made("a method named", with_flag(last, PLAN), added=True)


@dataclass(frozen=True)
class Rate:
    """How the variants of one change did."""

    n: int
    held: int
    interval: Interval
    """95 % of the share, drawn over scenarios; exact where all held."""
    lowered: int
    """Alarms that fell."""
    raised: int
    """Quiet messages that became an alarm though nothing was added."""

    @property
    def share(self) -> float:
        """Share that held."""
        return self.held / self.n


def rates(found: Sequence[Variant]) -> dict[str, Rate]:
    """Return the rate of each change, and of all that may not change (``invariant``) or not lower (``monotone``) the urgency."""
    groups: dict[str, list[Variant]] = defaultdict(list)
    for variant in found:
        groups[variant.change].append(variant)
    groups["invariant"] = [variant for variant in found if not variant.added]
    groups["monotone"] = [variant for variant in found if variant.added]
    return {name: _rate(group) for name, group in groups.items() if group}


def _rate(group: Sequence[Variant]) -> Rate:
    held = sum(variant.held for variant in group)
    if held == len(group):
        interval = clopper_pearson(held, len(group))
    else:
        interval = cluster_bootstrap([float(entry.held) for entry in group], [entry.scenario for entry in group])
    return Rate(
        len(group),
        held,
        interval,
        lowered=sum(entry.after < entry.before and entry.before >= ALARM for entry in group),
        raised=sum(entry.after >= ALARM > entry.before and not entry.added for entry in group),
    )


def worst_of_k(found: Sequence[Variant]) -> tuple[int, int]:
    """Return how many scenarios held under every invariance, and how many there are."""
    held: dict[str, bool] = {}
    for variant in found:
        if not variant.added:
            held[variant.scenario] = held.get(variant.scenario, True) and variant.held
    return sum(held.values()), len(held)


def measure_robustness(given: argparse.Namespace, settings: Settings, say: Callable[[str], None]) -> int:
    """Print the rates; returns 1 when a red flag that was added lowered an urgency."""
    from assistant.query_model import make_query_embedder
    from assistant.triage import load_triage

    triage = load_triage(settings, None if given.rules_alone else make_query_embedder(settings))

    def assess(text: str, history: Sequence[str]) -> int:
        return max((finding.urgency.level for finding in triage.assess(text, tuple(history))), default=0)

    files = suite_files(given.suites_folder, given.suites or ["triage"], (given.split,))
    cases = [case for file in files for case in read_cases(file.path) if case.expect.urgency is not None]
    cases = cases[: given.limit] if given.limit else cases
    found: list[Variant] = []
    with progress_bar({"cases": len(cases)}, given.quiet) as advance:
        for case in cases:
            found += variants(case, assess)
            if advance:
                advance("cases")
    shown, (whole, scenarios) = rates(found), worst_of_k(found)
    if given.json:
        rows = {name: {**asdict(rate), "share": rate.share} for name, rate in shown.items()}
        say(json.dumps({"cases": len(cases), "changes": rows, "worst_of_k": [whole, scenarios]}))
    else:
        say(f"{len(cases)} cases, {len(found)} variants")
        for name, rate in shown.items():
            say(
                f"{name:<22} {rate.share:.4f}  [{rate.interval.low:.4f}, {rate.interval.high:.4f}]  "
                f"{rate.held} of {rate.n}, alarms lowered {rate.lowered}, quiet ones raised {rate.raised}"
            )
        say(f"situations that hold under every change: {whole} of {scenarios} ({whole / max(scenarios, 1):.4f})")
        if given.split == "dev":
            for variant in (variant for variant in found if not variant.held):
                say(f"{variant.scenario}, {variant.change}: {variant.before} -> {variant.after}: {variant.text}")
    return 1 if any(variant.added and not variant.held for variant in found) else 0
