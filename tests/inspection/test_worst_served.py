"""Each user's list against what they like: the mean is the model's own number, and it is kept with the run."""

from dataclasses import replace

import finished_runs
import numpy as np
import pytest
from worlds import Rated, world

from recsys import model_runs, runs, tasks
from recsys.columns import TEST
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile
from recsys.evaluation import ranking
from recsys.inspection import worst_served
from recsys.inspection.worst_served import Lists, RankUsers
from recsys.labeling.facts import features
from recsys.progress import silent, unrecorded
from recsys.runs import ModelRun

N_ITEMS = 30


@pytest.fixture
def dataset(home: object) -> Dataset:
    """Two train readers and ten of test, each with other books, of which they like two thirds."""
    drawn = np.random.default_rng(0)
    rated = [
        Rated(user, int(item), 2 if place % 3 == 0 else 5)
        for user in range(12)
        for place, item in enumerate(drawn.choice(N_ITEMS, 12, replace=False))
    ]
    tiny = world(rated, authors=["ann"] * N_ITEMS, split=dict.fromkeys(range(2, 12), TEST), name="demo")
    return datasets.save(features.add(replace(tiny, fingerprint="")))


@pytest.fixture
def run(dataset: Dataset) -> ModelRun:
    return finished_runs.model(dataset, finished_runs.labels(dataset))


def wanted(run: ModelRun) -> RankUsers:
    return RankUsers(dataset="demo", run=run.id, split="test")


def test_the_mean_over_users_is_the_ndcg_that_the_model_is_judged_by(dataset: Dataset, run: ModelRun) -> None:
    model = model_runs.load_model(run)
    table = worst_served.by_user(dataset, worst_served.rank(dataset, run, model, "test", silent))
    whole = ranking.evaluate(model.scores, ranking.hold_out(dataset, "test", model_runs.EVALUATION_SEED))
    assert table["ndcg"].mean() == pytest.approx(whole["ndcg@10"])
    assert (table["hits"] / table["liked"]).mean() == pytest.approx(whole["recall@10"])
    assert table["ndcg"].is_monotonic_increasing


def test_whoever_likes_nothing_held_out_is_not_listed_and_ties_go_by_what_there_was_to_find(dataset: Dataset) -> None:
    # Three users of test with rows of their own; the first two get lists without a hit, the third has no liked row.
    rows = np.flatnonzero(dataset.pairs.split == TEST)
    owner, gold = dataset.pairs.user[rows], dataset.pairs.gold[rows]
    chosen = np.concatenate(
        [rows[(owner == 2) & (gold == 1)][:1], rows[(owner == 3) & (gold == 1)][:2], rows[(owner == 4) & (gold == 0)]]
    )
    lists = Lists(
        rows=chosen, predicted=np.zeros(len(chosen)), users=np.array([2, 3, 4], np.int32),
        tops=np.full((3, ranking.K), -1, np.int32), sizes=np.array([5, 6, 7], np.int32),
    )  # fmt: skip
    table = worst_served.by_user(dataset, lists)
    assert table[["user_id", "ndcg", "liked", "shelf"]].to_numpy().tolist() == [["u3", 0, 2, 6], ["u2", 0, 1, 5]]


def test_a_job_keeps_the_lists_beside_the_run(dataset: Dataset, run: ModelRun) -> None:
    assert worst_served.found(wanted(run)) is None
    done = tasks.rank_users(wanted(run).model_dump(mode="json"), silent, unrecorded)
    assert done == {"run": run.id, "users": 10}
    kept = worst_served.found(wanted(run))
    assert kept is not None
    # Logits go down by one with the item's number, so that P(liked) of item 0 is a half.
    asked = dataset.pairs.item[kept.rows]
    assert kept.predicted == pytest.approx(1 / (1 + np.exp(asked.astype(float))), abs=1e-6)


def test_a_damaged_file_is_named(run: ModelRun) -> None:
    wanted(run).file.write_bytes(b"PK\x03\x04 no more")
    with pytest.raises(DamagedFile, match="Rank for everybody again"):
        worst_served.found(wanted(run))


def test_a_split_with_nothing_to_hold_out_is_refused(run: ModelRun) -> None:
    with pytest.raises(BadInput, match="valid has no rating to hold out"):
        tasks.rank_users({"dataset": "demo", "run": run.id, "split": "valid"}, silent, unrecorded)


def test_a_run_on_earlier_data_is_refused(dataset: Dataset, run: ModelRun) -> None:
    other = runs.keep(lambda id: run.model_copy(update={"id": id, "fingerprint": "earlier"}), "rating")
    with pytest.raises(BadInput, match="Train it again"):
        worst_served.make(dataset, wanted(other), silent)
