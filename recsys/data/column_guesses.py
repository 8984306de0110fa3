"""Which column of a table holds what, guessed from its name and its first rows; a person corrects it."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from recsys.data import times
from recsys.data.quoting import quoted

# Names as people write them, without case, accents and punctuation, the surest first: English, then the usual German,
# French and Spanish ones.
NAMES: Mapping[str, tuple[str, ...]] = {
    "user": (
        *("userid", "user", "reviewerid", "uid", "customerid", "customer", "readerid", "reader", "memberid", "member"),
        *("accountid", "visitorid", "sessionid", "personid", "person", "reviewer", "username", "profilename", "who"),
        *("benutzerid", "benutzer", "nutzerid", "nutzer", "kundennummer", "kunde", "leser", "utilisateurid"),
        *("idutilisateur", "utilisateur", "lecteur", "usuarioid", "idusuario", "usuario", "lector", "cliente"),
    ),
    "item": (
        *("itemid", "item", "bookid", "movieid", "filmid", "productid", "asin", "parentasin", "businessid", "songid"),
        *("trackid", "artistid", "gameid", "recipeid", "articleid", "iid", "isbn", "isbn13", "sku", "book", "movie"),
        *("film", "product", "song", "track", "game", "recipe", "article", "thing", "what"),
        *("buchid", "buch", "artikelnummer", "artikel", "produktid", "produkt", "livreid", "idlivre", "livre"),
        *("produit", "libroid", "idlibro", "libro", "pelicula", "producto", "articulo"),
    ),
    "rating": (
        *("rating", "stars", "overall", "score", "starrating", "userrating", "bookrating", "reviewscore"),
        *("reviewrating", "reviewoverall", "ratings", "star", "grade", "value", "vote", "label"),
        *("bewertung", "wertung", "sterne", "punkte", "note", "evaluation", "etoiles", "calificacion", "puntuacion"),
        *("valoracion", "puntaje", "estrellas"),
    ),
    "text": (
        *("reviewtext", "review", "text", "reviewbody", "reviewcontent", "comment", "comments", "body", "content"),
        *("rezension", "kommentar", "kommentare", "critique", "avis", "commentaire", "commentaires", "texte", "resena"),
        *("comentario", "comentarios", "opinion", "texto"),
    ),
    "time": (
        *("timestamp", "unixreviewtime", "unixtime", "reviewtimestamp", "time", "datetime", "date", "reviewdate"),
        *("reviewtime", "ratedat", "createdat", "dateadded", "dateupdated", "when", "at"),
        *("zeitstempel", "zeitpunkt", "zeit", "datum", "horodatage", "temps", "fecha", "hora"),
    ),
    "title": (
        *("title", "booktitle", "movietitle", "producttitle", "itemtitle", "name", "bookname", "moviename"),
        *("productname", "itemname", "titel", "buchtitel", "filmtitel", "titre", "titulo"),
    ),
    "author": (
        *("author", "authors", "authorname", "bookauthor", "writer", "brand", "artist", "artistname", "director"),
        *("manufacturer", "autor", "autorin", "verfasser", "regisseur", "auteur", "autora"),
    ),
    "genre": (
        *("genres", "genre", "categories", "category", "maincategory", "shelves", "style"),
        *("gattung", "kategorie", "kategorien", "categorie", "genero", "generos", "categoria", "categorias"),
    ),
}
SCALES = (5, 10, 100)
LIKED = 0.8
STARS = 5
FEW = 25
A_TEXT = 40


@dataclass(frozen=True)
class Guess:
    """What was guessed, and why, as a sentence: a column (its name, or its number where there is no header)."""

    column: int | str
    why: str


@dataclass(frozen=True)
class Number:
    """A number that was guessed, and why, as a sentence."""

    value: float
    why: str


@dataclass(frozen=True)
class _Column:
    key: int | str
    name: str
    values: list[str]
    rows: int

    @property
    def numbers(self) -> list[float]:
        """Its values as numbers; none if one of them is no finite number."""
        found = [as_number(value) for value in self.values]
        return [number for number in found if number is not None] if None not in found else []

    @property
    def distinct(self) -> int:
        return len(set(self.values))


def guess(keys: Sequence[int | str], rows: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """Role of `TableColumns` -> the column, of those that could be guessed. A name that stands twice is no choice."""
    left = [
        _Column(
            key, _plain(str(key)), [row[place] for row in rows if place < len(row) and row[place].strip()], len(rows)
        )
        for place, key in enumerate(keys)
        if keys.count(key) == 1
    ]
    found: dict[str, Guess] = {}
    for role in NAMES:
        if column := _called(role, left):
            found[role] = Guess(column.key, f"It is called {quoted(str(column.key), 40)}.")
            left.remove(column)
    for role, find in (("rating", _rating), ("time", _time), ("text", _text), ("user", _id), ("item", _id)):
        if role not in found and (seen := find(left)):
            column, why = seen
            found[role] = Guess(column.key, why)
            left.remove(column)
    return {role: found[role] for role in NAMES if role in found}


def highest_rating(ratings: Sequence[str]) -> Number:
    """The best rating there is."""
    numbers = [number for number in map(as_number, ratings) if number is not None]
    seen = max(numbers, default=0)
    ends = (1, *SCALES) if zero_is_a_rating(ratings) else SCALES
    highest = next((float(end) for end in ends if seen <= end), math.ceil(seen))
    why = f"The highest of the first {len(numbers)} ratings is {seen:g}." if numbers else "No rating was seen yet."
    return Number(highest, why)


def zero_is_a_rating(ratings: Sequence[str]) -> bool:
    """Whether 0 seems to say no, and not that there is no rating: beside it there is 1, for yes, and nothing else."""
    return {as_number(rating) for rating in ratings if rating.strip()} == {0, 1}


def liked_from(highest: float, zero_is_a_rating: bool) -> Number:
    """From which rating on one counts as liked; in stars, where ratings from 0 are read as such."""
    if zero_is_a_rating:
        return Number(LIKED * STARS, "Ratings are read as 1 to 5 stars: 0 is 1 star, the best rating 5.")
    return Number(LIKED * highest, f"It is {LIKED:.0%} of {highest:g}, as 4 is of 5 stars.")


def as_number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


def is_known(name: str) -> bool:
    """Whether a column of some role is often called that."""
    return any(_plain(name) in names for names in NAMES.values())


def _plain(name: str) -> str:
    """A name in lower case, without what is neither letter nor digit: accents, parted from their letters, go too."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", name.lower()))


def _called(role: str, columns: list[_Column]) -> _Column | None:
    """The column of the surest name whose values can be what it says."""
    can_be = {"rating": lambda column: bool(column.numbers) and min(column.numbers) >= 0, "time": _is_time}
    for name in NAMES[role]:
        for column in columns:
            if column.name == name and (not column.values or can_be.get(role, bool)(column)):
                return column
    return None


def _is_time(column: _Column) -> bool:
    return bool(column.values) and not times.seconds(pl.Series(column.values)).is_nan().any()


def _rating(columns: list[_Column]) -> tuple[_Column, str] | None:
    """The first column of few different numbers; one in ascending order is more likely to be somebody's id."""
    can_be = [column for column in columns if _is_rating(column)]
    in_order = [column for column in can_be if column.numbers == sorted(column.numbers)]
    column = next((column for column in can_be if column not in in_order), next(reversed(in_order), None))
    if column is None:
        return None
    low, high = min(column.numbers), max(column.numbers)
    return column, f"It holds {column.distinct} different numbers from {low:g} to {high:g}."


def _is_rating(column: _Column) -> bool:
    numbers = column.numbers
    is_small = bool(numbers) and min(numbers) >= 0 and max(numbers) <= SCALES[-1]
    return is_small and 1 < column.distinct <= FEW and (column.distinct < len(numbers) or len(numbers) < FEW)


def _time(columns: list[_Column]) -> tuple[_Column, str] | None:
    for column in columns:
        if _is_time(column):
            if not column.numbers:
                return column, f"It holds dates, such as {quoted(column.values[0], 40)}."
            if min(column.numbers) > 1e8:
                return column, "It holds numbers that can be seconds since 1970."
    return None


def _text(columns: list[_Column]) -> tuple[_Column, str] | None:
    lengths = {place: sum(map(len, column.values)) / max(len(column.values), 1) for place, column in enumerate(columns)}
    place = max(lengths, key=lambda place: lengths[place], default=None)
    if place is None or lengths[place] < A_TEXT or not any(" " in value.strip() for value in columns[place].values):
        return None
    return columns[place], f"It holds the longest texts, of {lengths[place]:.0f} characters each."


def _id(columns: list[_Column]) -> tuple[_Column, str] | None:
    """The first column left of which every row has a value, not all alike."""
    for column in columns:
        if column.values and len(column.values) == column.rows and (column.distinct > 1 or column.rows == 1):
            why = f"Of the columns left it is the first with a value in each row: {column.distinct} different ones."
            return column, why
    return None
