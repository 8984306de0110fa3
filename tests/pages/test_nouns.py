"""Where the items are films and the texts tags, no page speaks of books, readers or reviews."""

from dataclasses import replace
from pathlib import Path

import pytest

from pages.ui import nouns
from recsys import working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.data.nouns import with_text
from recsys.labeling.functions import FunctionSet, KeywordFunction
from tests import finished_runs
from tests.pages.opening import opened, texts, with_open


@pytest.fixture
def films(dataset: Dataset) -> Dataset:
    """The same data, of films and with tags."""
    about = dataset.about.model_copy(update={"item_noun": "film", "text_noun": "tags"})
    workspace.remove_dataset("demo")
    return datasets.save(replace(dataset, about=about, fingerprint=""))


def test_the_overview_counts_films_and_ratings_with_tags(films: Dataset) -> None:
    labels = [metric.label for metric in opened("overview").metric]
    assert labels[:5] == ["users", "films", "interactions", "ratings", "ratings with tags"]


def test_of_books_it_counts_reviews(dataset: Dataset) -> None:
    about = dataset.about.model_copy(update={"item_noun": "book", "text_noun": "review"})
    assert (nouns.person(about), nouns.texts(about), with_text(about)) == ("reader", "reviews", "reviews")
    assert nouns.of_text(about, "How many words the review has.") == "How many words the review has."


def test_data_points_are_filtered_by_what_their_tags_contain(films: Dataset) -> None:
    app = opened("data_points")
    next(box for box in app.text_input if box.label == "the tags contain").set_value("wonderful").run()
    assert "the tags contain “wonderful”" in texts(app)
    assert "review" not in texts(app)


def test_on_the_bench_of_a_keyword_function_terms_are_looked_for_in_tags(films: Dataset) -> None:
    words = KeywordFunction(name="words", positive=("wonderful",))
    working_sets.edit(films, FunctionSet(functions=(words,)))
    app = opened("labeling_functions", function="words")
    app.toggle(key="suggest/demo/words").set_value(True)
    said = texts(with_open(app, "tune all"))
    assert "where the tags have a negative term" in said
    assert "Phrases of dev's tags that go with gold beyond chance" in said
    assert "Adds terms that dev's tags suggest" in said
    assert [box.label for box in app.expander] == ["Tags with a match", "Suggested terms"]
    assert "Tags with the term, on all splits." in app.dataframe[1].proto.columns
    # Why published functions do not apply may speak of the reviews that these data lack.
    assert "review" not in "".join(line for line in said.splitlines() if "does not apply" not in line)


def test_rows_are_sliced_by_whether_they_have_tags(films: Dataset) -> None:
    slices = opened("labeling_functions", view="By slice").dataframe[-1].value
    assert slices["kind"].to_list()[:3] == ["all", "tags", "tags"]
    assert slices["slice"].to_list()[1:3] == ["with tags", "without tags"]
    link = '{"slices":[{"kind":"review","name":"with tags"}]}'
    assert "**2 rows**: tags: with tags · dev" in texts(opened("data_points", rows=link))


def test_what_spreads_are_tags(films: Dataset) -> None:
    said = texts(opened("explore", explore="Over time and texts"))
    assert "How many words the tags have." in said
    assert "review" not in said


def test_a_user_not_a_reader_is_recommended_films(films: Dataset, home: Path) -> None:
    finished_runs.model(films, finished_runs.labels(films))
    app = opened("recommendations")
    assert app.number_input[0].label == "How many users"
    assert "reader" not in texts(app)
    assert "book" not in texts(app).replace("votebook", "")


def test_a_new_function_begins_with_a_score_that_the_starting_functions_go_by(films: Dataset) -> None:
    app = with_open(opened("labeling_functions"), "new function")
    assert app.selectbox(key="new/feature").value == "shared_first_author"  # not polarity, the first of all
