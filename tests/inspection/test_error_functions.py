"""Which function misled the labels, on two patterns of votes."""

import numpy as np
import pytest

from recsys.inspection import error_functions
from recsys.labeling import patterns
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings


def majority(*names: str) -> LabelModel:
    return LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=names)


def test_what_a_vote_against_gold_did_to_the_label_is_weighed() -> None:
    votes = np.array([[1, 1, -1], [1, -1, -1], [1, 0, 0], [-1, -1, -1]], np.int8)
    gold = np.array([0, 1, 0, 1], np.int8)
    table = error_functions.table(majority("a", "b", "c"), patterns.count(list(votes.T), gold)).set_index("name")
    # Row 0 is labeled 1 and stays so without a or without b. Row 2 is labeled 1/3; without a it would be 0.
    assert table.index.tolist() == ["a", "b", "c"]
    assert table["votes"].to_dict() == {"a": 3, "b": 2, "c": 1}
    assert table["against_gold"].to_dict() == {"a": 2, "b": 1, "c": 0}
    assert table["misled"].to_dict() == {"a": pytest.approx(1 / 3), "b": 0, "c": 0}
    assert table["wrong_labels"].to_dict() == {"a": 1, "b": 1, "c": 0}
    # Row 1 has no label without a; row 2 without b or c is a tie.
    assert table["broken"].to_dict() == {"a": 1, "b": 1, "c": 1}
    assert table["mended"].sum() == 0


def test_a_wrong_label_with_one_vote_is_mended_by_leaving_that_out() -> None:
    votes, gold = np.array([[1, -1], [-1, 0]], np.int8), np.array([0, -1], np.int8)
    table = error_functions.table(majority("a", "b"), patterns.count(list(votes.T), gold)).set_index("name")
    assert table.loc["a", ["misled", "wrong_labels", "mended", "broken"]].tolist() == [0.5, 1, 1, 0]
    assert table.loc["b"].sum() == 0  # its row has no gold


def test_no_function_makes_an_empty_table() -> None:
    assert error_functions.table(majority(), patterns.count([], np.array([1], np.int8))).empty
