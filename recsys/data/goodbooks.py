"""goodbooks-10k: the ten thousand most rated books of Goodreads, who rated them, who wants to read them, their shelves.

Source: Z. Zając, “Goodbooks-10k: a new dataset for book recommendations”, 2017. There are two editions, told apart by
the header of books.csv; in both, ratings.csv names books by the number from 1 to 10,000.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from recsys.columns import (
    AUTHOR,
    AUTHOR_ID,
    AVERAGE_RATING,
    GENRES,
    ITEM_ID,
    RATINGS_COUNT,
    STARS,
    TITLE,
    USER_ID,
    YEAR,
)
from recsys.data import archives, dataset, shelves
from recsys.data.delimited import DelimitedFile
from recsys.data.fields import Fields
from recsys.data.limits import LIMITS
from recsys.data.repeated_pairs import last_of_each
from recsys.data.source import Source, pair_key
from recsys.data.tags import COUNT, TAG, normalized, with_tags
from recsys.errors import BadInput
from recsys.progress import Report, part, silent
from recsys.settings import About

PAGE = "https://github.com/zygmuntz/goodbooks-10k"
NEEDED = ("ratings.csv", "books.csv")
OPTIONAL = ("to_read.csv", "tags.csv", "book_tags.csv")
SHELVED = "goodreads_id"  # what tags go by
# Shelves that say what somebody did or has, not what the book is like.
ABOUT_THE_READER = (
    r"^(to-(read|buy|get)|currently-reading|favou?rites?|all-time-favou?rites|my-(books|library|favou?rites)|default|"
    r"(i-)?own(ed)?(-books|-it)?|books-i-(own|have|have-read)|library(-books?)?|wish-?list|(want|need)-to-(read|buy)|"
    r"kindle(-books)?|e-?books?|audio-?books?|audio|re-?read|did-not-finish|dnf|abandoned|unfinished|"
    r"(have-)?read(-.*)?|.*-?(19|20)\d\d)$"
)

AGAIN = "rows whose user and book come again (the last counts)"
TWICE = "books described again (the first counts)"
RATED = "books to be read that the user has rated (the rating counts)"
MARKED = "books marked to be read again (one mark counts)"
UNCOUNTED = "tags that nobody gave, or of unknown books"


def find(path: Path) -> dict[str, str]:
    """Where the files are in a folder or zip (`archives.find`). Raises BadInput saying which are missing."""
    places = archives.find(path, (*NEEDED, *OPTIONAL))
    if missing := [name for name in NEEDED if name not in places]:
        raise BadInput(
            f"{path.name} lacks {', '.join(missing)}. goodbooks-10k is {', '.join(NEEDED)} and, if they are there, "
            f"{', '.join(OPTIONAL)}: get them from {PAGE}."
        )
    if len({"tags.csv", "book_tags.csv"} & places.keys()) == 1:
        raise BadInput(f"{path.name} has only one of tags.csv and book_tags.csv. Get both from {PAGE}, or take it out.")
    return places


def about(name: str, path: Path) -> About:
    """What the Overview says of a dataset read from there."""
    return About(
        name=name,
        source="goodbooks",
        synthetic=False,
        description=f"Goodreads users and the books they rated, from goodbooks-10k ({path.resolve().name}).",
        license="CC BY-SA 4.0.",
        item_noun="book",
        created=dataset.now(),
    )


def read(path: Path, report: Report = silent) -> Source:
    """The books, ratings, wishes and shelves in a folder or zip of either edition.

    Raises BadInput naming file and line for whatever is not in goodbooks' format.
    """
    places = find(path)
    with archives.unpacked(path, places, part(report, 0.0, 0.2)) as files:
        described = _books(_open(files["books.csv"]))
        books = described.unique(ITEM_ID, keep="first", maintain_order=True)
        interactions, left_out, where = _interactions(files, part(report, 0.2, 0.8))
        if "tags.csv" in files:
            books, left_out[UNCOUNTED] = _shelved(books, files, part(report, 0.8, 1.0))
    return Source(
        items=books.drop(SHELVED).with_columns(pl.col(ITEM_ID).cast(pl.String)),
        interactions=interactions,
        left_out=left_out | {TWICE: described.height - books.height},
        places=where,
    )


def _open(path: Path) -> DelimitedFile:
    return DelimitedFile(path, ",", has_header=True, limits=LIMITS)


def _books(file: DelimitedFile) -> pl.DataFrame:
    """The books, with the id that tags know them by."""
    newer = "goodreads_book_id" in file.names
    book, goodreads = ("book_id", "goodreads_book_id") if newer else ("id", "book_id")
    facts = ("title", "authors", "original_publication_year", "average_rating", "ratings_count")
    fields = Fields(file, (book, goodreads, *facts))
    first_author = fields.words("authors").str.split(",").list.first().str.replace_all(r"\s+", " ").str.strip_chars()
    author = first_author.set(first_author == "", None)
    count = fields.numbers("ratings_count", 0, 10**12, "how many rated the book", optional=True)
    return pl.DataFrame(
        {
            ITEM_ID: fields.ids(book),
            SHELVED: fields.ids(goodreads),
            TITLE: fields.words("title"),
            AUTHOR_ID: author,
            AUTHOR: author,
            AVERAGE_RATING: fields.numbers("average_rating", 0, 5, "a number from 0 to 5", optional=True).cast(
                pl.Float32
            ),
            RATINGS_COUNT: count.fill_null(0).cast(pl.Int64),
            YEAR: fields.numbers("original_publication_year", -5000, 3000, "a year", optional=True).cast(pl.Int32),
        }
    )


def _interactions(files: Mapping[str, Path], report: Report) -> tuple[pl.DataFrame, dict[str, int], dict[str, str]]:
    """What was rated or is to be read, what was left out of it, and where that stands."""
    fields = Fields(_open(files["ratings.csv"]), ("user_id", "book_id", "rating"), report)
    stars = fields.numbers("rating", 1, 5, "a rating, which is a number from 1 to 5")
    rows = pl.DataFrame({USER_ID: fields.ids("user_id"), ITEM_ID: fields.ids("book_id"), STARS: stars.cast(pl.Float32)})
    rated, again = last_of_each(rows)
    left_out = {AGAIN: len(again)}
    places = {AGAIN: fields.places(again)} if len(again) else {}
    if "to_read.csv" not in files:
        return rated, left_out, places
    marks = Fields(_open(files["to_read.csv"]), ("user_id", "book_id"))
    marked = pl.DataFrame({USER_ID: marks.ids("user_id"), ITEM_ID: marks.ids("book_id")})
    once, marked_again = last_of_each(marked)
    unrated = once.filter(~pair_key().is_in(rated.select(pair_key()).to_series().implode()))
    left_out |= {RATED: once.height - unrated.height, MARKED: len(marked_again)}
    return pl.concat([rated, unrated.with_columns(pl.lit(0, pl.Float32).alias(STARS))]), left_out, places


def _shelved(books: pl.DataFrame, files: Mapping[str, Path], report: Report) -> tuple[pl.DataFrame, int]:
    """The books with genres and tags, and how many rows of book_tags.csv say nothing."""
    named = Fields(_open(files["tags.csv"]), ("tag_id", "tag_name"))
    names = pl.DataFrame({"tag_id": named.ids("tag_id"), TAG: named.words("tag_name")}).unique("tag_id", keep="first")
    fields = Fields(_open(files["book_tags.csv"]), ("goodreads_book_id", "tag_id", "count"), report)
    rows = pl.DataFrame(
        {
            SHELVED: fields.ids("goodreads_book_id"),
            "tag_id": fields.ids("tag_id"),
            # In the real file some are -1.
            COUNT: fields.numbers("count", -1, 10**12, "how often the tag was given").cast(pl.Int64),
        }
    )
    tagged = (
        rows.filter(pl.col(COUNT) > 0)
        .join(names, on="tag_id", maintain_order="left")
        .join(books.select(SHELVED, ITEM_ID), on=SHELVED, maintain_order="left")
        .select(ITEM_ID, normalized(pl.col(TAG)), COUNT)
        .sort(COUNT, descending=True, maintain_order=True)
    )
    fullest_first = tagged.group_by(ITEM_ID, maintain_order=True).agg(
        pl.struct(pl.col(TAG).alias("name")).alias("popular_shelves")
    )
    books = books.join(shelves.genres(fullest_first), on=ITEM_ID, how="left", maintain_order="left")
    about_the_book = tagged.filter(~pl.col(TAG).str.contains(ABOUT_THE_READER))
    return with_tags(books.with_columns(pl.col(GENRES).fill_null("")), about_the_book), rows.height - tagged.height
