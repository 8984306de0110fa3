"""The UCSD Book Graph: Goodreads books of a genre, who touched them, and their reviews.

Source: M. Wan and J. McAuley, “Item recommendation on monotonic behavior chains”, RecSys 2018. The files are for
academic use and are not ours to pass on.
"""

import logging
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from recsys.columns import (
    AUTHOR,
    AUTHOR_ID,
    AVERAGE_RATING,
    GENRES,
    ITEM_ID,
    RATINGS_COUNT,
    SERIES,
    SIMILAR,
    STARS,
    TEXT,
    TIME,
    TITLE,
    USER_ID,
    YEAR,
)
from recsys.data import checksums, dataset, goodreads_dates, json_lines, shelves
from recsys.data.json_lines import Wanted
from recsys.data.source import Source, pair_key
from recsys.errors import BadInput
from recsys.progress import Report, part, silent
from recsys.settings import About, BuildSettings

log = logging.getLogger(__name__)

PAGE = "https://mengtingwan.github.io/data/goodreads"
KINDS = ("books", "interactions", "reviews")
AUTHORS = "goodreads_book_authors.json"
S1_INTERACTIONS = 5_000_000
DAMAGED = f"Download the file again from {PAGE}, or remove that line."


def _lacking(*fields: str) -> dict[str, pl.Expr]:
    return {f"it has no “{field}”": pl.col(field).is_null() for field in fields}


def _no_number(field: str) -> dict[str, pl.Expr]:
    """Numbers in the books file are strings, "" where unknown."""
    text = pl.col(field)
    return {f"its “{field}” is not a number": (text != "") & text.cast(pl.Float64, strict=False).is_null()}


_LIST = pl.List(pl.String)
BOOKS = Wanted(
    {
        "book_id": pl.String,
        "title": pl.String,
        "authors": pl.List(pl.Struct({"author_id": pl.String})),
        "average_rating": pl.String,
        "ratings_count": pl.String,
        "publication_year": pl.String,
        "series": _LIST,
        "similar_books": _LIST,
        "popular_shelves": pl.List(pl.Struct({"name": pl.String})),
    },
    _lacking("book_id", "title", "authors", "average_rating", "ratings_count")
    | _no_number("average_rating")
    | _no_number("ratings_count"),
    DAMAGED,
)
INTERACTIONS = Wanted(
    {"user_id": pl.String, "book_id": pl.String, "rating": pl.Float64, "date_added": pl.String},
    _lacking("user_id", "book_id", "rating")
    | {
        "its “rating” is not between 0 and 5": ~pl.col("rating").is_between(0, 5),
        "its “date_added” is not a date like “Thu Aug 17 15:15:28 -0700 2017”": pl.col(TIME).is_nan(),
    },
    DAMAGED,
    {TIME: ("date_added", goodreads_dates.seconds)},
)
REVIEWS = Wanted(
    {"user_id": pl.String, "book_id": pl.String, "review_text": pl.String},
    _lacking("user_id", "book_id", "review_text"),
    DAMAGED,
)
NAMES = Wanted({"author_id": pl.String, "name": pl.String}, _lacking("author_id", "name"), DAMAGED)


@dataclass(frozen=True)
class Files:
    """The three files of a genre, and the one with the authors' names if it is there."""

    genre: str
    books: Path
    interactions: Path
    reviews: Path
    authors: Path | None

    def check(self, report: Report) -> None:
        """Raise BadInput if one was changed since it was downloaded."""
        for path in (self.books, self.interactions, self.reviews, self.authors):
            if path is not None:
                checksums.check(path, report)


def find(folder: Path, genre: str | None = None) -> Files:
    """The files of a genre in `folder`, packed or not; without `genre`, of the only one there."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    found = sorted({match[1] for name in names if (match := re.fullmatch(r"goodreads_books_(\w+)\.json(\.gz)?", name))})
    if genre is None and len(found) > 1:
        raise BadInput(f"{folder} holds {len(found)} genres: {', '.join(found)}. Say which one to read.")
    genre = genre or (found[0] if found else "young_adult")
    wanted = {kind: f"goodreads_{kind}_{genre}.json" for kind in KINDS}
    there = {kind: next((n for n in (f"{name}.gz", name) if n in names), None) for kind, name in wanted.items()}
    if missing := [f"{wanted[kind]}.gz" for kind, name in there.items() if name is None]:
        raise BadInput(
            f"{folder} lacks {', '.join(missing)}. A genre needs the three files "
            f"{', '.join(f'{name}.gz' for name in wanted.values())}: "
            f"get them from {PAGE} and put them into that folder."
        )
    authors = next((folder / n for n in (f"{AUTHORS}.gz", AUTHORS) if n in names), None)
    books, interactions, reviews = (folder / str(there[kind]) for kind in KINDS)
    return Files(genre, books, interactions, reviews, authors)


def about(name: str, folder: Path, genre: str | None = None) -> About:
    """What the Overview says of a dataset read from there."""
    what = find(folder, genre).genre.replace("_", " ")
    return About(
        name=name,
        source="goodreads",
        synthetic=False,
        description=f"Goodreads readers and their {what} books, from the UCSD Book Graph.",
        license="For academic use; not to be redistributed.",
        item_noun="book",
        created=dataset.now(),
    )


def read(
    folder: Path,
    settings: BuildSettings,
    report: Report = silent,
    genre: str | None = None,
    max_interactions: int | None = S1_INTERACTIONS,
) -> Source:
    """The books of a genre and the first `max_interactions` interactions with those that `settings` keep.

    Raises BadInput naming file and line for whatever is not in the Book Graph's format, and a file that was changed
    since it was downloaded.
    """
    files = find(folder, genre)
    files.check(part(report, 0.0, 0.0))
    items = _items(files, part(report, 0.0, 0.3))
    kept = items.filter(pl.col(RATINGS_COUNT).is_between(settings.min_item_ratings, settings.max_item_ratings))
    touched = _interactions(files.interactions, kept.select(ITEM_ID), max_interactions, part(report, 0.3, 1.0))
    if touched.is_empty():
        raise BadInput(
            f"{files.interactions.name} has no interaction with any of the {kept.height:,} books of "
            f"{settings.min_item_ratings:,} to {settings.max_item_ratings:,} ratings. Lower min_item_ratings, "
            f"or check that the files are of one genre."
        )
    once = touched.filter(pair_key().is_first_distinct())
    return Source(
        items=items,
        interactions=once,
        reviews=lambda wanted, report: _reviews(files.reviews, wanted, report),
        left_out={"the same user and book again (the first counts)": touched.height - once.height},
    )


def _items(files: Files, report: Report) -> pl.DataFrame:
    blocks = [_as_items(block) for block in json_lines.read(files.books, BOOKS, report)]
    if not blocks:
        raise BadInput(f"{files.books.name} holds no books. {DAMAGED}")
    items = pl.concat(blocks).unique(ITEM_ID, keep="first", maintain_order=True)
    if files.authors is None:
        return items.with_columns((pl.lit("author ") + pl.col(AUTHOR_ID)).alias(AUTHOR))
    wanted = items.select(AUTHOR_ID).unique()
    found = [pl.DataFrame(schema={AUTHOR_ID: pl.String, AUTHOR: pl.String})]
    for block in json_lines.read(files.authors, NAMES, report):
        of_items = block.rename({"author_id": AUTHOR_ID, "name": AUTHOR}).join(wanted, on=AUTHOR_ID, how="semi")
        found.append(json_lines.detached(of_items))
    names = pl.concat(found).unique(AUTHOR_ID, keep="first")
    return items.join(names, on=AUTHOR_ID, how="left", maintain_order="left").with_columns(
        pl.col(AUTHOR).fill_null(pl.lit("author ") + pl.col(AUTHOR_ID))
    )


def _as_items(books: pl.DataFrame) -> pl.DataFrame:
    genres = shelves.genres(books.select(pl.col("book_id").alias(ITEM_ID), "popular_shelves"))
    first_author = pl.col("authors").list.first().struct.field("author_id")
    return (
        books.select(
            pl.col("book_id").alias(ITEM_ID),
            pl.col("title").alias(TITLE),
            pl.when(first_author != "").then(first_author).alias(AUTHOR_ID),
            pl.col("average_rating").cast(pl.Float32, strict=False).alias(AVERAGE_RATING),
            pl.col("ratings_count").cast(pl.Int64, strict=False).alias(RATINGS_COUNT),
            pl.col("publication_year").cast(pl.Int32, strict=False).alias(YEAR),
            pl.col("series").list.join("|").fill_null("").alias(SERIES),
            pl.col("similar_books").list.join("|").fill_null("").alias(SIMILAR),
        )
        .join(genres, on=ITEM_ID, how="left", maintain_order="left")
        .with_columns(pl.col(GENRES).fill_null(""))
    )


def _interactions(path: Path, kept: pl.DataFrame, most: int | None, report: Report) -> pl.DataFrame:
    """The first `most` interactions with a kept book, as the file has them."""
    found, count = [], 0
    for block in json_lines.read(path, INTERACTIONS, report):
        of_kept = block.select(
            pl.col("user_id").alias(USER_ID),
            pl.col("book_id").alias(ITEM_ID),
            pl.col("rating").cast(pl.Float32).alias(STARS),
            TIME,
        ).join(kept, on=ITEM_ID, how="semi", maintain_order="left")
        of_kept = of_kept if most is None else of_kept.head(most - count)
        found.append(of_kept.with_columns(pl.col(USER_ID, ITEM_ID).cast(pl.Categorical)))
        count += found[-1].height
        if count == most:
            log.info("%s: stopped after the first %d interactions with kept books", path.name, count)
            break
    if not found:
        raise BadInput(f"{path.name} holds no interactions. {DAMAGED}")
    return pl.concat(found)


def _reviews(path: Path, kept: pl.DataFrame, report: Report) -> pl.DataFrame:
    """user_id, item_id, text of the reviews of kept pairs (user_id, item_id); the other texts are dropped at once."""
    pair = pl.struct(USER_ID, ITEM_ID)
    # A join would hash all kept pairs anew for each block: a lookup in their sorted hashes leaves few for the join.
    hashes = kept.select(pair.hash().sort()).to_series()
    names = {"user_id": USER_ID, "book_id": ITEM_ID, "review_text": TEXT}
    found = [pl.DataFrame(schema=dict.fromkeys(names.values(), pl.String))]
    for block in json_lines.read(path, REVIEWS, report):
        found.append(json_lines.detached(block.rename(names).filter(_among(pair.hash(), hashes))))
    return pl.concat(found).join(kept, on=[USER_ID, ITEM_ID], how="semi", maintain_order="left")


def _among(values: pl.Expr, ascending: pl.Series) -> pl.Expr:
    place = pl.lit(ascending).search_sorted(values).clip(0, max(len(ascending) - 1, 0))
    return pl.lit(ascending).gather(place) == values
