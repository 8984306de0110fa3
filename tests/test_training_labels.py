"""What a model is trained on: which rows, with which labels, and what each counts."""

from dataclasses import replace

import finished_runs
import numpy as np
import pytest

from recsys import training_labels
from recsys.columns import DEV
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.votes import Voter
from recsys.runs import LabelRun, LabelSource
from tests.worlds import Rated, world


@pytest.fixture
def voter(home: object, monkeypatch: pytest.MonkeyPatch) -> Voter:
    """Three rows of train, of which two have a weak label, and one of dev."""
    rated = [Rated(0, 0, 5), Rated(0, 1, 1), Rated(0, 2, 5), Rated(1, 0, 5)]
    dataset = datasets.save(replace(world(rated, split={1: DEV}), fingerprint=""))
    weak = np.array([0.75, np.nan, 0.25])
    monkeypatch.setattr(training_labels, "probabilities", lambda voter, run, split: weak)
    return Voter(dataset)


def judged(dataset: Dataset, auc: float | None) -> LabelRun:
    """A label run that ranks the rows of dev so well."""
    run = finished_runs.labels(dataset)
    return run.model_copy(update={"on_dev": run.on_dev | {"model": run.on_dev["model"] | {"auc": auc}}})


@pytest.mark.parametrize(
    ("source", "weights"), [("weak+dev", [0.5, 0.5, 1]), ("weak", [1, 1]), ("gold", [1])], ids=["both", "weak", "gold"]
)
def test_beside_gold_weak_labels_count_as_much_as_they_are_better_than_chance(
    voter: Voter, source: LabelSource, weights: list[float]
) -> None:
    found = training_labels.examples(voter, source, judged(voter.dataset, 0.75))
    assert found.weight.tolist() == weights


@pytest.mark.parametrize(("auc", "weight"), [(1.0, 1.0), (0.8, 0.6), (0.5, 0.1), (0.3, 0.1), (None, 1.0)])
def test_the_weight_goes_from_chance_to_perfect_and_is_never_nothing(
    voter: Voter, auc: float | None, weight: float
) -> None:
    assert training_labels.weight(judged(voter.dataset, auc)) == pytest.approx(weight)


def test_what_a_person_labeled_counts_as_gold(voter: Voter) -> None:
    seen = Voter(replace(voter.dataset, hand_labeled=np.array([1], np.int32)))
    found = training_labels.examples(seen, "weak+dev", judged(voter.dataset, 0.75))
    assert found.label.tolist() == [0.75, 0, 0.25, 1]
    assert found.weight.tolist() == [0.5, 1, 0.5, 1]
