"""What is wrong with values from outside, in words that say what to do."""

from typing import Any

import pytest

from recsys.errors import BadInput
from recsys.labeling import functions, selections
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.models.rating import RatingSettings
from recsys.settings import BuildSettings, Settings, checked


def complaint(kind: type[Settings], values: Any) -> str:
    with pytest.raises(BadInput) as caught:
        checked(kind, values, "mine")
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (LabelModelSettings, {"class_balance": 1}, "mine: class_balance: 1 is too large; give a number below 1."),
        (LabelModelSettings, {"class_balance": 0}, "mine: class_balance: 0 is too small; give a number above 0."),
        (LabelModelSettings, {"epochs": 10**6}, "mine: epochs: 1000000 is too large; give a number up to 100,000."),
        (BuildSettings, {"seed": -1}, "mine: seed: -1 is too small; give a number from 0 up."),
        (RatingSettings, {"epochs": "many"}, "mine: epochs: “many” is not a whole number; give one."),
        (RatingSettings, {"epochs": 1.5}, "mine: epochs: 1.5 is not a whole number; give one."),
        (RatingSettings, {"l2": "x" * 50}, f"mine: l2: “{'x' * 40}…” is not a number; give one."),
        (RatingSettings, {"start": "here"}, "mine: start: “here” is not possible; choose shelves or random."),
        (RatingSettings, {"hidden": 3}, "mine: hidden: 3 is not a list; write it as […]."),
        (RatingSettings, {"start": None}, "mine: start: nothing is not possible; choose shelves or random."),
        (
            RatingSettings, {"colour": "red", "seed": -1},
            "mine: seed: -1 is too small; give a number from 0 up; "
            "colour: there is no such setting; remove it, or correct its name.",
        ),
        (RatingSettings, [], "mine: a list is not a set of named values; write it as {…}."),
    ],
)  # fmt: skip
def test_each_value_is_named_with_what_to_give_instead(kind: type[Settings], values: Any, said: str) -> None:
    assert complaint(kind, values) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "f.json: a list is not a set of named values; write it as {…}."),
        ('{"functions": 3}', "f.json: functions: 3 is not a list; write it as […]."),
        ("{}", "f.json: functions: it is missing; add it."),
        (
            '{"functions": [{"kind": "magic"}]}',
            "f.json: functions.0: “magic” is no kind there is; choose threshold, keywords, lookup, python.",
        ),
        ('{"functions": [{"name": "a"}]}', "f.json: functions.0: its kind is missing; add it."),
    ],
)
def test_a_damaged_functions_file_is_answered_with_where_its_form_is_shown(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        functions.parse(text, "f.json")
    assert str(caught.value) == f"{said} {functions.COMPARE_IT}"


def test_a_made_up_link_names_what_there_is_to_choose() -> None:
    with pytest.raises(BadInput) as caught:
        selections.from_text('{"queue":"best"}')
    assert str(caught.value) == (
        "this link's selection: queue: “best” is not possible; "
        "choose covered, uncovered, conflicted, confident_wrong or near_threshold."
    )
