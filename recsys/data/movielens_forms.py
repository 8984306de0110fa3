"""The forms that MovieLens' files have had since 1998, each read into the same tables."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from recsys.columns import AGE, GENDER, GENRES, ITEM_ID, OCCUPATION, STARS, TIME, TITLE, USER_ID, YEAR
from recsys.data.delimited import DelimitedFile
from recsys.data.fields import Fields, TextFile
from recsys.data.limits import LIMITS
from recsys.data.plain_lines import PlainLines
from recsys.data.tags import TAG
from recsys.errors import BadInput
from recsys.progress import Report, part

# Codes of users.dat, as its README explains them.
AGES = {
    "1": "under 18",
    "18": "18-24",
    "25": "25-34",
    "35": "35-44",
    "45": "45-49",
    "50": "50-55",
    "56": "56+",
}
OCCUPATIONS = {
    str(code): word
    for code, word in enumerate(
        (
            "other or not specified",
            "academic/educator",
            "artist",
            "clerical/admin",
            "college/grad student",
            "customer service",
            "doctor/health care",
            "executive/managerial",
            "farmer",
            "homemaker",
            "K-12 student",
            "lawyer",
            "programmer",
            "retired",
            "sales/marketing",
            "scientist",
            "self-employed",
            "technician/engineer",
            "tradesman/craftsman",
            "unemployed",
            "writer",
        )
    )
}
NO_GENRES = ("(no genres listed)", "unknown")
LINE_ENDS = (b"\n", b"\r")
LAST_SECOND = 2**32  # in the year 2106: a time above it is in milliseconds, or none


@dataclass(frozen=True)
class Tables:
    """What the files hold, ids as categories.

    ratings: user_id, item_id, stars, time, a row for each row of the file `rated`. films: item_id, title, genres, and
    year where a file says it outside the title. tags: user_id, item_id, tag as it was written. users: user_id, gender,
    age, occupation.
    """

    ratings: pl.DataFrame
    rated: Fields
    films: pl.DataFrame
    tags: pl.DataFrame | None = None
    users: pl.DataFrame | None = None


def read_100k(files: Mapping[str, Path], report: Report) -> Tables:
    """u.data, u.item, u.user and u.genre."""
    genres = Fields(_plain(files["u.genre"], "|", "genre", "number"), ("genre",)).words("genre").to_list()
    of_user = ("user id", "age", "gender", "occupation")
    user = Fields(_plain(files["u.user"], "|", *of_user, "zip code"), of_user)
    users = pl.DataFrame(
        {
            USER_ID: user.ids("user id"),
            AGE: user.numbers("age", 0, 150, "an age in years", optional=True).cast(pl.Int32),
            GENDER: user.words("gender"),
            OCCUPATION: user.words("occupation"),
        }
    )
    columns = ("user id", "item id", "rating", "timestamp")
    rated = Fields(_plain(files["u.data"], "\t", *columns), columns, report)
    return Tables(_ratings(rated, *columns), rated, _films_with_flags(files["u.item"], genres), users=users)


def read_dat(files: Mapping[str, Path], report: Report) -> Tables:
    """movies.dat and ratings.dat of 1M and 10M, with users.dat of the one and tags.dat of the other."""
    film_names = ("MovieID", "Title", "Genres")
    films = _films(Fields(_plain(files["movies.dat"], "::", *film_names), film_names), *film_names)
    users = tags = None
    if "users.dat" in files:
        of_user = ("UserID", "Gender", "Age", "Occupation")
        user = Fields(_plain(files["users.dat"], "::", *of_user, "Zip-code"), of_user)
        users = pl.DataFrame(
            {
                USER_ID: user.ids("UserID"),
                AGE: user.decoded("Age", AGES),
                GENDER: user.words("Gender"),
                OCCUPATION: user.decoded("Occupation", OCCUPATIONS),
            }
        )
    if "tags.dat" in files:
        of_tag = ("UserID", "MovieID", "Tag")
        tags = _tags(Fields(_plain(files["tags.dat"], "::", *of_tag, "Timestamp"), of_tag), *of_tag)
    columns = ("UserID", "MovieID", "Rating", "Timestamp")
    rated = Fields(_plain(files["ratings.dat"], "::", *columns), columns, report)
    return Tables(_ratings(rated, *columns), rated, films, tags, users)


def read_csv(files: Mapping[str, Path], report: Report) -> Tables:
    """movies.csv, ratings.csv and tags.csv of 20M, 25M, 32M, latest and latest-small."""
    film_names, tag_names = ("movieId", "title", "genres"), ("userId", "movieId", "tag")
    films = _films(Fields(_csv(files["movies.csv"]), film_names), *film_names)
    tags = None
    if "tags.csv" in files:
        tags = _tags(Fields(_csv(files["tags.csv"]), tag_names, part(report, 0.0, 0.1)), *tag_names)
    columns = ("userId", "movieId", "rating", "timestamp")
    rated = Fields(_csv(files["ratings.csv"]), columns, part(report, 0.1, 1.0))
    return Tables(_ratings(rated, *columns), rated, films, tags)


@dataclass(frozen=True)
class Form:
    """One form: the files it needs, those it may have as well, and whether it may be passed on."""

    needed: tuple[str, ...]
    read: Callable[[Mapping[str, Path], Report], Tables]
    optional: tuple[str, ...] = ()
    redistributable: bool = False


FORMS = {
    "100K": Form(("u.data", "u.item", "u.user", "u.genre"), read_100k),
    "1M and 10M": Form(("ratings.dat", "movies.dat"), read_dat, ("users.dat", "tags.dat")),
    "latest, 20M, 25M and 32M": Form(("ratings.csv", "movies.csv"), read_csv, ("tags.csv",), redistributable=True),
}


def _plain(path: Path, separator: str, *names: str) -> TextFile:
    return PlainLines(path, separator, names, LIMITS)


def _csv(path: Path) -> TextFile:
    return DelimitedFile(path, ",", has_header=True, limits=LIMITS)


def _ratings(rated: Fields, user: str, item: str, rating: str, time: str) -> pl.DataFrame:
    times = rated.numbers(time, 0, LAST_SECOND, "a time, which is a number of seconds since 1970")
    _check_not_cut_off(rated, times)
    return pl.DataFrame(
        {
            USER_ID: rated.ids(user),
            ITEM_ID: rated.ids(item),
            STARS: rated.numbers(rating, 0.5, 5, "a rating, which is a number from 0.5 to 5").cast(pl.Float32),
            TIME: times,
        }
    )


def _check_not_cut_off(rated: Fields, times: pl.Series) -> None:
    """Raises BadInput if the file ends within the last time: no line ends there, and all others have more digits."""
    path, whole = rated.file.path, times.cast(pl.Int64)
    last, shortest = str(whole[-1]), str(whole.head(-1).min())
    if len(whole) == 1 or len(last) >= len(shortest):
        return
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() in LINE_ENDS:
            return
    raise BadInput(
        f"{path.name} is cut off: it ends in {rated.file.place(len(times) - 1)} with the time “{last}”, "
        "which is shorter than all others. Get the file again."
    )


def _films(film: Fields, item: str, title: str, genres: str) -> pl.DataFrame:
    listed = film.words(genres)
    return pl.DataFrame(
        {
            ITEM_ID: film.ids(item),
            TITLE: film.words(title),
            GENRES: listed.set(listed.is_in(NO_GENRES), ""),
        }
    )


def _films_with_flags(path: Path, genres: list[str]) -> pl.DataFrame:
    """Films whose genres are a 0 or 1 for each genre there is."""
    of_film = ("movie id", "movie title", "release date", "video release date", "IMDb URL", *genres)
    film = Fields(_plain(path, "|", *of_film), of_film)
    is_of = {genre: film.numbers(genre, 0, 1, "0 or 1") for genre in genres if genre not in NO_GENRES}
    names = [pl.when(pl.col(genre) == 1).then(pl.lit(genre)) for genre in is_of]
    return pl.DataFrame(
        {
            ITEM_ID: film.ids("movie id"),
            TITLE: film.words("movie title"),
            GENRES: pl.DataFrame(is_of).select(pl.concat_str(names, separator="|", ignore_nulls=True)).to_series(),
            YEAR: film.words("release date").str.extract(r"(\d{4})$").cast(pl.Int32),
        }
    )


def _tags(tagged: Fields, user: str, item: str, tag: str) -> pl.DataFrame:
    return pl.DataFrame({USER_ID: tagged.ids(user), ITEM_ID: tagged.ids(item), TAG: tagged.words(tag)})
