"""The demo as files in the Book Graph's own format, for trying the Goodreads reader without the real ones."""

import contextlib
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import numpy as np
import polars as pl

from recsys import files
from recsys.columns import AUTHOR_ID, AVERAGE_RATING, GENRES, ITEM_ID, RATINGS_COUNT, SERIES, SIMILAR, TITLE, YEAR
from recsys.data.demo.choice import Ints
from recsys.data.demo.reviews import Reviewer
from recsys.data.demo.world import World
from recsys.progress import Report

KINDS = ("books", "interactions", "reviews")
TOUCHES_A_BLOCK = 100_000
WHEN = "%a %b %d %H:%M:%S -0700 %Y"
BEHIND = 7 * 3600  # seconds of that zone behind UTC
SHOWN = 120  # characters of a review that the interactions file quotes


def write(reviewer: Reviewer, folder: Path, genre: str, report: Report) -> None:
    """The three files of a genre, and the authors' names, in `folder`; all appear under their names at the end."""
    with contextlib.ExitStack() as opened:
        out = {kind: opened.enter_context(_packed(folder / f"goodreads_{kind}_{genre}.json.gz")) for kind in KINDS}
        authors = opened.enter_context(_packed(folder / "goodreads_book_authors.json.gz"))
        report(0.0, "writing books")
        rng = np.random.default_rng([reviewer.seed, 5])
        _books(reviewer.world, rng).write_ndjson(out["books"])
        _authors(reviewer.world).write_ndjson(authors)
        total = len(reviewer.touches.book)
        for start in range(0, total, TOUCHES_A_BLOCK):
            report(start / total, f"writing interactions: {start:,} of {total:,}")
            interactions, reviews = _touched(reviewer, np.arange(start, min(start + TOUCHES_A_BLOCK, total)), rng)
            interactions.write_ndjson(out["interactions"])
            reviews.write_ndjson(out["reviews"])
    report(1.0, f"{total:,} interactions written")


@contextlib.contextmanager
def _packed(target: Path) -> Iterator[IO[bytes]]:
    """A gzip file to write into, renamed to `target` when all went well; the same content gives the same bytes."""
    with (
        files.new_file(target) as temporary,
        temporary.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=file, mtime=0) as packed,
    ):
        yield cast(IO[bytes], packed)


def _books(world: World, rng: np.random.Generator) -> pl.DataFrame:
    items = world.items()
    count = len(items)
    text = pl.String
    return items.select(
        isbn=pl.lit(""),
        text_reviews_count=(pl.col(RATINGS_COUNT) * 0.06).cast(pl.Int64).cast(text),
        series=_listed(SERIES),
        country_code=pl.lit("US"),
        language_code=pl.lit("eng"),
        popular_shelves=pl.Series(_shelves(items[GENRES].to_list(), items[RATINGS_COUNT].to_list())),
        asin=pl.lit(""),
        is_ebook=pl.lit("false"),
        average_rating=pl.Series(world.average_rating).cast(text),
        kindle_asin=pl.lit(""),
        similar_books=_listed(SIMILAR),
        description=pl.lit("A made-up book of a made-up library."),
        format=pl.lit("Paperback"),
        link=pl.lit(""),
        authors=pl.concat_list(pl.struct(AUTHOR_ID, role=pl.lit(""))),
        publisher=pl.lit(""),
        num_pages=pl.Series(rng.integers(150, 520, count)).cast(text),
        publication_day=pl.Series(rng.integers(1, 29, count)).cast(text),
        isbn13=pl.lit(""),
        publication_month=pl.Series(rng.integers(1, 13, count)).cast(text),
        edition_information=pl.lit(""),
        publication_year=pl.col(YEAR).cast(text),
        url=pl.lit(""),
        image_url=pl.lit(""),
        book_id=pl.col(ITEM_ID),
        ratings_count=pl.col(RATINGS_COUNT).cast(text),
        work_id=pl.col(ITEM_ID),
        title=pl.col(TITLE),
        title_without_series=pl.col(TITLE),
    )


def _listed(column: str) -> pl.Expr:
    """The ids of "1|2" as a list, empty where there are none."""
    return pl.col(column).str.split("|").list.filter(pl.element() != "")


def _shelves(genres: list[str], ratings: list[int]) -> list[list[dict[str, str]]]:
    """The shelves readers put each book on, the fullest first, as the Book Graph has them."""
    return [
        [
            {"count": str(max(count // part, 1)), "name": name}
            for part, name in enumerate(("to-read", *own.split("|"), "favorites", "owned"), 2)
        ]
        for own, count in zip(genres, ratings, strict=True)
    ]


def _authors(world: World) -> pl.DataFrame:
    books = np.bincount(world.author)
    ratings = np.bincount(world.author, world.ratings_count).astype(np.int64)
    average = np.bincount(world.author, world.average_rating) / books
    return pl.DataFrame(
        {
            AVERAGE_RATING: pl.Series(average.round(2)).cast(pl.String),
            AUTHOR_ID: world.author_id,
            "text_reviews_count": pl.Series(ratings * 6 // 100).cast(pl.String),
            "name": world.authors,
            "ratings_count": pl.Series(ratings).cast(pl.String),
        }
    )


def _touched(reviewer: Reviewer, touch: Ints, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some touches as the interactions file has them, and their reviews as the reviews file does."""
    touches = reviewer.touches
    stars, is_read = touches.stars[touch], touches.is_read[touch]
    added = touches.time[touch]
    finished = np.where(is_read, added + rng.integers(0, 40 * 86_400, len(touch)), -1)
    started = np.where(is_read & (rng.random(len(touch)) < 0.6), added, -1)
    reviewed = np.intersect1d(touch, reviewer.reviewed)
    texts = pl.DataFrame({"touch": reviewed, "text": pl.Series(reviewer.write_all(reviewed), dtype=pl.String)})
    keys = rng.bytes(16 * len(touch)).hex()
    table = pl.DataFrame({"touch": touch}).join(texts, on="touch", how="left", maintain_order="left")
    shared = table.with_columns(
        user_id=pl.Series(reviewer.user_id).gather(touches.reader[touch]),
        book_id=pl.Series(reviewer.world.book_id).gather(touches.book[touch]),
        review_id=pl.Series([keys[place : place + 32] for place in range(0, len(keys), 32)]),
        is_read=pl.Series(is_read),
        rating=pl.Series(stars),
        review_text_incomplete=pl.col("text").fill_null("").str.head(SHOWN),
        date_added=_dates(added),
        date_updated=_dates(np.maximum(added, finished)),
        read_at=_dates(finished),
        started_at=_dates(started),
    )
    dated = ("date_added", "date_updated", "read_at", "started_at")
    ids = ("user_id", "book_id", "review_id")
    interactions = shared.select(*ids, "is_read", "rating", "review_text_incomplete", *dated)
    votes = rng.poisson(0.8, len(touch))
    told = shared.with_columns(review_text="text", n_votes=pl.Series(votes), n_comments=pl.Series(votes // 3))
    told = told.filter(pl.col("text").is_not_null())
    return interactions, told.select(*ids, "rating", "review_text", *dated, "n_votes", "n_comments")


def _dates(seconds: Ints) -> pl.Series:
    """Unix time as the Book Graph writes dates; "" where it is negative."""
    dates = pl.from_epoch(pl.Series(seconds - BEHIND), "s").dt.strftime(WHEN)
    return dates.set(pl.Series(seconds < 0), "")
