"""Families side by side: each on the same divisions, and one that fails stops nobody."""

from typing import Any

import fake_families
import numpy as np
import pytest

from recsys.errors import BadInput, Cancelled
from recsys.evaluation import comparison, protocol
from recsys.evaluation.comparison import Row
from recsys.evaluation.protocol import Ratings
from recsys.models.contract import Around
from recsys.models.feedback import Feedback
from recsys.models.rating import RatingSettings
from recsys.settings import checked
from tests.worlds import Rated, world


@pytest.fixture
def ratings() -> Ratings:
    """Ten users who rated ten of twelve items, the lower numbers with more stars."""
    points = [Rated(user, item, 5 if item < 6 else 1) for user in range(10) for item in range(12) if (user + item) % 6]
    return protocol.ratings_of(world(points))


@pytest.fixture(autouse=True)
def _fakes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_families.only(monkeypatch)


def test_each_family_has_a_row_with_a_number_for_each_seed(ratings: Ratings, monkeypatch: pytest.MonkeyPatch) -> None:
    family = fake_families.register(monkeypatch, "popular", fake_families.popular)
    random, popular = comparison.compare(ratings, "ranking", {"popular": {}}, seeds=(42, 43))
    assert (random.model, popular.model) == ("random", "popular")
    for place, seed in enumerate((42, 43)):
        split = protocol.split_users(ratings, seed)
        model = fake_families.popular(split.whole, family.settings(), Around(ratings.items))
        expected = protocol.ranked(model.scores, split.holdout)
        assert {name: numbers[place] for name, numbers in popular.metrics.items()} == expected
    assert popular.mean("ndcg@10") > random.mean("ndcg@10")
    assert len(popular.seconds) == 2


def test_predicted_stars_are_judged_beside_the_mean(ratings: Ratings, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_families.register(monkeypatch, "middle", fake_families.middle, "stars")
    mean, middle = comparison.compare(ratings, "rating", {"middle": {}}, seeds=(42,))
    assert mean.model == "mean"
    assert middle.metrics["rmse"] == pytest.approx(mean.metrics["rmse"])
    stars = ratings.stars[protocol.split_all(ratings, 42).asked]
    center = protocol.split_all(ratings, 42).whole.targets.mean()
    assert mean.metrics["mse"] == [pytest.approx(np.mean((stars - center) ** 2))]


def test_mean_and_spread_are_those_of_a_sample() -> None:
    row = Row("a", "ours", "order", {"ndcg@10": [0.1, 0.3]}, [1.0, 3.0])
    assert row.mean("ndcg@10") == pytest.approx(0.2)
    assert row.sd("ndcg@10") == pytest.approx(0.02**0.5)
    assert row.mean("seconds") == 2
    assert np.isnan(Row("a", "ours", "order", {"ndcg@10": [0.1]}).sd("ndcg@10"))
    assert np.isnan(Row("a", "ours", "order", failed="It could not.").mean("ndcg@10"))


def raises(error: BaseException) -> fake_families.Fit:
    def fit(feedback: Feedback, settings: Any, around: Around) -> fake_families.Same:
        raise error

    return fit


@pytest.mark.parametrize(
    ("error", "said"), [(BadInput("No year is known."), "No year is known."), (MemoryError(), "not enough memory")]
)
def test_a_family_that_fails_has_its_sentence_and_the_others_go_on(
    ratings: Ratings, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    fake_families.register(monkeypatch, "broken", raises(error))
    fake_families.register(monkeypatch, "popular", fake_families.popular)
    _, broken, popular = comparison.compare(ratings, "ranking", {"broken": {}, "popular": {}}, seeds=(42,))
    assert said in broken.failed
    assert not broken.metrics
    assert popular.metrics


def test_a_comparison_can_be_cancelled(ratings: Ratings, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_families.register(monkeypatch, "stopped", raises(Cancelled("stop")))
    with pytest.raises(Cancelled):
        list(comparison.compare(ratings, "ranking", {"stopped": {}}, seeds=(42,)))


class Watched:
    """A family that learns for some epochs, and notes what it was given."""

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        self.given: list[tuple[int, int, bool]] = []  # examples, epochs allowed, with something to stop by

    def fit(self, feedback: Feedback, settings: Any, around: Around) -> fake_families.Same:
        allowed = getattr(settings, "epochs", 0)
        self.given.append((len(feedback.examples), allowed, around.valid is not None))
        for epoch in range(min(self._epochs, allowed)):
            around.record({"epoch": epoch + 1})
        return fake_families.popular(feedback, settings, around)


@pytest.mark.parametrize(
    ("ran", "again"), [(7, 7 - 3), (10, 10), (2, 1)], ids=["stopped early", "to the end", "stopped at once"]
)
def test_who_stops_early_is_trained_again_on_all_of_train_for_as_long_as_it_got_better(
    ratings: Ratings, monkeypatch: pytest.MonkeyPatch, ran: int, again: int
) -> None:
    watched, split = Watched(ran), protocol.split_users(ratings, 42)
    fake_families.register(monkeypatch, "watched", watched.fit, settings=fake_families.Stopping)
    list(comparison.compare(ratings, "ranking", {"watched": {}}, seeds=(42,)))
    assert watched.given == [(len(split.kept.examples), 10, True), (len(split.whole.examples), again, False)]


def test_who_does_not_stop_by_itself_learns_once_from_all_of_train(
    ratings: Ratings, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, split = Watched(1), protocol.split_users(ratings, 42)
    fake_families.register(monkeypatch, "watched", watched.fit)
    list(comparison.compare(ratings, "ranking", {"watched": {"strength": 2}}, seeds=(42,)))
    assert watched.given == [(len(split.whole.examples), 0, False)]


def test_a_task_may_have_settings_of_its_own_which_those_given_precede(
    ratings: Ratings, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(20)
    fake_families.register(monkeypatch, "watched", watched.fit, settings=fake_families.Stopping)
    monkeypatch.setitem(comparison.OF_TASK, "ranking", {"watched": {"epochs": 4, "patience": 2}})
    _, row = comparison.compare(ratings, "ranking", {"watched": {"epochs": 5}}, seeds=(42,))
    assert row.settings == {"epochs": 5, "patience": 2}
    assert watched.given[0][1] == 5
    _, row = comparison.compare(ratings, "rating", {"watched": {}}, seeds=(42,))
    assert row.settings == {}


def test_settings_of_tasks_are_settings_that_their_families_have() -> None:
    given = comparison.OF_TASK["ranking"]["rating"]
    assert checked(RatingSettings, given, "rating").model_dump().items() >= given.items()


def test_settings_a_family_does_not_have_are_refused_before_anything_is_trained(
    ratings: Ratings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_families.register(monkeypatch, "popular", fake_families.popular)
    with pytest.raises(BadInput, match="--set popular"):
        list(comparison.compare(ratings, "ranking", {"popular": {"wings": 2}}))


def test_who_takes_part_unless_others_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, predicts, kind in (
        ("ranks", "order", "baseline"),
        ("likes", "liked", "ours"),
        ("taught", "stars", "ours"),
        ("slow", "stars", "baseline"),
    ):
        fake_families.register(monkeypatch, name, fake_families.popular, predicts, kind)
    assert [family.name for family in comparison.offered("ranking")] == ["ranks", "likes", "taught"]
    assert [family.name for family in comparison.offered("rating")] == ["taught", "slow"]
    assert [family.name for family in comparison.chosen("ranking", ["slow"])] == ["slow"]
    with pytest.raises(BadInput, match=r"likes does not predict stars\. Those that do: taught, slow"):
        comparison.chosen("rating", ["likes"])
    with pytest.raises(BadInput, match="no model family “nobody”"):
        comparison.chosen("ranking", ["nobody"])
