"""A model again on other functions: what it would have been, had only they been different."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from recsys import label_runs, model_runs, recommendations, retraining, runs, tasks, working_sets
from recsys.data import dataset as datasets
from recsys.errors import BadInput
from recsys.inspection import filters, popularity, rank_changes
from recsys.inspection.filters import Filters
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.model_runs import TrainModel
from recsys.progress import silent, unrecorded
from recsys.runs import ModelRun

QUICK = {"epochs": 1, "embedding": 8}
MAJORITY = LabelModelSettings(model="majority")


@pytest.fixture
def voter(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voter:
    """The small demo in a home of its own."""
    shutil.copytree(small_demo_home, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    return Voter(datasets.load("demo"))


def trained(voter: Voter, functions: FunctionSet, **more: object) -> ModelRun:
    """A model on the majority vote of functions, from nothing."""
    labels = label_runs.fit(voter, functions, MAJORITY, silent)
    wanted = TrainModel(dataset="demo", labels="weak", label_run=labels.id, settings=QUICK | more)
    return model_runs.train(voter, wanted, silent, unrecorded)


def again(run: ModelRun, functions: FunctionSet) -> ModelRun:
    request = {"dataset": "demo", "run": run.id, "functions": functions.model_dump(mode="json")}
    return runs.load_model_run(tasks.retrain(request, silent, unrecorded)["run"])


def test_without_a_function_it_recommends_what_a_model_trained_so_from_the_start_does(voter: Voter) -> None:
    current = working_sets.current(voter.dataset)
    fewer = retraining.without(current, "stars_in_review")
    run = trained(voter, current)
    retrained, expected = again(run, fewer), trained(voter, fewer)
    assert retrained.title == "rating-1 without stars_in_review"
    assert retrained.metrics == expected.metrics != run.metrics
    lists = []
    for each in (retrained, expected):
        shelf = recommendations.shelf_for(voter.dataset, each, 0)
        lists.append(recommendations.top(voter.dataset, model_runs.load_model(each), shelf, 10))
    assert lists[0].equals(lists[1])
    np.testing.assert_array_equal(lists[0]["rank"], np.arange(1, 11))


def test_the_ranks_shown_without_a_function_are_those_of_a_model_trained_without_it(voter: Voter) -> None:
    dataset, current = voter.dataset, working_sets.current(voter.dataset)
    fewer = retraining.without(current, "stars_in_review")
    run, expected = trained(voter, current), trained(voter, fewer)
    again(run, fewer)
    shown = retraining.found(dataset, run, fewer)
    assert shown is not None
    user = int(dataset.users_in("test")[0])
    ranks = []
    for each in (run, shown, expected):
        model, shelf = model_runs.load_model(each), recommendations.shelf_for(dataset, each, user)
        mask = filters.allowed(dataset, popularity.of_dataset(dataset), shelf, Filters())
        ranks.append(filters.ranks(filters.worth(model, shelf, "score"), mask))
    np.testing.assert_array_equal(ranks[1], ranks[2])
    assert rank_changes.counts(rank_changes.compare(ranks[1], ranks[2], 10))["same"] == 10
    assert (ranks[0] != ranks[1]).any()


def test_what_is_there_already_is_not_made_again(voter: Voter) -> None:
    current = working_sets.current(voter.dataset)
    run = trained(voter, current)
    assert again(run, current) == run
    fewer = retraining.without(current, "stars_in_review")
    assert retraining.found(voter.dataset, run, fewer) is None
    retrained = again(run, fewer)
    assert retraining.found(voter.dataset, run, fewer) == retrained == again(run, fewer)
    assert len(runs.models_of("demo")) == 2


def test_a_model_of_other_settings_is_another_one(voter: Voter) -> None:
    current = working_sets.current(voter.dataset)
    first, second = trained(voter, current), trained(voter, current, seed=1)
    fewer = retraining.without(current, "stars_in_review")
    assert again(first, fewer).settings["seed"] == 0
    assert retraining.found(voter.dataset, second, fewer) is None


def test_a_model_that_no_function_has_a_part_in_can_not_be_trained_on_others(voter: Voter) -> None:
    wanted = TrainModel(dataset="demo", labels="gold", settings=QUICK)
    run = model_runs.train(voter, wanted, silent, unrecorded)
    with pytest.raises(BadInput, match="rating-1 was trained without labeling functions"):
        again(run, working_sets.current(voter.dataset))
