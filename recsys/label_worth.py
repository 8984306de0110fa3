"""Are the weak labels worth it? The same model, trained on them and the gold of dev, beside it on that gold alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recsys.model_runs import TrainModel
from recsys.runs import LabelSource, ModelRun

SOURCES: tuple[LabelSource, LabelSource] = ("weak+dev", "gold")
SEEDS = (0, 1, 2)
METRICS = ("auc", "ndcg@10")  # what they have to win in


@dataclass(frozen=True)
class Worth:
    """Runs of one family that differ in nothing but their labels and their seed; of several with one seed, the newest.

    settings: what they share, without the seed. label_run: whose weak labels.
    """

    dataset: str
    family: str
    label_run: str
    settings: dict[str, Any]
    runs: dict[LabelSource, dict[int, ModelRun]] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether there is a run on each side."""
        return all(self.runs.get(source) for source in SOURCES)

    def seeds(self, source: LabelSource) -> int:
        """How many seeds there are on a side."""
        return len(self.runs.get(source, {}))

    def mean(self, source: LabelSource, metric: str) -> tuple[float, float] | None:
        """Mean and standard deviation over a side's seeds (0 for one); None where nobody has the metric."""
        found = (run.metrics.get(metric) for run in self.runs.get(source, {}).values())
        values = [value for value in found if value is not None]
        return (float(np.mean(values)), float(np.std(values, ddof=min(len(values) - 1, 1)))) if values else None

    def gains(self) -> dict[str, float]:
        """By how much the side with weak labels is ahead, by metric; without those that a side does not have."""
        found = {metric: [self.mean(source, metric) for source in SOURCES] for metric in METRICS}
        return {metric: weak[0] - gold[0] for metric, (weak, gold) in found.items() if weak and gold}

    def verdict(self) -> str:
        """Whether they are worth it, as the start of a sentence; empty where nothing can be compared."""
        ahead = [gain > 0 for gain in self.gains().values()]
        if not ahead:
            return ""
        return "They are worth it" if all(ahead) else "Undecided" if any(ahead) else "They are not worth it here"

    def missing(self) -> list[TrainModel]:
        """What has to be trained for every side to have all of `SEEDS`."""
        return [
            TrainModel(
                dataset=self.dataset,
                model=self.family,
                labels=source,
                label_run=self.label_run if source == "weak+dev" else None,
                settings=self.settings | {"seed": seed},
            )
            for seed in SEEDS
            for source in SOURCES
            if seed not in self.runs.get(source, {})
        ]


def of(dataset: str, family: str, label_run: str, found: Sequence[ModelRun]) -> Worth:
    """The comparison that a family's newest run on weak labels begins, or else its newest on gold.

    label_run: whose labels to take where no run on weak labels is there. found: the runs on today's data, newest first.
    """
    mine = [run for run in found if run.model == family and run.labels in SOURCES and "seed" in run.settings]
    on_weak = [run for run in mine if run.labels == "weak+dev"]
    if not mine:
        return Worth(dataset, family, label_run, {})
    begun = (on_weak or mine)[0]
    return with_settings(dataset, family, begun.label_run or label_run, _shared(begun), found)


def with_settings(
    dataset: str, family: str, label_run: str, settings: dict[str, Any], found: Sequence[ModelRun]
) -> Worth:
    """The comparison of those runs of a family that were trained with all of some settings, whatever their seed."""
    sides: dict[LabelSource, dict[int, ModelRun]] = {source: {} for source in SOURCES}
    for run in found:
        is_asked = run.model == family and run.labels in SOURCES and "seed" in run.settings
        if is_asked and _shared(run) == settings and run.label_run in (label_run, None):
            sides[run.labels].setdefault(run.settings["seed"], run)
    return Worth(dataset, family, label_run, settings, sides)


def _shared(run: ModelRun) -> dict[str, Any]:
    return {name: value for name, value in run.settings.items() if name != "seed"}
