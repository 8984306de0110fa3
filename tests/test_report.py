"""The report: all there is, in one file that loads nothing and in which no text becomes markup."""

from dataclasses import replace
from html.parser import HTMLParser

import finished_runs
import polars as pl
import pytest
from worlds import Rated, world

from recsys import report, runs, working_sets
from recsys.columns import DEV, TEST, TITLE, VALID
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.inspection import worst_served
from recsys.inspection.worst_served import RankUsers
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet, KeywordFunction
from recsys.labeling.votes import Voter
from recsys.progress import silent
from recsys.reporting import html, svg

HOSTILE = '"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)> &amp; wonderful'
LOADING = {"src", "href", "srcset", "data", "poster", "action", "background", "style", "xlink:href"}


class Reader(HTMLParser):
    """Tags, attributes and text of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = set[str](), dict[str, list[str]](), ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def hostile(home: object) -> Dataset:
    """Eight readers of books whose titles, authors and reviews are markup."""
    rated = [Rated(user, item, 5 - item, HOSTILE) for user in range(8) for item in range(4)]
    tiny = world(rated, authors=[HOSTILE] * 12, split={4: DEV, 5: VALID, 6: TEST, 7: TEST}, name="demo")
    titled = tiny.items.with_columns(pl.lit(HOSTILE).alias(TITLE))
    about = tiny.about.model_copy(update={"description": HOSTILE, "license": HOSTILE})
    return datasets.save(features.add(replace(tiny, items=titled, about=about, fingerprint="")))


def written(dataset: Dataset, with_model: bool = True) -> str:
    run = finished_runs.model(dataset, finished_runs.labels(dataset)) if with_model else None
    return report.write(Voter(dataset), working_sets.current(dataset), run)


def test_hostile_titles_authors_and_words_stay_text(hostile: Dataset) -> None:
    working_sets.edit(hostile, FunctionSet(functions=(KeywordFunction(name="loud", positive=(HOSTILE[:40], "fine")),)))
    read = Reader(written(hostile))
    assert HOSTILE in read.text
    assert not read.tags & {"script", "img", "iframe", "link", "object", "base", "form"}
    assert not any(name.startswith("on") for name in read.attributes)


def test_nothing_is_loaded_and_the_policy_allows_nothing_but_its_own_style(hostile: Dataset) -> None:
    document = written(hostile)
    read = Reader(document)
    assert not LOADING & set(read.attributes)
    assert not any("://" in value for values in read.attributes.values() for value in values)
    (policy,) = [value for value in read.attributes["content"] if "default-src" in value]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "url(" not in html.STYLE
    assert "@import" not in html.STYLE


def test_it_tells_of_data_functions_labels_model_errors_lists_versions_and_seeds(hostile: Dataset) -> None:
    text = Reader(written(hostile)).text
    for part in (
        "Data points in each split", "stars_in_review", "review contains", "On dev", "combines votes bymajority vote",
        "On test", "rating-1", "Which functions misled the labels", "Expected calibration error", "User u6",
        "Versions and seeds", hostile.fingerprint, "split of the data42", "training of rating-10",
    ):  # fmt: skip
        assert part in text


def test_with_data_alone_it_says_what_there_is_not(hostile: Dataset) -> None:
    text = Reader(written(hostile, with_model=False)).text
    assert "None has been fitted on these data as they are." in text
    assert "No model has been trained on these data as they are." in text


def test_a_model_of_earlier_data_is_left_out(hostile: Dataset) -> None:
    run = finished_runs.model(hostile, finished_runs.labels(hostile))
    old = runs.keep(lambda id: run.model_copy(update={"id": id, "fingerprint": "earlier"}), "rating")
    text = Reader(report.write(Voter(hostile), working_sets.current(hostile), old)).text
    assert "No model has been trained on these data as they are." in text


def test_functions_that_were_changed_since_are_said_to_be(hostile: Dataset) -> None:
    run = finished_runs.model(hostile, finished_runs.labels(hostile))
    text = Reader(report.write(Voter(hostile), FunctionSet(functions=()), run)).text
    assert "they were changed since" in text
    assert "There are none." in text


def test_errors_of_stars_are_there_once_what_is_held_out_was_predicted(hostile: Dataset) -> None:
    run = finished_runs.of_stars(hostile, finished_runs.model(hostile, finished_runs.labels(hostile)))
    voter, functions = Voter(hostile), working_sets.current(hostile)
    assert "“Rank for everybody” on the page Error analysis does it" in Reader(report.write(voter, functions, run)).text
    lists = worst_served.make(hostile, RankUsers(dataset="demo", run=run.id, split="test"), silent)
    text = Reader(report.write(voter, functions, run)).text
    assert f"{len(lists.rows)} of 8 rows of test with gold: those held out" in text  # two users of four ratings each
    assert "A prediction of 4 or more counts as called liked." in text
    assert "calibration" not in text  # stars are no probabilities


def test_a_model_that_only_orders_has_no_wrong_rows_and_says_so(hostile: Dataset) -> None:
    run = finished_runs.of_order(hostile, finished_runs.model(hostile, finished_runs.labels(hostile)))
    text = Reader(report.write(Voter(hostile), working_sets.current(hostile), run)).text
    assert "says of none whether it is liked, so no row can be called right or wrong" in text


def test_what_is_no_markup_is_escaped_wherever_it_stands() -> None:
    assert html.element("p", "<b>", class_='"') == '<p class="&quot;">&lt;b&gt;</p>'
    assert html.element("p", html.element("b", "&")) == "<p><b>&amp;</b></p>"
    assert "&lt;i&gt;" in html.facts([("<i>", 1)])


def test_a_chart_of_one_point_or_of_equal_values_is_drawn() -> None:
    assert "polyline" in svg.curve([0.5, 0.5], "loss")
    assert 'points="34.0,310.0"' in svg.curve([0.5], "loss")
    assert "circle" in svg.square([1.0], [0.0], ("x", "y"), diagonal=True)
