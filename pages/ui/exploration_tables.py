"""The most and the best rated items, ratings over time, and how texts spread."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from pages.ui import caches, charts, downloads, figures, nouns, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.columns import GENRES
from recsys.data.dataset import Ints
from recsys.exploration import rankings
from recsys.exploration.exploration import Exploration
from recsys.exploration.ratings import Ratings
from recsys.labeling.facts import features
from recsys.labeling.facts.features import FEATURES

SHOWN = 100
ROWS_AT_A_TIME = 50_000  # of a download
REVIEW_FEATURES = ("review_length", "polarity")
COLUMNS = {
    "rank": st.column_config.NumberColumn("rank", width=50),
    "ratings": st.column_config.NumberColumn("ratings", format="localized", width=70),
    "mean stars": st.column_config.NumberColumn("mean stars", format="%.2f", width=85),
    "title": st.column_config.TextColumn("title", width=265),
    "year": st.column_config.NumberColumn("year", format="%d", width=55),
    "item_id": st.column_config.TextColumn("id"),
}


def show_most_rated(desk: Desk, found: Exploration) -> None:
    """The items with the most ratings."""
    st.subheader("Most rated", anchor=False)
    st.caption("By how many ratings there are, whatever they say.")
    _ranking(found.ratings, rankings.most_rated(found.ratings), f"{desk.name}-most-rated")


def show_best_rated(desk: Desk, found: Exploration) -> None:
    """The items with the best mean, of those with enough ratings."""
    st.subheader("Best rated", anchor=False)
    most = int(found.ratings.items.ratings.max(initial=1))
    least = _least(f"least/{desk.name}", rankings.usual_least(found.ratings), most)
    items = rankings.best_rated(found.ratings, least)
    st.caption(f"{len(items):,} {desk.noun}s have so many. The fewer ratings, the more a mean owes to chance.")
    _ranking(found.ratings, items, f"{desk.name}-best-rated")


def _least(key: str, usual: int, most: int) -> int:
    given = st.query_params.get("least", "")
    state.show_within(key, int(given[:9]) if given.isdecimal() else usual, most)
    least = int(st.number_input("of those with at least so many ratings", 1, most, key=key, width=260))
    state.put_into_address("least", str(least))
    return least


def _ranking(ratings: Ratings, items: Ints, name: str) -> None:
    table = rankings.table(ratings, items[:SHOWN])
    if GENRES in table:
        table[GENRES] = table[GENRES].str.replace("|", ", ")
    has_titles = not table["title"].equals(table["item_id"])
    st.dataframe(
        table if has_titles else table.drop(columns="title"), hide_index=True, placeholder="", column_config=COLUMNS
    )

    def blocks() -> Iterator[pd.DataFrame]:
        for start in range(0, len(items), ROWS_AT_A_TIME):
            yield rankings.table(ratings, items[start : start + ROWS_AT_A_TIME])

    if len(items) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(items):,}; the download has all.")
    downloads.csv_when_asked(blocks, name, is_long=len(items) > ROWS_AT_A_TIME)


def show_over_time(desk: Desk, found: Exploration) -> None:
    """How many ratings were given when, and their mean."""
    st.subheader("Ratings over time", anchor=False)
    by = found.over_time
    if by.periods.empty:
        st.info("The source of these data has no times, so nothing can be said about when the ratings were given.")
        return
    figure = charts.over_time(by.periods, by.unit)
    how_many, how_good = st.columns(2, gap="medium")
    with how_many:
        figures.draw(figure["ratings"])
    with how_good:
        figures.draw(figure["mean"])
    if by.unknown:
        st.caption(f"{by.unknown:,} ratings have no time and are left out.")


def show_reviews(desk: Desk) -> None:
    """How the length and the polarity of texts spread over what users liked and did not like."""
    texts = nouns.texts(desk.dataset.about)
    st.subheader(texts.capitalize(), anchor=False)
    if not len(desk.dataset.reviews):
        st.info(f"These data have no {texts}.")
        return
    st.caption(
        f"{texts.capitalize()} of the dev split by gold, which is withheld on train. "
        "The bars of each color add up to 100 %."
    )
    for column, name in zip(st.columns(len(REVIEW_FEATURES), gap="medium"), REVIEW_FEATURES, strict=True):
        with column:
            _spread(desk, name)


def _spread(desk: Desk, name: str) -> None:
    about = desk.dataset.about
    if lack := features.lack(name, desk.dataset):
        st.info(plain(f"{desk.name} {lack}"))
        return
    bins = caches.histogram(desk.dataset, name)
    if not bins[["liked", "not_liked"]].to_numpy().any():
        st.info(f"No {nouns.texts(about)} are on dev, so there are none whose gold may be shown.")
        return
    figures.draw(charts.by_gold(bins, nouns.of_text(about, FEATURES[name].title)))
    st.caption(nouns.of_text(about, FEATURES[name].help))
