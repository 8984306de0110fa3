"""Whether the weak labels are worth it: who is ahead, and which runs are compared."""

from typing import Any

import pytest

from recsys import label_worth
from recsys.runs import LabelSource, ModelRun


def run(labels: LabelSource, seed: int = 0, **fields: Any) -> ModelRun:
    given = {"metrics": {}, "settings": {"epochs": 2, "seed": seed}, "label_run": None} | fields
    return ModelRun(
        id="rating-1", dataset="tiny", fingerprint="a", seconds=1, model="rating", labels=labels, examples=1, curve=[],
        **given,
    )  # fmt: skip


def worth(*found: ModelRun) -> label_worth.Worth:
    return label_worth.with_settings("tiny", "rating", "labels-1", {"epochs": 2}, found)


@pytest.mark.parametrize(
    ("weak", "gold", "verdict"),
    [
        ({"auc": 0.7, "ndcg@10": 0.3}, {"auc": 0.6, "ndcg@10": 0.1}, "They are worth it"),
        ({"auc": 0.7, "ndcg@10": 0.1}, {"auc": 0.6, "ndcg@10": 0.1}, "Undecided"),
        ({"auc": 0.6, "ndcg@10": 0.1}, {"auc": 0.7, "ndcg@10": 0.1}, "They are not worth it here"),
        ({"auc": 0.7, "ndcg@10": None}, {"auc": 0.6, "ndcg@10": None}, "They are worth it"),
        ({"auc": 0.7}, {"ndcg@10": 0.1}, ""),
    ],
)
def test_they_are_worth_it_if_they_win_in_all_that_can_be_compared(
    weak: dict[str, float], gold: dict[str, float], verdict: str
) -> None:
    found = worth(run("weak+dev", label_run="labels-1", metrics=weak), run("gold", metrics=gold))
    assert found.verdict() == verdict


def test_a_gain_is_the_difference_of_the_means_over_the_seeds() -> None:
    found = worth(
        run("weak+dev", 0, label_run="labels-1", metrics={"auc": 0.7}),
        run("weak+dev", 1, label_run="labels-1", metrics={"auc": 0.9}),
        run("gold", 0, metrics={"auc": 0.5}),
    )
    assert found.gains() == {"auc": pytest.approx(0.8 - 0.5)}


def test_runs_with_other_settings_or_other_labels_have_no_say() -> None:
    other = {"epochs": 3, "seed": 0}
    found = worth(run("gold", settings=other), run("weak+dev", label_run="labels-2"), run("weak"), run("gold", 1))
    assert {source: list(seeds) for source, seeds in found.runs.items()} == {"weak+dev": [], "gold": [1]}
    assert len(found.missing()) == 5
