"""What a model is trained on: which rows, with which labels."""

from dataclasses import replace

import finished_runs
import numpy as np
import pytest

from recsys import training_labels
from recsys.columns import DEV
from recsys.data import dataset as datasets
from recsys.labeling.votes import Voter
from recsys.runs import LabelSource
from tests.worlds import Rated, world


@pytest.fixture
def voter(home: object, monkeypatch: pytest.MonkeyPatch) -> Voter:
    """Three rows of train, of which two have a weak label, and one of dev."""
    rated = [Rated(0, 0, 5), Rated(0, 1, 1), Rated(0, 2, 5), Rated(1, 0, 5)]
    dataset = datasets.save(replace(world(rated, split={1: DEV}), fingerprint=""))
    weak = np.array([0.75, np.nan, 0.25])
    monkeypatch.setattr(training_labels, "probabilities", lambda voter, run, split: weak)
    return Voter(dataset)


@pytest.mark.parametrize(
    ("source", "labels"), [("weak+dev", [0.75, 0.25, 1]), ("weak", [0.75, 0.25]), ("gold", [1])],
    ids=["both", "weak", "gold"],
)  # fmt: skip
def test_rows_with_a_label_are_what_is_trained_on(voter: Voter, source: LabelSource, labels: list[float]) -> None:
    assert training_labels.examples(voter, source, finished_runs.labels(voter.dataset)).label.tolist() == labels


def test_what_a_person_labeled_counts_as_gold(voter: Voter) -> None:
    seen = Voter(replace(voter.dataset, hand_labeled=np.array([1], np.int32)))
    found = training_labels.examples(seen, "weak+dev", finished_runs.labels(voter.dataset))
    assert found.label.tolist() == [0.75, 0, 0.25, 1]
