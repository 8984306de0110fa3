"""Tuning functions on the pages, without a browser: evidence, new functions, the rows behind numbers, gold by hand."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import point_card
from recsys import hand_labels, versions, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import KeywordFunction, LookupFunction, ThresholdFunction
from recsys.labeling.selections import Selection, from_text, to_text
from tests.pages.opening import button, lf_table, on_the_bench, opened, texts, unescaped, with_open


def fill(app: AppTest, **fields: str) -> AppTest:
    """Type into the form of a new function."""
    with_open(app, "new function")
    for key, value in fields.items():
        widget = next(w for kind in (app.radio, app.text_input, app.text_area, app.selectbox) for w in kind
                      if w.key == f"new/{key}")  # fmt: skip
        widget.set_value(value).run()
    return app


def test_every_number_of_the_table_has_its_interval_and_too_few_votes_are_said_to_be_too_few(dataset: Dataset) -> None:
    table = lf_table(opened("labeling_functions"))
    assert table["stars_in_review"]["interval"] == "34.2–100.0"  # Wilson's interval of 2 right of 2
    assert table["stars_in_review"]["lift"].endswith("?")
    assert table["polarity_negative"]["correct"] == "1"


def test_a_threshold_on_any_score_becomes_a_function_without_code(dataset: Dataset) -> None:
    app = fill(opened("labeling_functions"), name="busy", feature="user_items")
    button(app, "Add it").click().run()
    made = working_sets.current(dataset)["busy"]
    assert isinstance(made, ThresholdFunction)
    assert (made.feature, made.comparison, made.threshold, made.label) == ("user_items", ">=", 8, 1)
    assert app.session_state["function"] == "busy"  # it lies on the bench at once
    app.slider(key="demo/busy/slider").set_value(7.0).run()
    assert lf_table(app)["busy"]["coverage"] == "100.00%"


def test_words_and_ids_become_functions_too(dataset: Dataset) -> None:
    app = fill(opened("labeling_functions"), kind="keywords", name="bored", label="not liked (0)", terms="Boring\n")
    button(app, "Add it").click().run()
    assert working_sets.current(dataset)["bored"] == KeywordFunction(name="bored", negative=("boring",))
    app = fill(opened("labeling_functions"), kind="lookup", name="this_book", field="item", values="i0\nnowhere")
    button(app, "Add it").click().run()
    assert working_sets.current(dataset)["this_book"] == LookupFunction(
        name="this_book", field="item", values=("i0", "nowhere"), label=1
    )
    assert "Not found: nowhere" in texts(app)
    assert lf_table(app)["this_book"]["coverage"] == "12.50%"


def test_scores_that_an_earlier_release_did_not_make_are_named(dataset: Dataset) -> None:
    assert "an earlier release" not in texts(with_open(opened("labeling_functions"), "new function"))
    known = {name: values for name, values in dataset.features.items() if name not in ("user_items", "text_length")}
    older = dataset.about.model_copy(update={"name": "older"})
    datasets.save(replace(dataset, about=older, features=known, fingerprint=""))
    app = opened("labeling_functions")
    app.selectbox(key="dataset").set_value("older").run()
    said = texts(with_open(app, "new function"))
    assert "Made by an earlier release, these data lack: " in said
    assert FEATURES["user_items"].title in said


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "polarity_positive"}, "two functions are called “polarity_positive”"),
        ({"name": "no name"}, "“no name” can't be a function's name"),
        ({"kind": "keywords", "name": "empty"}, "the list is empty"),
    ],
)
def test_a_new_function_that_can_not_be_is_refused_with_a_sentence(
    dataset: Dataset, fields: dict[str, str], reason: str
) -> None:
    app = fill(opened("labeling_functions"), **fields)
    before = working_sets.current(dataset)
    button(app, "Add it").click().run()
    assert reason in unescaped(app.error[0].value)
    assert working_sets.current(dataset) == before


def test_a_function_is_copied_and_removed_and_undo_brings_it_back(dataset: Dataset) -> None:
    app = with_open(on_the_bench("polarity_positive"), "demo/polarity_positive/more")
    button(app, "Copy").click().run()
    assert "polarity_positive_2" in lf_table(app)
    assert app.session_state["function"] == "polarity_positive_2"
    with_open(app, "demo/polarity_positive_2/more")
    button(app, "Remove").click().run()
    assert "polarity_positive_2" not in lf_table(app)
    button(app, "Undo").click().run()
    assert "polarity_positive_2" in lf_table(app)


def test_arrows_tell_what_changed_since_the_baseline_until_another_is_pinned(dataset: Dataset) -> None:
    app = on_the_bench("shared_first_author")
    assert [metric.delta for metric in app.metric] == ["", "", ""]
    app.slider(key="demo/shared_first_author/slider").set_value(7.0).run()
    assert app.metric[0].delta == "+75.00%"  # of 8 dev rows 2 had a vote, now all have
    button(app, "Compare from here").click().run()
    assert [metric.delta for metric in app.metric] == ["", "", ""]


def test_each_term_has_its_numbers_and_can_be_switched_off(dataset: Dataset) -> None:
    app = on_the_bench("stars_in_review")
    terms = app.dataframe[1].value.set_index("term")
    assert terms.loc["2 star", "hits"] == 8  # each reader's second review
    assert (terms.loc["five stars", "right"], terms.loc["five stars", "wrong"]) == (1, 0)
    working_sets.edit(dataset, working_sets.current(dataset).changed("stars_in_review", disabled=("five stars",)))
    app.run()
    assert lf_table(app)["stars_in_review"]["coverage"] == "12.50% ▼ 12.50"


def test_the_rows_of_a_link_are_shown_with_the_reason_of_every_vote(dataset: Dataset) -> None:
    app = opened("data_points", rows=to_text(Selection(function="stars_in_review", outcome="right")))
    assert "**2 rows**: stars_in_review votes rightly · dev" in texts(app)
    reasons = app.dataframe[1].value.set_index("function")["because"]
    assert reasons["stars_in_review"] == "“five stars”"
    assert reasons["polarity_positive"].endswith("threshold > 0.3")
    assert ":green-background[Five stars]" in app.markdown[1].value


def test_the_shelf_of_a_data_point_is_read_when_it_is_opened(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("recsys.recommendations.shelf", lambda dataset, user: asked.append(user) or pd.DataFrame())
    app = opened("data_points")
    assert asked == []
    assert not with_open(app, point_card.SHELF).exception
    assert asked == [4]  # the only reader of dev


def column(app: AppTest, name: str) -> dict[str, object]:
    """How a column of the page's first table is shown."""
    shown: dict[str, object] = json.loads(app.dataframe[0].proto.columns)[name]
    return shown


def test_the_rows_closest_to_a_threshold_are_a_queue_of_their_own(dataset: Dataset) -> None:
    app = opened("data_points")
    queue = next(box for box in app.selectbox if box.label == "queue")
    queue.set_value("near_threshold").run()
    assert not app.exception
    assert "rows closest to the threshold, of shared_first_author · dev" in texts(app)
    # The filter says of which function, offers those that have a threshold, and its score stands among the first.
    function = next(box for box in app.selectbox if box.label == "function")
    assert function.value == "shared_first_author"
    assert "stars_in_review" not in function.options
    assert column(app, "shared_first_author")["label"] == "items by the same author"
    assert from_text(app.query_params["rows"]) == Selection(queue="near_threshold", function="shared_first_author")
    function.set_value("polarity_positive").run()
    assert "of polarity_positive · dev" in texts(app)


def test_a_link_that_was_cut_off_is_a_sentence(dataset: Dataset) -> None:
    app = opened("data_points", rows='{"queue":"unco')
    assert not app.exception
    assert "may have been cut off" in unescaped(app.warning[0].value)
    assert next(box for box in app.selectbox if box.label == "queue").value == "conflicted"  # and the filters work


def test_a_link_to_the_rows_closest_to_no_functions_threshold_is_a_sentence_above_the_filters(dataset: Dataset) -> None:
    app = opened("data_points", rows='{"queue":"near_threshold"}')
    assert "say which function. The page begins with other rows." in unescaped(app.warning[0].value)
    next(box for box in app.selectbox if box.label == "queue").set_value("uncovered").run()
    assert "rows without a vote · dev" in texts(app)
    assert not app.warning


def test_what_a_click_on_a_number_asked_for_stands_in_the_filters_and_can_be_changed(dataset: Dataset) -> None:
    app = opened("data_points", rows=to_text(Selection(function="stars_in_review", outcome="wrong")))
    outcome = next(box for box in app.selectbox if box.label == "its vote is")
    assert outcome.value == "wrong"
    assert "No row is of that kind." in texts(app)
    outcome.set_value("right").run()
    assert "**2 rows**: stars_in_review votes rightly · dev" in texts(app)
    beside = next(box for box in app.selectbox if box.label == "beside others")
    beside.set_value(("conflict", "polarity_negative")).run()
    assert "stars_in_review votes against polarity_negative" in texts(app)
    next(box for box in app.selectbox if box.label == "function").set_value(None).run()
    assert from_text(app.query_params["rows"]) == Selection()


def test_gold_given_by_hand_changes_the_numbers_and_is_taken_back(dataset: Dataset) -> None:
    link = to_text(Selection(function="stars_in_review", outcome="right"))
    app = opened("data_points", rows=link)
    button(app, "Not liked").click().run()
    assert "**1 row**" in texts(app)  # the row is no longer one that is voted on rightly
    (said,) = app.toast
    assert said.value == "Its gold is not liked by hand. Where the list asks for another, the row leaves it."
    assert lf_table(opened("labeling_functions"))["stars_in_review"]["incorrect"] == "1"
    assert hand_labels.of_dataset("demo")["label"].to_list() == [0]
    app.button(key="by hand/undo").click().run()
    assert "**2 rows**" in texts(app)


def test_rows_of_test_can_not_be_labeled(dataset: Dataset) -> None:
    app = opened("data_points", rows=to_text(Selection(split="test")))
    button(app, "Not liked").click().run()
    assert "held out for the final numbers" in unescaped(app.error[0].value)


def saved_as(app: AppTest, name: str) -> AppTest:
    """What the Versions page shows after that name was given."""
    app.text_input[0].set_value(name)
    return button(app, "Save version").click().run()


def test_a_version_is_saved_compared_and_restored(dataset: Dataset) -> None:
    saved = saved_as(opened("versions"), "as published")
    assert saved.dataframe[0].value[""].to_list() == ["you work on it"]
    assert saved.text_input[0].value == ""  # for the next one
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_positive", threshold=0.5))
    app = opened("versions")
    assert app.dataframe[0].value["name"].to_list() == ["as published"]
    changed = app.dataframe[1].value.iloc[0]
    assert (changed["function"], changed["before"], changed["after"]) == ("polarity_positive", "0.3", "0.5")
    button(app, "Work on this version").click().run()
    (said,) = app.toast
    assert said.value.startswith("Your functions are now those of version 1. Undo")
    assert working_sets.current(dataset)["polarity_positive"].threshold == 0.3


def test_who_was_overtaken_decides_whether_to_save_beside(dataset: Dataset) -> None:
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_positive", threshold=0.5))
    versions.save(workspace.open_voter("demo"), working_sets.current(dataset), "ben's", "ben")
    app = saved_as(opened("versions"), "mine")
    assert "Somebody else saved version 1, “ben's”" in texts(app)
    app.checkbox[0].check()
    saved_as(app, "mine")
    assert [version.name for version in versions.of_dataset("demo")] == ["mine", "ben's"]


def test_all_label_models_stand_side_by_side_with_a_verdict(dataset: Dataset) -> None:
    app = opened("label_model", about="All label models side by side")
    assert app.dataframe[0].value["name"].to_list()[0] == "majority vote"
    assert "Too few rows to say" in texts(app)


def test_the_table_and_the_functions_can_be_taken_away(dataset: Dataset) -> None:
    app = with_open(opened("labeling_functions"), "downloads")
    assert not app.exception
    names = [one.proto.label for one in app.get("download_button")]
    assert names == ["Download the table as CSV", "Download the functions as JSON", "Download as a snorkel script"]
