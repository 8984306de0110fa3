"""Two functions that vote alike, merged or dropped by a click; without a browser, on the small demo."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recsys import working_sets
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction, published
from tests.pages.opening import button, lf_table, opened, texts

STRICTER = ThresholdFunction(name="stricter", feature="polarity", comparison=">", threshold=0.35, label=1)


@pytest.fixture
def demo(small_demo_home: Path, home: Path) -> Dataset:
    """The small demo in a home of its own."""
    shutil.copytree(small_demo_home, home, dirs_exist_ok=True)
    return datasets.load("demo")


def alike(demo: Dataset, *functions: ThresholdFunction | KeywordFunction) -> AppTest:
    """What the page says between functions once those were added to the published ones."""
    current = published()
    for function in functions:
        current = current.added(function)
    working_sets.edit(demo, current)
    return opened("labeling_functions", view="Between functions")


def current(demo: Dataset) -> FunctionSet:
    return working_sets.current(demo)


def test_a_stricter_threshold_is_merged_into_the_looser_one_and_undo_brings_it_back(demo: Dataset) -> None:
    app = alike(demo, STRICTER)
    assert not app.exception
    assert "polarity_positive and stricter say much the same twice" in texts(app)
    before = lf_table(app)["polarity_positive"]["coverage"]
    button(app, "Merge into polarity_positive").click().run()
    assert current(demo) == published()  # it votes wherever the stricter one does
    assert "stricter" not in lf_table(app)
    assert lf_table(app)["polarity_positive"]["coverage"].startswith(before)
    assert "polarity_positive and stricter say much the same twice" not in texts(app)
    button(app, "Undo").click().run()
    assert current(demo)["stricter"] == STRICTER


def test_of_an_exact_copy_the_page_says_that_it_is_one_and_that_it_should_go(demo: Dataset) -> None:
    copy = published()["polarity_positive"].model_copy(update={"name": "twin"})
    assert isinstance(copy, ThresholdFunction)
    said = texts(alike(demo, copy))
    assert "polarity_positive and twin vote identically: wherever one votes, the other casts the same vote." in said
    assert "Drop twin: it repeats the other vote for vote, so it tells nothing new." in said


def test_one_of_two_is_dropped_by_a_click(demo: Dataset) -> None:
    app = alike(demo, STRICTER)
    button(app, "Switch off stricter").click().run()
    assert not current(demo)["stricter"].enabled
    assert "stricter" not in lf_table(app)


def test_keeping_dropping_and_merging_are_shown_by_what_they_do(demo: Dataset) -> None:
    app = alike(demo, STRICTER)
    effects = next(
        table.value
        for table in app.dataframe
        if "remedy" in table.value and "drop stricter" in set(table.value["remedy"])
    )
    assert effects["remedy"].tolist() == ["keep both", "drop polarity_positive", "drop stricter", "merge"]
    # The looser one votes wherever the stricter one does: as long as it is kept, no row loses its label.
    kept = effects.set_index("remedy")["coverage"]
    assert kept["keep both"] == kept["drop stricter"] == kept["merge"] > kept["drop polarity_positive"]


def test_two_that_can_not_be_merged_have_a_sentence_instead(demo: Dataset) -> None:
    same_words = KeywordFunction(name="same_words", positive=published()["stars_in_review"].positive)
    app = alike(demo, same_words)
    assert "These two can't be merged. stars_in_review and same_words look for their terms in different ways" in texts(
        app
    )
    assert button(app, "Merge into stars_in_review").disabled
    button(app, "Switch off same_words").click().run()
    assert not current(demo)["same_words"].enabled
