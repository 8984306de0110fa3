"""The demo's library: authors with many books, series, niches of genres, and popularity with a long tail."""

import random
from dataclasses import dataclass

import numpy as np
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
    TITLE,
    YEAR,
)
from recsys.data.demo import naming, words
from recsys.data.demo.choice import Choice, Doubles, Ints

OUTSIDE_FILTERS = 0.125  # share of the books that S1's filter of 100 to 15,000 ratings leaves out
AUTHOR_TAIL = 1.1  # Pareto exponent of how many books an author wrote: one in twenty wrote 16 or more
MOST_BOOKS_OF_AN_AUTHOR = 60  # and in a small library, at most one in 130 of its books
PROLIFIC_FROM = 10  # books from which an author writes long series
CROWD_PULL = 0.85  # a book draws readers in proportion to its ratings count to this power
MOST_SIMILAR = 6  # books that a book is called similar to


@dataclass(frozen=True)
class World:
    """The library. Books are numbered by author, then series, then volume; all have one value a book unless said.

    series: number of the run of volumes the book belongs to; a run of one is a book of its own. volume: from 1.
    quality: standard normal. authors, author_id, author_niche: one value an author;
    series_id: one a series; similar: a row a book. Ids are the source's own.
    """

    book_id: list[str]
    title: list[str]
    author: Ints
    series: Ints
    volume: Ints
    niche: Ints
    quality: Doubles
    ratings_count: Ints
    average_rating: Doubles
    year: Ints
    authors: list[str]
    author_id: list[str]
    author_niche: Ints
    series_id: list[str]
    similar: Ints

    def pull(self) -> Doubles:
        """How strongly each book draws readers."""
        weights: Doubles = np.minimum(self.ratings_count, 40_000) ** CROWD_PULL
        return weights

    def items(self) -> pl.DataFrame:
        """The books under the names of `recsys.columns`."""
        genres = pl.Series([f"{niche.genre}|{niche.also}" for niche in words.NICHES])
        stands_alone = (np.bincount(self.series) == 1)[self.series]
        book_id = pl.Series(self.book_id)
        similar = pl.DataFrame(
            {"of": np.arange(len(book_id), dtype=np.uint32).repeat(MOST_SIMILAR), "book": self.similar.ravel()}
        )
        others = similar.filter(pl.col("of") != pl.col("book")).unique(maintain_order=True)
        others = others.select("of", book_id.gather(others["book"]).alias(SIMILAR))
        others = others.group_by("of", maintain_order=True).agg(pl.col(SIMILAR).str.join("|"))
        items = pl.DataFrame(
            {
                ITEM_ID: book_id,
                TITLE: self.title,
                AUTHOR_ID: pl.Series(self.author_id).gather(self.author),
                AUTHOR: pl.Series(self.authors).gather(self.author),
                GENRES: genres.gather(self.niche),
                AVERAGE_RATING: pl.Series(self.average_rating, dtype=pl.Float32),
                RATINGS_COUNT: self.ratings_count,
                YEAR: pl.Series(self.year, dtype=pl.Int32),
                SERIES: pl.Series(self.series_id).gather(self.series).set(pl.Series(stands_alone), ""),
            }
        )
        joined = items.with_row_index("of").join(others, on="of", how="left", maintain_order="left").drop("of")
        return joined.with_columns(pl.col(SIMILAR).fill_null(""))


def make(n_books: int, seed: int) -> World:
    """A library of which S1's filters keep some `n_books`."""
    rng = np.random.default_rng([seed, 1])
    author = _authors_of_books(round(n_books / (1 - OUTSIDE_FILTERS)), rng)
    n_authors = int(author[-1]) + 1
    series, volume = _series(author, rng)
    popularity = np.array([niche.popularity for niche in words.NICHES])
    author_niche = rng.choice(len(words.NICHES), n_authors, p=popularity / popularity.sum())
    niche = _niches_of_books(author, series, author_niche, rng)
    talent = rng.normal(0, 1, n_authors)
    quality = 0.6 * talent[author] + 0.8 * rng.normal(0, 1, len(author))
    ratings_count = _ratings_counts(author, series, volume, quality, rng)
    average_rating = 3.92 + 0.22 * quality + 0.08 * rng.normal(0, 1, len(author))
    texts = random.Random(f"titles {seed}")
    return World(
        book_id=_ids(len(author), 36_000_000, rng),
        title=naming.titles(series, volume, niche, texts),
        author=author,
        series=series,
        volume=volume,
        niche=niche,
        quality=quality,
        ratings_count=ratings_count,
        average_rating=np.clip(average_rating, 2.4, 4.8).round(2),
        year=_years(series, volume, rng),
        authors=naming.authors(n_authors, texts),
        author_id=_ids(n_authors, 9_000_000, rng),
        author_niche=author_niche,
        series_id=_ids(int(series[-1]) + 1, 900_000, rng),
        similar=_similar(niche, ratings_count, rng),
    )


def _authors_of_books(n_books: int, rng: np.random.Generator) -> Ints:
    """The author of each book, ascending: most wrote one, a few wrote dozens."""
    most = int(np.clip(n_books // 130, 24, MOST_BOOKS_OF_AN_AUTHOR))
    sizes = np.minimum(np.floor(rng.random(n_books) ** (-1 / AUTHOR_TAIL)), most).astype(np.int64)
    return np.repeat(np.arange(n_books), sizes)[:n_books]


def _series(author: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The series of each book and its volume in it: an author's books fall into runs, of one where it stands alone."""
    new_author = np.diff(author, prepend=-1) > 0
    ends = np.where(np.bincount(author)[author] >= PROLIFIC_FROM, 0.2, 0.45)
    series = np.cumsum(new_author | (rng.random(len(author)) < ends)) - 1
    first_of_series = np.flatnonzero(np.diff(series, prepend=-1) > 0)
    return series, np.arange(len(author)) - first_of_series[series] + 1


def _niches_of_books(author: Ints, series: Ints, author_niche: Ints, rng: np.random.Generator) -> Ints:
    """Each book's niche: its author's, or for every sixth series another of the same genre."""
    genre = np.array([words.GENRES.index(niche.genre) for niche in words.NICHES])
    first = np.flatnonzero(np.diff(series, prepend=-1) > 0)
    home = author_niche[author[first]]
    elsewhere = Choice(genre, np.ones(len(genre)), len(words.GENRES)).draw(genre[home], rng)
    return np.where(rng.random(len(first)) < 1 / 6, elsewhere, home)[series]


def _ratings_counts(author: Ints, series: Ints, volume: Ints, quality: Doubles, rng: np.random.Generator) -> Ints:
    """How many readers anywhere rated each book: log-normal with fame by author, falling from volume to volume."""
    fame = rng.normal(0, 0.85, int(author[-1]) + 1)[author] + rng.normal(0, 0.5, int(series[-1]) + 1)[series]
    log_count = 6.35 + fame + rng.normal(0, 0.75, len(author)) + 0.25 * quality - 0.12 * np.minimum(volume - 1, 6)
    return np.exp(log_count).astype(np.int64) + 1


def _years(series: Ints, volume: Ints, rng: np.random.Generator) -> Ints:
    """The year each book came out, most of them lately; the volumes of a series follow one another."""
    began = 2017 - rng.gamma(1.6, 5.0, int(series[-1]) + 1).astype(np.int64)
    return np.minimum(began[series] + volume - 1, 2017)


def _similar(niche: Ints, ratings_count: Ints, rng: np.random.Generator) -> Ints:
    """Books similar to each, shape (n, MOST_SIMILAR): well-known ones of its niche; may name one twice, or itself."""
    weight = np.sqrt(ratings_count)
    of = np.repeat(niche, MOST_SIMILAR)
    return Choice(niche, weight, len(words.NICHES)).draw(of, rng).reshape(-1, MOST_SIMILAR)


def _ids(count: int, below: int, rng: np.random.Generator) -> list[str]:
    """`count` distinct numbers as the source writes them: strings."""
    return [str(number) for number in rng.choice(below, count, replace=False) + 1]
