"""Fitting snorkel's LabelModel on vote patterns, against snorkel's own fit on all rows."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from snorkel.labeling.model import LabelModel as SnorkelLabelModel
from vote_tables import count, drawn, random_votes

from recsys.errors import Cancelled, Failure
from recsys.labeling.combining import label_model_fitting
from recsys.labeling.combining.label_models import LabelModelSettings

NAMES = ("a", "b", "c", "d")
SETTINGS = LabelModelSettings(epochs=200)


def by_snorkel(L: npt.NDArray[np.int8], wanted: LabelModelSettings, balance: float) -> SnorkelLabelModel:
    """snorkel's own fit on rows of votes, steps and all."""
    model = SnorkelLabelModel(cardinality=2, verbose=False)
    model.fit(
        L.astype(int), class_balance=[1 - balance, balance], n_epochs=wanted.epochs, lr=wanted.learning_rate,
        seed=wanted.seed, progress_bar=False,
    )  # fmt: skip
    return model


@settings(max_examples=10, derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 0.9))
def test_a_fit_on_patterns_is_snorkels_fit_on_all_rows(seed: int, balance: float) -> None:
    L = random_votes(seed)
    snorkels = by_snorkel(L, SETTINGS, balance)
    ours = label_model_fitting.fit(count(L), NAMES, SETTINGS, balance)
    np.testing.assert_allclose(ours.conditional, snorkels.mu.detach().numpy(), rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours.weights, snorkels.get_weights(), rtol=0, atol=1e-6)
    covered = (L >= 0).any(axis=1)
    probability = ours.probabilities(L)
    np.testing.assert_allclose(probability[covered], snorkels.predict_proba(L.astype(int))[covered, 1], atol=1e-6)
    assert np.isnan(probability[~covered]).all()
    assert (~covered).any()


@st.composite
def some_votes(draw: st.DrawFn) -> npt.NDArray[np.int8]:
    """Votes of three to nine functions, good and bad, of which some may never vote."""
    accuracies = draw(st.lists(st.sampled_from([0.4, 0.6, 0.75, 0.9]), min_size=3, max_size=9))
    coverage, balance = draw(st.sampled_from([0.1, 0.5, 0.9])), draw(st.sampled_from([0.2, 0.5, 0.7]))
    L = drawn(draw(st.integers(0, 10_000)), 400, accuracies, coverage, balance)[0]
    L[:, draw(st.lists(st.integers(1, len(accuracies) - 1), max_size=2))] = -1
    return L


@settings(max_examples=10, derandomize=True, deadline=None)
@given(
    some_votes(),
    st.builds(
        LabelModelSettings,
        epochs=st.integers(1, 300),
        seed=st.integers(0, 2**32 - 1),
        learning_rate=st.sampled_from([0.001, 0.01, 0.05]),
    ),
    st.just(0.5) | st.floats(0.1, 0.9),
)
@example(random_votes(4, m=12), LabelModelSettings(epochs=500), 0.7)
@example(drawn(5, 300, [0.2] * 4)[0], LabelModelSettings(epochs=300), 0.5)  # the classes are exchanged at the end
def test_our_steps_end_where_snorkels_do(L: npt.NDArray[np.int8], wanted: LabelModelSettings, balance: float) -> None:
    names = [str(j) for j in range(L.shape[1])]
    ours = label_model_fitting.fit(count(L), names, wanted, balance)
    snorkels = by_snorkel(L, wanted, balance).mu.detach().numpy()
    np.testing.assert_allclose(ours.conditional, snorkels, rtol=0, atol=1e-6)


def test_a_fit_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[tuple[float, str]] = []

    def stop_at_half(fraction: float, message: str) -> None:
        told.append((fraction, message))
        if fraction >= 0.5:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        label_model_fitting.fit(count(random_votes(6)), NAMES, SETTINGS, 0.5, stop_at_half)
    assert told == [
        (0, "fitting the label model: step 0 of 200"), (0.5, "fitting the label model: step 100 of 200"),
    ]  # fmt: skip


def test_a_fit_that_diverges_says_so() -> None:
    L, too_fast = drawn(7, 300, [0.75] * 8, coverage=1.0)[0], LabelModelSettings(epochs=200, learning_rate=1)
    with pytest.raises(Exception, match="Loss is NaN"):
        by_snorkel(L, too_fast, 0.5)
    with pytest.raises(Failure, match=r"diverged\. Lower the learning rate"):
        label_model_fitting.fit(count(L), [str(j) for j in range(8)], too_fast, 0.5)


def test_a_model_that_another_fit_is_for_is_refused() -> None:
    with pytest.raises(ValueError, match="live_fitting"):
        label_model_fitting.fit(count(random_votes(8)), NAMES, LabelModelSettings(model="calibrated"), 0.5)
