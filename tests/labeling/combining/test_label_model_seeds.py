"""snorkel's fit in NumPy, for several seeds at once: the parameters are snorkel's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snorkel.labeling.model import LabelModel as SnorkelLabelModel
from vote_tables import count, drawn, random_votes

from recsys.errors import Cancelled
from recsys.labeling.combining import fit_health, label_model_fitting, label_model_seeds, label_model_steps
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.patterns import Patterns

SETTINGS = LabelModelSettings(epochs=300)


def fits(found: Patterns, balance: float, seeds: list[int]) -> np.ndarray:
    seen = label_model_seeds.overlaps(found)
    return label_model_seeds.fit(seen, label_model_seeds.starts(seen, balance, seeds), SETTINGS, balance)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 0.9))
def test_each_seed_ends_where_snorkels_own_fit_does(seed: int, balance: float) -> None:
    L = random_votes(seed)
    found = count(L)
    ours = fits(found, balance, [seed, seed + 1])
    weights = label_model_seeds.weights(label_model_seeds.overlaps(found), ours, balance)
    for k in range(2):
        snorkels = SnorkelLabelModel(cardinality=2, verbose=False)
        snorkels.fit(
            L.astype(int), class_balance=[1 - balance, balance], n_epochs=300, seed=seed + k, progress_bar=False
        )
        np.testing.assert_allclose(ours[k], snorkels.mu.detach().numpy(), rtol=0, atol=1e-6)
        np.testing.assert_allclose(weights[k], snorkels.get_weights(), rtol=0, atol=1e-5)


def test_with_balanced_classes_the_functions_are_trusted_as_by_snorkel() -> None:
    # They are mostly wrong, so the fit likes to call the classes the other way round.
    L = drawn(3, 2_000, [0.2, 0.25, 0.3, 0.2], coverage=0.8)[0]
    snorkels = SnorkelLabelModel(cardinality=2, verbose=False)
    snorkels.fit(L.astype(int), class_balance=[0.5, 0.5], n_epochs=300, seed=7, progress_bar=False)
    np.testing.assert_allclose(fits(count(L), 0.5, [7])[0], snorkels.mu.detach().numpy(), rtol=0, atol=1e-6)


def test_classes_that_were_exchanged_are_named_back() -> None:
    share = np.array([0.5, 0.5])
    trusting = np.array([[[0.4, 0.1], [0.1, 0.4]]])
    np.testing.assert_array_equal(label_model_seeds._trusting(trusting[:, :, ::-1], share), trusting)
    np.testing.assert_array_equal(label_model_seeds._trusting(trusting, share), trusting)
    np.testing.assert_array_equal(
        label_model_seeds._trusting(trusting[:, :, ::-1], np.array([0.4, 0.6])), trusting[:, :, ::-1]
    )


def test_overlaps_by_hand() -> None:
    L = np.array([[1, 0], [1, 1], [-1, 0], [0, -1]], np.int8)
    seen = label_model_seeds.overlaps(count(L))
    expected = [[1, 0, 0, 0], [0, 2, 1, 1], [0, 1, 2, 0], [0, 1, 0, 1]]
    np.testing.assert_array_equal(seen.matrix, np.array(expected) / 4)
    np.testing.assert_array_equal(seen.coverage, [3 / 4, 3 / 4])
    assert seen.n == 4


def test_the_health_of_a_fit_keeps_its_start_and_the_weights_of_five_seeds() -> None:
    L = random_votes(1)
    L[:, 3] = -1
    found = count(L)
    fitted = label_model_fitting.fit(found, tuple("abcd"), SETTINGS, 0.4)
    health = fit_health.measure(found, fitted)
    assert health.seeds == (123, 124, 125, 126, 127)
    assert [len(row) for row in health.weights] == [4] * 5
    assert health.weights[0] == pytest.approx(fitted.weights, abs=1e-5)
    assert [row[3] for row in health.weights] == [None] * 5
    # Every function starts at a precision of .7, scaled by the seed's one random number; off the diagonal at 0.
    scale = np.random.RandomState(123).random_sample()
    share = (L[:, 0] == 1).mean()
    assert health.start[1] == pytest.approx((0, scale * share * 0.7 / 0.4))


def test_seeds_from_which_the_fit_diverges_have_no_weights() -> None:
    found = count(drawn(1, 300, [0.9] * 12, coverage=0.95)[0])
    seen = label_model_seeds.overlaps(found)
    start = label_model_seeds.starts(seen, 0.5, range(5))  # scaled by .55, .42, .44, .55 and .97
    steep = LabelModelSettings(epochs=5, learning_rate=0.3)
    mu = label_model_seeds.fit(seen, start, steep, 0.5)
    weights = label_model_seeds.weights(seen, mu, 0.5)
    assert np.isnan(weights).all(axis=1).tolist() == [True, False, False, True, True]
    assert np.isfinite(weights[1:3]).all()


def test_an_infinite_loss_is_no_sound_fit_even_if_its_parameters_are_numbers() -> None:
    mu = np.full((3, 2, 2), 0.5, np.float32)
    mu[1, 0, 0], mu[2, 1, 1] = 1e10, np.nan  # 1e40 is more than single precision holds
    assert label_model_steps.are_sound(mu).tolist() == [True, False, False]


def test_the_largest_seed_is_followed_by_the_smallest() -> None:
    found = count(random_votes(2))
    last = SETTINGS.model_copy(update={"seed": 2**32 - 1, "epochs": 1})
    assert fit_health.measure(found, label_model_fitting.fit(found, tuple("abcd"), last, 0.5)).seeds[1] == 0


def test_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled("Cancelled.")

    found = count(random_votes(3))
    fitted = label_model_fitting.fit(found, tuple("abcd"), SETTINGS, 0.5)
    with pytest.raises(Cancelled):
        fit_health.measure(found, fitted, stop)
