"""Model families side by side on one dataset, by the protocol: each trained and judged on the same divisions."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from recsys.errors import BadInput, Cancelled, VotebookError
from recsys.evaluation import protocol, ranking, star_errors
from recsys.evaluation.protocol import Ratings, Split
from recsys.models import families
from recsys.models.contract import Around, Family, Model
from recsys.progress import Report, part, silent
from recsys.settings import checked

Task = Literal["ranking", "rating"]
Metrics = dict[str, float]

NAMES: dict[Task, tuple[str, ...]] = {"ranking": protocol.RANKING_NAMES, "rating": star_errors.NAMES}
LOWER_IS_BETTER = ("rmse", "mse", "mae", "seconds")
# What differs from a family's own settings where those are for another task. Chosen on validation parts of train:
# docs/protocol.md tells how.
OF_TASK: dict[Task, dict[str, dict[str, Any]]] = {
    "ranking": {
        "rating": {
            "negatives": 4,
            "start_spread": 0.1,
            "learning_rate": 0.002,
            "batch_size": 1_024,
            "patience": 2,
        }
    },
    "rating": {},
}
STAGE = 0.4, 0.8  # of a model's progress: when it is known how long to train, and when it is trained


@dataclass(frozen=True)
class Row:
    """What one model came to; a list has one number a seed. failed: why there are none, as a sentence.

    settings: those that differ from the family's own.
    """

    model: str
    kind: str
    predicts: str
    metrics: dict[str, list[float]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failed: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def mean(self, name: str) -> float:
        """Over the seeds; NaN if it failed."""
        return float(np.mean(self._of(name))) if self._of(name) else float("nan")

    def sd(self, name: str) -> float:
        """Between the seeds, as of a sample; NaN for fewer than two."""
        return float(np.std(self._of(name), ddof=1)) if len(self._of(name)) > 1 else float("nan")

    def _of(self, name: str) -> list[float]:
        return self.seconds if name == "seconds" else self.metrics.get(name, [])


def offered(task: Task) -> list[Family]:
    """Families compared unless others are named.

    Where orders are compared, baselines that predict stars are not: they are slow, and rank badly. Ours are, because
    that is what they teach.
    """
    if task == "rating":
        return [family for family in families.FAMILIES.values() if family.predicts == "stars"]
    return [family for family in families.FAMILIES.values() if family.predicts != "stars" or family.kind == "ours"]


def chosen(task: Task, names: Sequence[str]) -> list[Family]:
    """The families of some names; raises BadInput for one that is not known or can't take part."""
    found = [families.named(name) for name in names]
    for family in found:
        if task == "rating" and family.predicts != "stars":
            able = ", ".join(other.name for other in offered(task)) or "none yet"
            raise BadInput(f"{family.name} does not predict stars. Those that do: {able}.")
    return found


def settings_for(task: Task, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a family that differ from its own: those of the task, and before them those given."""
    return OF_TASK[task].get(name, {}) | dict(given)


def compare(
    ratings: Ratings,
    task: Task,
    wanted: Mapping[str, Mapping[str, Any]],
    seeds: Sequence[int] = protocol.SEEDS,
    report: Report = silent,
) -> Iterator[Row]:
    """A row for each family as soon as it is known, and before them one for what knows nothing.

    wanted: family -> those of its settings that differ from its own and from `OF_TASK`.
    """
    differing = {name: settings_for(task, name, values) for name, values in wanted.items()}
    asked = {name: checked(families.named(name).settings, given, f"--set {name}") for name, given in differing.items()}
    if task == "ranking":
        splits = {seed: protocol.split_users(ratings, seed) for seed in seeds}
        for split in splits.values():
            protocol.check_somebody_is_asked(split)
        yield _judged(Row("random", "baseline", "order"), task, splits, _random, silent)
    else:
        splits = {seed: protocol.split_all(ratings, seed) for seed in seeds}
        yield _judged(Row("mean", "baseline", "stars"), task, splits, _mean, silent)
    for place, (name, settings) in enumerate(asked.items()):
        family = families.named(name)

        def judge(
            seed: int, split: Split, tell: Report, family: Family = family, settings: Any = settings
        ) -> tuple[Metrics, float]:
            start = time.perf_counter()
            model = fit(family, settings, split, tell)
            seconds = time.perf_counter() - start
            return _metrics(model, task, split, part(tell, STAGE[1], 1.0)), seconds

        row = Row(family.name, family.kind, family.predicts, settings=differing[name])
        yield _judged(row, task, splits, judge, part(report, place / len(asked), (place + 1) / len(asked)))


def fit(family: Family, settings: Any, split: Split, report: Report = silent) -> Model:
    """A model of the whole train part.

    Families with a setting `patience` find out on a validation part of train after how many epochs it gets no better,
    and are then trained for as many on all of train; no other family loses ratings to validation.
    """
    items, fields = split.ratings.items, type(settings).model_fields
    if not {"epochs", "patience"} <= set(fields) or not len(split.valid):
        return family.fit(split.whole, settings, Around(items, report=part(report, 0.0, STAGE[1])))
    curve: list[dict[str, float]] = []
    around = Around(items, split.valid, part(report, 0.0, STAGE[0]), curve.append)
    family.fit(split.kept, settings, around)
    stopped_early = len(curve) < settings.epochs
    epochs = max(len(curve) - settings.patience, 1) if stopped_early else settings.epochs
    again = settings.model_copy(update={"epochs": epochs})
    return family.fit(split.whole, again, Around(items, report=part(report, *STAGE)))


Judge = Callable[[int, Split, Report], tuple[Metrics, float]]


def _judged(row: Row, task: Task, splits: Mapping[int, Split], judge: Judge, report: Report) -> Row:
    """The row with the numbers of all splits, or with what went wrong on the first that failed."""
    for place, (seed, split) in enumerate(splits.items()):

        def tell(done: float, words: str, place: int = place, seed: int = seed) -> None:
            report((place + done) / len(splits), f"{row.model}, seed {seed}: {words}")

        try:
            found, seconds = judge(seed, split, tell)
        except Cancelled:
            raise
        except (VotebookError, MemoryError) as error:
            why = str(error) or "There is not enough memory for it. Take a smaller dataset."
            return replace(row, metrics={}, seconds=[], failed=why)
        for name in NAMES[task]:
            row.metrics.setdefault(name, []).append(found[name])
        row.seconds.append(seconds)
    return row


def _metrics(model: Model, task: Task, split: Split, report: Report) -> Metrics:
    if task == "ranking":
        return protocol.ranked(model.scores, split.holdout, report)
    return protocol.star_errors_of(protocol.predicted(model, split, report), split)


def _random(seed: int, split: Split, report: Report) -> tuple[Metrics, float]:
    return protocol.ranked(ranking.random(split.ratings.n_items, seed), split.holdout, report), 0.0


def _mean(seed: int, split: Split, report: Report) -> tuple[Metrics, float]:
    """The mean of train for everything."""
    return protocol.star_errors_of(np.full(split.asked.sum(), split.whole.targets.mean()), split), 0.0
