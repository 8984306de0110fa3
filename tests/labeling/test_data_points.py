"""From a number to the rows behind it: as many as the number says, and the right ones."""

from dataclasses import replace
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.columns import SPLITS
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import analysis, data_points, slice_table
from recsys.labeling.functions import FunctionSet, KeywordFunction, LookupFunction, ThresholdFunction
from recsys.labeling.selections import Selection
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

NAMES = ("a", "b", "c")


def with_votes(votes: list[list[int]], gold: list[int], splits: list[int] | None = None) -> Dataset:
    """A data point, of a user of its own, for each row of votes of functions a, b, c; gold -1 is unknown."""
    words = {0: "bad", 1: "good"}
    texts = [" ".join(f"{words[v]}_{name}" for name, v in zip(NAMES, row, strict=True) if v >= 0) for row in votes]
    dataset = world(
        [Rated(user, 0, 5, text) for user, text in enumerate(texts)], split=dict(enumerate(splits or [1] * len(votes)))
    )
    in_order = np.array(gold, np.int8)[dataset.pairs.user]
    return replace(dataset, pairs=replace(dataset.pairs, gold=in_order))


FUNCTIONS = FunctionSet(
    functions=tuple(KeywordFunction(name=n, negative=(f"bad_{n}",), positive=(f"good_{n}",)) for n in NAMES)
)
VOTES = [[1, 1, -1], [1, 0, -1], [0, 0, 0], [-1, -1, -1], [-1, 1, 0], [1, -1, -1]]
GOLD = [1, 0, 0, 1, -1, 1]


@pytest.fixture(scope="module")
def voter() -> Voter:
    return Voter(with_votes(VOTES, GOLD))


def found(voter: Voter, functions: FunctionSet = FUNCTIONS, **asked: Any) -> list[int]:
    return data_points.select(voter, functions, Selection(**asked)).tolist()


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"function": "a"}, [0, 1, 2, 3, 4, 5]),
        ({"function": "a", "vote": "cast"}, [0, 1, 2, 5]),
        ({"function": "a", "vote": "positive"}, [0, 1, 5]),
        ({"function": "a", "vote": "negative"}, [2]),
        ({"function": "a", "vote": "abstain"}, [3, 4]),
        ({"function": "b", "outcome": "right"}, [0, 1, 2]),
        ({"function": "a", "outcome": "wrong"}, [1]),
        ({"function": "b", "outcome": "no gold"}, [4]),
        ({"function": "a", "vote": "positive", "outcome": "right"}, [0, 5]),
        ({"function": "a", "relation": "overlap"}, [0, 1, 2]),
        ({"function": "a", "relation": "agree"}, [0, 2]),
        ({"function": "b", "relation": "conflict"}, [1, 4]),
        ({"function": "a", "relation": "overlap", "other": "c"}, [2]),
        ({"function": "b", "relation": "agree", "other": "c"}, [2]),
        ({"function": "b", "relation": "conflict", "other": "c"}, [4]),
        ({"queue": "covered"}, [0, 1, 2, 4, 5]),
        ({"queue": "uncovered"}, [3]),
        ({"queue": "conflicted"}, [1, 4]),
        ({"queue": "conflicted", "gold": 0}, [1]),
        ({"gold": 1}, [0, 3, 5]),
        ({"gold": -1}, [4]),
        ({"contains": "GOOD_a"}, [0, 1, 5]),
        ({"contains": "good_a", "function": "b", "vote": "negative"}, [1]),
        ({"contains": "nowhere"}, []),
        ({"slices": [{"kind": "review", "name": "without review"}]}, [3]),
        ({"slices": [{"kind": "review", "name": "with review"}, {"kind": "all", "name": "all rows"}]}, [0, 1, 2, 4, 5]),
        ({"slices": [{"kind": "review", "name": name} for name in ("with review", "without review")]}, list(range(6))),
        # Majorities: right, a tie, right, no vote, a tie without gold, right.
        ({"majority": "judged"}, [0, 2, 5]),
        ({"majority": "right"}, [0, 2, 5]),
        ({"majority": "wrong"}, []),
        ({"majority": "judged", "function": "b", "vote": "negative"}, [2]),
        ({"split": "test"}, []),
    ],
)
def test_a_selection_means_these_rows(voter: Voter, asked: dict[str, Any], rows: list[int]) -> None:
    assert found(voter, **asked) == rows


def test_slices_are_joined_within_a_kind_and_narrow_one_another_across_kinds() -> None:
    rated = [Rated(0, 0, 5, "x"), Rated(0, 1, 5), Rated(1, 0, 5), Rated(1, 2, 5, "x")]
    voter = Voter(world(rated, split={0: 1, 1: 1}, authors=["Ann", "Bob", "Cid"]))
    ann, bob = {"kind": "author", "name": "Ann"}, {"kind": "author", "name": "Bob"}
    with_review = {"kind": "review", "name": "with review"}
    assert found(voter, slices=[ann, bob]) == [0, 1, 2]
    assert found(voter, slices=[ann, with_review, bob]) == [0]
    assert found(voter, slices=[ann, with_review, {"kind": "review", "name": "without review"}]) == [0, 2]


def test_a_function_that_is_off_has_rows_but_is_no_other_function(voter: Voter) -> None:
    without_b = FUNCTIONS.changed("b", enabled=False)
    assert found(voter, without_b, function="b", vote="cast") == [0, 1, 2, 4]
    assert found(voter, without_b, function="a", relation="overlap") == [2]
    assert found(voter, without_b, queue="conflicted") == []
    alone = without_b.changed("c", enabled=False)
    assert found(voter, alone, function="a", relation="overlap") == []


def test_a_majority_is_that_of_the_functions_that_are_on(voter: Voter) -> None:
    without_b = FUNCTIONS.changed("b", enabled=False)
    assert found(voter, without_b, majority="wrong") == [1]  # a alone votes 1, gold is 0
    assert found(voter, without_b, majority="right") == [0, 2, 5]
    assert found(voter, without_b, majority="judged", gold=0) == [1, 2]


def test_rows_of_a_split_are_numbered_as_in_the_whole_dataset() -> None:
    voter = Voter(with_votes(VOTES, GOLD, splits=[0, 3, 0, 0, 3, 1]))
    # In order: users 0, 2, 3 on train, 5 on dev, 1 and 4 on test.
    assert found(voter, split="train", function="a", vote="cast") == [0, 1]
    assert found(voter, split="dev") == [3]
    assert found(voter, split="test", function="b", vote="cast") == [4, 5]
    assert found(voter, split="test", contains="good") == [4, 5]
    assert found(voter, split="all", contains="good") == [0, 3, 4, 5]
    assert found(voter, split="all", slices=[{"kind": "review", "name": "without review"}]) == [2]


def test_gold_of_train_is_withheld() -> None:
    voter = Voter(with_votes(VOTES, GOLD, splits=[0] * 6))
    assert found(voter, split="train", function="a", outcome="right") == []
    assert found(voter, split="train", function="a", outcome="no gold") == [0, 1, 2, 5]
    assert found(voter, split="train", gold=1) == []


def with_scores(*scores: float) -> Voter:
    dataset = world([Rated(user, 0, 5) for user in range(len(scores))], split=dict.fromkeys(range(len(scores)), 1))
    return Voter(replace(dataset, features={"polarity": np.array(scores)}))


POLARITY = FunctionSet(
    functions=(ThresholdFunction(name="p", feature="polarity", comparison=">", threshold=0.25, label=1),)
)


def test_the_rows_closest_to_a_threshold_come_first() -> None:
    voter = with_scores(0.75, np.nan, 0.0, 0.25, 0.5, 0.26)
    assert found(voter, POLARITY, function="p", queue="near_threshold") == [3, 5, 2, 4, 0]
    assert found(voter, POLARITY, function="p", queue="near_threshold", vote="positive") == [5, 4, 0]


def test_rows_equally_close_to_a_threshold_keep_their_order() -> None:
    voter = with_scores(0.5, 0.0, 0.5, 0.25, 1.0, 0.5)
    assert found(voter, POLARITY, function="p", queue="near_threshold") == [3, 0, 1, 2, 5, 4]


def test_a_score_the_data_do_not_have_is_close_to_nothing(voter: Voter) -> None:
    assert found(voter, POLARITY, function="p", queue="near_threshold") == []


def test_wrong_labels_come_in_the_order_of_their_certainty() -> None:
    voter = Voter(with_votes([[1, -1, -1]] * 7, [0, 1, 0, 1, 0, -1, 1], splits=[3] * 7))
    probabilities = np.array([0.6, 0.1, 0.9, 0.9, 0.5, 0.99, np.nan])
    asked = Selection(split="test", queue="confident_wrong")
    assert data_points.select(voter, FUNCTIONS, asked, probabilities).tolist() == [1, 2, 0]
    asked = Selection(split="test", queue="confident_wrong", gold=0)
    assert data_points.select(voter, FUNCTIONS, asked, probabilities).tolist() == [2, 0]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"function": "d", "vote": "cast"}, "There is no function “d” in this set."),
        ({"function": "a", "relation": "agree", "other": "d"}, "There is no function “d” in this set."),
        ({"queue": "confident_wrong"}, "Which labels are wrong only a label model can say. Fit one first."),
        (
            {"queue": "near_threshold", "function": "a"},
            "a has no threshold to be close to. Choose a threshold function.",
        ),
        (
            {"slices": [{"kind": "review", "name": "both"}]},
            "tiny has no slice “both” by review. There are: “with review”, “without review”.",
        ),
        ({"slices": [{"kind": "genre", "name": "war"}]}, "tiny has no slice “war” by genre. There are: none."),
    ],
)
def test_rows_that_cannot_be_had_are_refused(voter: Voter, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        found(voter, **asked)
    assert str(refusal.value) == sentence


@st.composite
def worlds_of_votes(draw: st.DrawFn) -> tuple[Voter, FunctionSet]:
    n = draw(st.integers(1, 12))
    votes: npt.NDArray[np.int8] = draw(arrays.arrays(np.int8, (n, 3), elements=st.integers(-1, 1)))
    gold = draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n))
    splits = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    functions = FUNCTIONS
    for name in draw(st.sets(st.sampled_from(NAMES), max_size=2)):
        functions = functions.changed(name, enabled=False)
    return Voter(with_votes(votes.tolist(), gold, splits)), functions


@settings(max_examples=60, derandomize=True, deadline=None)
@given(worlds_of_votes(), st.sampled_from([*SPLITS, "all"]))
def test_every_number_of_the_table_and_the_matrices_has_as_many_rows(
    case: tuple[Voter, FunctionSet], split: str
) -> None:
    voter, functions = case

    def size(**asked: Any) -> int:
        rows = found(voter, functions, split=split, **asked)
        within = voter.dataset.rows(split)
        assert rows == sorted(set(rows))
        assert all(within.start <= row < within.stop for row in rows)
        return len(rows)

    names = [function.name for function in functions.enabled]
    patterns = voter.patterns(functions.enabled, split)
    n = max(patterns.total, 1)
    overlaps, conflicts = analysis.overlap_matrix(patterns) * n, analysis.conflict_matrix(patterns) * n
    for cell in analysis.summary(patterns, names).itertuples():
        assert size(function=cell.name, vote="cast") == round(cell.coverage * n)
        assert size(function=cell.name, relation="overlap") == round(cell.overlaps * n)
        assert size(function=cell.name, relation="conflict") == round(cell.conflicts * n)
        assert size(function=cell.name, outcome="right") == cell.correct
        assert size(function=cell.name, outcome="wrong") == cell.incorrect
        assert size(function=cell.name, outcome="no gold") == round(cell.coverage * n) - cell.correct - cell.incorrect
        for j, other in enumerate(names):
            if other != cell.name:
                both = {"function": cell.name, "other": other}
                assert size(relation="overlap", **both) == round(overlaps[cell.j, j])
                assert size(relation="conflict", **both) == round(conflicts[cell.j, j])
                assert size(relation="agree", **both) == round(overlaps[cell.j, j] - conflicts[cell.j, j])
    assert size(queue="covered") == round(analysis.coverage(patterns) * n)
    assert size(queue="uncovered") == patterns.total - round(analysis.coverage(patterns) * n)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(worlds_of_votes(), st.sampled_from([*SPLITS, "all"]))
def test_every_number_of_the_slices_has_as_many_rows(case: tuple[Voter, FunctionSet], split: str) -> None:
    voter, functions = case
    columns = voter.columns(functions.enabled, voter.dataset.rows(split))
    for cell in slice_table.table(voter.slices, columns, split).fillna(0).itertuples():

        def size(kind: str = cell.kind, name: str = cell.slice, **asked: Any) -> int:
            return len(found(voter, functions, split=split, slices=[{"kind": kind, "name": name}], **asked))

        assert size() == cell.rows
        assert size(queue="covered") == round(cell.coverage * cell.rows)
        assert size(majority="judged") == cell.gold
        assert size(majority="right") == round(cell.accuracy * cell.gold)
        assert size(majority="wrong") == cell.gold - size(majority="right")


def test_a_function_of_any_kind_has_rows() -> None:
    voter = with_scores(0.5, 0.0)
    functions = POLARITY.added(LookupFunction(name="l", field="user", values=("u1",), label=0))
    assert found(voter, functions, function="l", vote="negative") == [1]
    assert found(voter, functions, function="l", relation="overlap", other="p") == []
    assert found(voter, functions, function="p", vote="cast") == [0]
