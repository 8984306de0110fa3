"""The blend: z-scores by hand, weights that rank best, what is held out, and going on after a stop."""

from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError

from recsys.errors import BadInput, Cancelled
from recsys.evaluation.ranking import Holdout
from recsys.models import contract, families
from recsys.models import training as stepwise
from recsys.models.baselines.popularity import Popularity, PopularitySettings
from recsys.models.blend import fitting, training, weights
from recsys.models.blend.holding_out import hold_out
from recsys.models.blend.model import Blend, BlendSettings, z_scores
from recsys.models.checkpoints import Checkpoint
from recsys.models.contract import Around, Model
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from recsys.models.softmax.model import SoftmaxSettings
from recsys.progress import silent
from tests import fake_families
from tests.fake_families import Same, Stopping

N_USERS, N_ITEMS = 8, 6
ITEMS = pl.DataFrame({"item_id": [f"i{item}" for item in range(N_ITEMS)]})
LINEAR = ("ease", "item-cosine")  # quick members


def feedback() -> Feedback:
    """Even users like items 0 to 2, odd ones 3 to 5, each all but one."""
    pairs = [(user, 3 * (user % 2) + item) for user in range(N_USERS) for item in range(3) if item != user // 2 % 3]
    user, item = np.array(pairs, np.int32).T
    ones = np.ones(len(user), np.float32)
    shelves = Shelves.rated(user, item, 5 * ones, N_USERS)
    return Feedback(
        Examples(user, item, ones, ones), 5 * ones, (1, 5), 4, shelves, np.arange(N_USERS, dtype=np.int32), N_ITEMS
    )


def fit(members: tuple[str, ...] = LINEAR, of: Feedback | None = None, **around: Any) -> Blend:
    family = families.named("blend")
    settings = family.settings.model_validate({"members": members})
    return cast(Blend, family.fit(of or feedback(), settings, Around(ITEMS, **around)))


def popular(*scores: float) -> Model:
    return Popularity(PopularitySettings(), np.array(scores, np.float32))


def test_z_scores_are_of_what_is_not_on_the_shelf() -> None:
    # the mean of 1, 3, 5 is 3, their spread √(8/3)
    found = z_scores(np.array([100, 1, 3, 5], np.float32), Shelf.touched([0]))
    np.testing.assert_allclose(found, (np.array([100, 1, 3, 5]) - 3) / np.sqrt(8 / 3), rtol=1e-6)


@pytest.mark.parametrize("scores", [[2, 2, 2, 2], [7, 2, 2, 2], [0.1, 0.1, 0.1, 0.1]])
def test_scores_that_do_not_differ_say_nothing(scores: list[float]) -> None:
    assert not z_scores(np.array(scores, np.float32), Shelf.touched([0])).any()


def test_of_a_shelf_with_everything_on_it_all_are_compared() -> None:
    found = z_scores(np.array([1, 3], np.float32), Shelf.touched([0, 1]))
    assert found.tolist() == [-1, 1]


def test_the_score_is_the_weighted_sum_of_z_scores() -> None:
    blend = Blend(BlendSettings(), np.array([0.75, 0.25], np.float32), (popular(1, 3), popular(30, 10)))
    assert blend.scores(Shelf.touched([])).tolist() == [-0.5, 0.5]


def test_contributions_are_brought_to_the_scale_of_the_scores() -> None:
    blend, shelf = fit(), Shelf(np.array([0], np.int32), np.array([5], np.float32))
    expected = np.zeros(1)
    for weight, member in zip(blend.weights, blend.members, strict=True):
        rest = member.scores(shelf)[1:]
        expected += weight * contract.contributions(member, shelf, 1) / rest.std()
    np.testing.assert_allclose(blend.contributions(shelf, 1), expected, rtol=1e-5)


def test_all_ways_to_divide_a_whole() -> None:
    found = [tuple(way.tolist()) for way in weights.divisions(2, parts=2)]
    assert found == [(1, 0), (0.5, 0.5), (0, 1)]
    assert len(list(weights.divisions(3))) == 231
    assert {round(float(way.sum()), 6) for way in weights.divisions(3)} == {1}


def test_the_member_that_knows_gets_the_weight() -> None:
    n = 40
    knows, misleads = popular(*range(n)), popular(*range(n, 0, -1))
    holdout = Holdout(np.array([0], np.int32), [Shelf.touched([])], [np.array([n - 1], np.int32)], n)
    found, reached = weights.choose([misleads, knows], holdout, silent)
    np.testing.assert_allclose(found, [0.45, 0.55])  # more than half is enough, and the first has all the rest
    assert reached == 1
    assert weights.choose([knows, misleads], holdout, silent)[0].tolist() == [1, 0]


def test_candidates_rank_as_the_blend_itself_does() -> None:
    rng = np.random.default_rng(0)
    members = [popular(*rng.normal(size=300)) for _ in range(3)]
    shelf = Shelf.touched([3, 5])
    blend = Blend(BlendSettings(), np.array([0.5, 0.25, 0.25], np.float32), tuple(members))
    best, _ = contract.recommend(blend, shelf, 10)
    holdout = Holdout(np.array([0], np.int32), [shelf], [best], 300)
    assert weights.candidates(members, holdout, silent).ndcg(blend.weights, holdout) == pytest.approx(1)


def test_half_of_each_users_examples_are_held_out_rounded_up_but_never_all() -> None:
    user, item = np.array([0, 0, 0, 1, 2, 2], np.int32), np.array([0, 1, 2, 0, 0, 1], np.int32)
    ones = np.ones(6, np.float32)
    shelves = Shelves.rated(user, item, ones, 3)
    users = np.arange(3, dtype=np.int32)
    whole = Feedback(Examples(user, item, ones, ones), ones, (1, 5), 4, shelves, users, 3)
    parts = hold_out(whole, 0.5, seed=0)
    assert parts is not None
    left, valid = parts
    assert np.bincount(left.examples.user).tolist() == [1, 1, 1]
    assert np.bincount(valid.examples.user, minlength=3).tolist() == [2, 0, 1]
    assert np.diff(left.shelves.offsets).tolist() == [1, 1, 1]
    learned = set(zip(left.examples.user.tolist(), left.examples.item.tolist(), strict=True))
    asked = set(zip(valid.examples.user.tolist(), valid.examples.item.tolist(), strict=True))
    assert learned | asked == set(zip(user.tolist(), item.tolist(), strict=True))
    assert not learned & asked


def test_where_there_is_too_little_to_hold_out_all_members_count_alike() -> None:
    of = feedback()
    one = np.array([0], np.int32)
    few = Feedback(
        Examples(one, one, np.ones(1, np.float32), np.ones(1, np.float32)), np.ones(1, np.float32), (1, 5), 4,
        Shelves.rated(one, one, np.full(1, 5, np.float32), 1), one, of.n_items,
    )  # fmt: skip
    assert hold_out(few, 0.2, 0) is None
    assert fit(of=few).weights.tolist() == [0.5, 0.5]


def test_without_validation_data_the_members_learn_from_all() -> None:
    shelf = feedback().shelves.of(0)
    for member in fit().members:
        family = families.named(member.family)
        alone = family.fit(feedback(), family.settings(), Around(ITEMS))
        np.testing.assert_array_equal(member.scores(shelf), alone.scores(shelf))


def test_the_weights_are_told_as_the_one_point_of_the_curve() -> None:
    points: list[dict[str, float]] = []
    blend = fit(record=points.append)
    assert len(points) == 1
    assert {"epoch", "valid_ndcg", "weight of ease", "weight of item-cosine"} == set(points[0])
    assert blend.weights.sum() == pytest.approx(1)


def test_a_member_without_weight_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "choose", lambda *_: (np.array([0, 1], np.float32), 1.0))
    blend = fit()
    assert [member.family for member in blend.members] == ["item-cosine"]
    assert blend.weights.tolist() == [1]


def test_a_training_that_was_stopped_after_the_weights_were_chosen_does_not_choose_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[dict[str, float]] = []
    expected = fit(record=whole.append)
    checkpoint = Checkpoint(tmp_path)

    def stop_late(fraction: float, message: str) -> None:
        if fraction > fitting.CHOSEN:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(report=stop_late, checkpoint=checkpoint)
    monkeypatch.setattr(weights, "choose", lambda *_: pytest.fail("chosen again"))
    again: list[dict[str, float]] = []
    resumed = fit(record=again.append, checkpoint=checkpoint)
    assert again == whole
    shelf = feedback().shelves.of(1)
    np.testing.assert_array_equal(resumed.scores(shelf), expected.scores(shelf))


class Adding:
    """Learns in epochs how much items are liked, a little less in each (`Learner`)."""

    def __init__(self, of: Feedback) -> None:
        self._likes = np.bincount(of.examples.item, of.examples.label, of.n_items).astype(np.float32)
        self._sum = np.zeros_like(self._likes)

    def learn(self, epoch: int, tell: stepwise.Tell) -> dict[str, float]:
        tell(0.5, "adding")
        self._sum = self._sum + self._likes / epoch
        return {"loss": 1 / epoch}

    def model(self) -> Model:
        return Same(Stopping(), self._sum)

    def judge(self, model: Model) -> dict[str, float]:
        return {}

    def state(self) -> dict[str, np.ndarray]:
        return {"sum": self._sum}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        self._sum = state["sum"]


def add(of: Feedback, settings: Stopping, around: Around) -> Model:
    plan = stepwise.Plan(settings.epochs, settings.patience, watched="")
    return stepwise.train(Adding(of), plan, around, partial(Same.of, settings))


def test_a_member_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recsys.models.training.SAVE_EVERY", -1.0)  # after each epoch
    fake_families.register(monkeypatch, "adding", add, settings=Stopping)  # type: ignore[arg-type]
    members, checkpoint = ("ease", "adding"), Checkpoint(tmp_path)
    expected = fit(members)

    def stop_in_an_epoch(fraction: float, message: str) -> None:
        if "epoch 5" in message:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(members, report=stop_in_an_epoch, checkpoint=checkpoint)
    saved = Checkpoint(tmp_path / "part-adding").epoch()
    assert saved == 4
    told: list[str] = []
    resumed = fit(members, report=lambda _, message: told.append(message), checkpoint=checkpoint)
    assert not any("epoch 4" in message for message in told[: told.index(next(m for m in told if "epoch 5" in m))])
    shelf = feedback().shelves.of(1)
    np.testing.assert_array_equal(resumed.scores(shelf), expected.scores(shelf))


def test_as_many_epochs_are_trained_again_as_were_worth_it() -> None:
    settings = SoftmaxSettings(epochs=40, patience=5)
    assert training._epochs_worth(settings, 40) == 40
    assert training._epochs_worth(settings, 12) == 7
    assert training._epochs_worth(settings, 3) == 1


def test_with_validation_data_the_members_are_trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    of = feedback()
    asked = Examples(np.array([0], np.int32), np.array([0], np.int32), np.ones(1, np.float32), np.ones(1, np.float32))
    valid = Validation(asked, asked.label, np.zeros(1, np.int32), of.shelves, of.shelves)
    stages: list[str] = []
    train = training.train

    def counted(*given: Any) -> training.Trained:
        stages.append(given[3])
        return train(*given)

    monkeypatch.setattr(training, "train", counted)
    fit(valid=valid)
    assert stages == ["whole"]


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        (("ease",), "at least 2"),
        (("ease", "ease"), "once"),
        (("ease", "blend"), "“blend” can't be a member; those that can: .*ease"),
        (("ease", "no such"), "“no such” can't be a member"),
    ],
)
def test_members_that_can_not_be_are_a_sentence(members: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        BlendSettings(members=members)


def test_where_nobody_likes_anything_the_members_say_so() -> None:
    one = np.zeros(1, np.int32)
    of = Feedback(
        Examples(one, one, np.zeros(1, np.float32), np.ones(1, np.float32)), np.ones(1, np.float32), (1, 5), 4,
        Shelves.rated(one, one, np.ones(1, np.float32), 1), one, 1,
    )  # fmt: skip
    with pytest.raises(BadInput, match="somebody likes something"):
        fit(of=of)
