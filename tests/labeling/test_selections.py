"""Selections as a link carries them."""

from typing import Any

import pytest

from recsys.errors import BadInput
from recsys.labeling import selections
from recsys.labeling.selections import Selection


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({}, "{}"),
        ({"function": "a", "vote": "cast"}, '{"function":"a","vote":"cast"}'),
        (
            {"split": "all", "contains": "Zoë & Co", "slices": [{"kind": "genre", "name": "war"}]},
            '{"split":"all","contains":"Zoë & Co","slices":[{"kind":"genre","name":"war"}]}',
        ),
        (
            {"majority": "wrong", "slices": [{"kind": "review", "name": "with review"}]},
            '{"majority":"wrong","slices":[{"kind":"review","name":"with review"}]}',
        ),
        (
            {"function": "a", "relation": "conflict", "other": "b", "gold": -1},
            '{"function":"a","relation":"conflict","other":"b","gold":-1}',
        ),
    ],
)
def test_a_selection_comes_back_from_a_link_as_it_was(asked: dict[str, Any], text: str) -> None:
    assert selections.to_text(Selection(**asked)) == text
    assert selections.from_text(text) == Selection(**asked)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"function":"a', "This link's selection is not JSON: it may have been cut off. Copy the whole link."),
        ("[" * 5_000, "This link's selection is not JSON: it may have been cut off. Copy the whole link."),
        ("x" * 8_001, "This link's selection has 8,001 characters; 8,000 are the limit. Ask for less."),
        ('{"vote":"cast"}', "this link's selection: vote is that of a function; say which function."),
        ('{"other":"b"}', "this link's selection: other is that of a function; say which function."),
        (
            '{"queue":"near_threshold"}',
            "this link's selection: near_threshold goes by a function's threshold; say which function.",
        ),
        (
            '{"function":"a","other":"b"}',
            "this link's selection: other is half of a relation; say overlap, agree or conflict.",
        ),
        (
            '{"function":"a","other":"a","relation":"agree"}',
            "this link's selection: a has no relation to itself; choose another function.",
        ),
        ('{"rows":"all"}', "this link's selection: rows: there is no such setting; remove it, or correct its name."),
        ('{"gold":2}', "this link's selection: gold: 2 is not possible; choose -1, 0 or 1."),
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_meant_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        selections.from_text(text)
    assert str(refusal.value) == sentence
