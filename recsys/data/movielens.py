"""MovieLens: films, who rated and tagged them, and in two of its forms who those people are.

Source: F. M. Harper and J. A. Konstan, “The MovieLens Datasets: History and Context”, ACM TiiS 5(4), 2015.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from recsys.columns import ITEM_ID, TEXT, TITLE, USER_ID, YEAR
from recsys.data import archives, dataset
from recsys.data.movielens_forms import FORMS, Form, Tables
from recsys.data.repeated_pairs import last_of_each
from recsys.data.source import Source, pair_key
from recsys.data.tags import COUNT, TAG, normalized, with_tags
from recsys.errors import BadInput
from recsys.progress import Report, part, silent
from recsys.settings import About

PAGE = "https://grouplens.org/datasets/movielens"
LICENSE = "GroupLens' usage license, in its README: for research, not for commercial use, to be cited; "
AGAIN = "rows whose user and film come again (the last by time counts)"
TWICE = "films or users described again (the first counts)"
UNRATED = "tags by people who did not rate that film (the film keeps them)"

Reviews = Callable[[pl.DataFrame, Report], pl.DataFrame]


def find(path: Path) -> tuple[Form, dict[str, str]]:
    """Which form of MovieLens a folder or zip holds, and where its files are in it (`archives.find`).

    Raises BadInput saying which files are missing.
    """
    places = archives.find(path, {name for form in FORMS.values() for name in (*form.needed, *form.optional)})
    whole = [form for form in FORMS.values() if set(form.needed) <= places.keys()]
    if len(whole) > 1:
        raise BadInput(f"{path.name} holds more than one form of MovieLens. Put each into a folder of its own.")
    if whole:
        return whole[0], {name: places[name] for name in (*whole[0].needed, *whole[0].optional) if name in places}
    for kind, form in FORMS.items():
        if there := [name for name in (*form.needed, *form.optional) if name in places]:
            missing = ", ".join(name for name in form.needed if name not in places)
            raise BadInput(
                f"{path.name} has {', '.join(there)} but lacks {missing}, which MovieLens {kind} comes with. "
                f"Get the whole dataset from {PAGE}."
            )
    looked_for = "; ".join(f"{', '.join(form.needed)} ({kind})" for kind, form in FORMS.items())
    raise BadInput(f"{path.name} holds no MovieLens data. Looked for: {looked_for}. Get them from {PAGE}.")


def about(name: str, path: Path) -> About:
    """What the Overview says of a dataset read from there."""
    form, _ = find(path)
    passing_on = "only under the same terms." if form.redistributable else "not without GroupLens' permission."
    return About(
        name=name,
        source="movielens",
        synthetic=False,
        description=f"MovieLens users and the films they rated, from {path.resolve().name}.",
        license=f"{LICENSE}to be redistributed {passing_on}",
        text_noun="tags",
        item_noun="film",
        created=dataset.now(),
    )


def read(path: Path, report: Report = silent) -> Source:
    """The films, ratings, tags and users in a folder or zip of any of the forms.

    Raises BadInput naming file and line for whatever is not in MovieLens' format.
    """
    form, places = find(path)
    with archives.unpacked(path, places, part(report, 0.0, 0.2)) as files:
        tables = form.read(files, part(report, 0.2, 1.0))
        ratings, again = last_of_each(tables.ratings)
        where = {AGAIN: tables.rated.places(again)} if len(again) else {}
    films = tables.films.unique(ITEM_ID, keep="first", maintain_order=True)
    described = films.height - tables.films.height
    users = None
    if tables.users is not None:
        users = tables.users.unique(USER_ID, keep="first", maintain_order=True)
        described += users.height - tables.users.height
        users = users.with_columns(pl.col(USER_ID).cast(pl.String))
    reviews, unrated = _reviews(tables.tags, ratings) if tables.tags is not None else (None, 0)
    return Source(
        items=_items(films, tables),
        interactions=ratings,
        reviews=reviews,
        users=users,
        left_out={AGAIN: len(again), TWICE: -described, UNRATED: unrated},
        places=where,
    )


def _items(films: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """All films, rated or not, with the year and the tags."""
    in_title = pl.col(TITLE).str.extract(r"\((\d{4})(?:[-–]\d{0,4})?\)$").cast(pl.Int32)
    outside = pl.col(YEAR) if YEAR in films.columns else pl.lit(None, pl.Int32)
    items = films.with_columns(pl.coalesce(in_title, outside).alias(YEAR))
    if tables.tags is not None:
        once = tables.tags.with_columns(normalized(pl.col(TAG))).unique(maintain_order=True)
        items = with_tags(items, once.with_columns(pl.lit(1).alias(COUNT)))
    return items.with_columns(pl.col(ITEM_ID).cast(pl.String))


def _reviews(tags: pl.DataFrame, ratings: pl.DataFrame) -> tuple[Reviews, int]:
    """The tags a user gave a film he rated, as the text of that rating, and how many tags have no rating to go with."""
    tagged = tags.select(pair_key().unique()).to_series()
    rated_pairs = ratings.select(pair_key()).to_series()
    # The few that were tagged are looked for among the many that were rated, not the other way round.
    both = rated_pairs.filter(rated_pairs.is_in(tagged.implode()))
    rated = tags.filter(pair_key().is_in(both.implode()))
    texts = (
        rated.filter(pl.col(TAG) != "")
        .group_by(USER_ID, ITEM_ID, maintain_order=True)
        .agg(pl.col(TAG).unique(maintain_order=True).str.join(", ").alias(TEXT))
        .with_columns(pl.col(USER_ID, ITEM_ID).cast(pl.String))
    )
    return (
        lambda wanted, report: texts.join(wanted, on=[USER_ID, ITEM_ID], how="semi", maintain_order="left"),
        tags.height - rated.height,
    )
