"""What a check of an import says before anything is kept."""

from dataclasses import replace

import polars as pl

from recsys import import_report
from recsys.columns import DEV, ITEM_ID, STARS, TEST, USER_ID, VALID
from recsys.data.dataset import Dataset
from recsys.data.source import Source
from recsys.import_report import ImportReport
from tests.worlds import Rated, world

ROUGH = "rest on fewer than 200 are rough"


def report(built: Dataset) -> ImportReport:
    touched = pl.DataFrame({USER_ID: ["u0", "u0"], ITEM_ID: ["i0", "i1"], STARS: [5.0, 0.0]})
    items = pl.DataFrame({ITEM_ID: ["i0"]})
    return import_report.of(Source(items=items, interactions=touched, left_out={"rows without user": 3}), built)


def a_good_world() -> Dataset:
    """200 rows of dev and of test, one of train and of valid; three quarters are liked; texts, authors and titles."""
    rated = [Rated(user, item, 5 if item % 4 else 1, "fine") for user in (1, 3) for item in range(200)]
    rated += [Rated(0, 0, 5), Rated(2, 0, 1)]
    return world(rated, authors=["ann"] * 200, split={1: DEV, 2: VALID, 3: TEST})


def test_data_without_a_fault_get_no_warning() -> None:
    found = report(a_good_world())
    assert found.warnings == ()
    assert (found.rows, found.counts["ratings"], found.counts["splits"]["dev"]) == (2 + 3, 402, 200)
    assert found.liked == (300 + 1) / 402


def test_what_was_left_out_is_told_with_its_places() -> None:
    found = report(
        replace(a_good_world(), left_out={"rows without user": 2}, places={"rows without user": "lines 3, 4"})
    )
    assert (found.left_out, found.places) == ({"rows without user": 2}, {"rows without user": "lines 3, 4"})


def test_splits_that_are_empty_or_small_are_named() -> None:
    warnings = report(
        world([Rated(0, 0, 5, "a"), Rated(0, 1, 1), Rated(1, 0, 1)], ["ann"] * 2, split={1: DEV})
    ).warnings
    assert warnings == (
        "No row is in valid and test. Give every split a share, or another seed.",
        f"dev has 1 row: numbers that {ROUGH}. Give them a larger share.",
    )


def test_ratings_that_are_nearly_all_of_one_kind_are_pointed_out() -> None:
    good = a_good_world()
    tail = "as liked, so there is nothing to tell apart. Change from which rating on one does (--positive-from), now 4."
    for gold, sentence in ((1, f"Every rating counts {tail}"), (0, f"No rating counts {tail}")):
        all_alike = replace(good, pairs=replace(good.pairs, gold=good.pairs.gold * 0 + gold))
        assert report(all_alike).warnings == (sentence,)
    lopsided = good.pairs.gold * 0 + 1
    lopsided[:4] = 0
    assert report(replace(good, pairs=replace(good.pairs, gold=lopsided))).warnings == (
        "99.0% of the ratings count as liked, so guessing is nearly always right. It begins at 4 (--positive-from).",
    )


def test_a_table_of_ones_and_zeros_is_asked_whether_0_says_no() -> None:
    good = a_good_world()
    built = replace(good, about=good.about.model_copy(update={"source": "table"}))

    def warnings(*stars: float) -> tuple[str, ...]:
        users = [f"u{place}" for place in range(len(stars))]
        rated = pl.DataFrame({USER_ID: users, ITEM_ID: ["i0"] * len(stars), STARS: stars})
        return import_report.of(Source(items=pl.DataFrame({ITEM_ID: ["i0"]}), interactions=rated), built).warnings

    assert warnings(1, 0, 0) == (
        "Every rating is 1, and 2 rows with 0 or nothing are taken as touched without a rating. "
        "If 0 says no, choose that 0 is a rating (--zero-is-a-rating).",
    )
    assert warnings(1, 5, 0) == warnings(1, 1) == ()


def test_what_functions_will_lack_is_said() -> None:
    bare = world([Rated(user, item, 1 + 4 * (item % 2)) for user in range(4) for item in range(200)],
                 split={1: DEV, 2: VALID, 3: TEST})  # fmt: skip
    bare = replace(bare, items=bare.items.select(ITEM_ID))
    assert report(bare).warnings == (
        "There are no reviews, so functions that read them don't apply; functions on ratings take their place.",
        "No author is known, so functions that count books by the same author don't apply.",
        "No title is known: books are shown by their ids.",
    )
