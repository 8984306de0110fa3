"""Data and settings that are odd but possible: every page says what it can, and none breaks."""

from dataclasses import replace
from pathlib import Path

import finished_runs
import pytest
from worlds import Rated, world

from recsys import working_sets
from recsys.columns import DEV, TEST, VALID
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet, KeywordFunction
from tests.pages.opening import opened, texts

PAGES = (
    "overview",
    "labeling_functions",
    "data_points",
    "versions",
    "label_model",
    "models",
    "recommendations",
    "changes",
    "be_a_user",
    "embeddings",
    "error_analysis",
)
SPLIT = {4: DEV, 5: VALID, 6: TEST, 7: TEST}


def stored(rated: list[Rated]) -> Dataset:
    tiny = world(rated, authors=["ann"] * 8, split=SPLIT, name="demo")
    return datasets.save(features.add(replace(tiny, fingerprint="")))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", PAGES)
def test_dev_with_gold_of_one_class_only(page: str) -> None:
    dataset = stored([Rated(user, item, 5, "five stars, wonderful") for user in range(8) for item in range(4)])
    finished_runs.model(dataset, finished_runs.labels(dataset))
    assert not opened(page).exception


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("about", ["All label models side by side", "Is it to be trusted?"])
def test_the_lab_says_what_one_class_of_gold_does_not_allow(about: str) -> None:
    stored([Rated(user, item, 5, "five stars, wonderful") for user in range(8) for item in range(4)])
    app = opened("label_model", about=about)
    assert not app.exception
    assert "one class only" in texts(app) or "has not been fitted" in texts(app)


@pytest.mark.parametrize("view", ["Coverage and accuracy", "Between functions", "By slice"])
def test_one_function_only(dataset: Dataset, view: str) -> None:
    only = FunctionSet(functions=(KeywordFunction(name="only", positive=("wonderful",)),))
    working_sets.edit(dataset, only)
    app = opened("labeling_functions", view=view)
    assert not app.exception
    assert app.dataframe[0].value["name"].to_list() == ["only"]


@pytest.mark.parametrize("page", PAGES)
def test_all_functions_off(dataset: Dataset, page: str) -> None:
    current = working_sets.current(dataset)
    for function in current.functions:
        current = current.changed(function.name, enabled=False)
    working_sets.edit(dataset, current)
    app = opened(page)
    assert not app.exception
    assert not app.error


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", PAGES)
def test_reviews_from_right_to_left_with_emoji_and_controls(page: str, home: Path) -> None:
    text = "\u202eكتاب رائع 🥰👩‍👩‍👧 خمس نجوم\u2066 five stars \x07 ﷽"
    dataset = stored([Rated(user, item, 5 - item, text) for user in range(8) for item in range(4)])
    finished_runs.model(dataset, finished_runs.labels(dataset))
    app = opened(page)
    assert not app.exception
    assert not app.error
