"""A person's own ratings from a CSV file, as the page's download gives it: small, and from outside."""

import csv
import io
import math
from dataclasses import dataclass

from recsys import own_ratings
from recsys.columns import ITEM_ID
from recsys.data.dataset import Dataset
from recsys.errors import BadInput

MOST_BYTES = 1_000_000
SEPARATORS = (",", ";", "\t")
ID_COLUMNS, STAR_COLUMNS = (ITEM_ID, "id"), ("stars", "rating")
REMEDY = f"The first line has to name the columns {ITEM_ID} and stars, as in the download of this page."


@dataclass(frozen=True)
class RatingFile:
    """What a file says. stars: item number -> stars; unknown: how many of its lines name no item of the dataset."""

    stars: dict[int, float]
    unknown: int


def read(dataset: Dataset, content: bytes) -> RatingFile:
    """The ratings in a file's bytes; of an item that is there twice the last line counts.

    Raises BadInput, with the line, for what is no such file, has stars off the scale, or names no item of these data.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(f"The file has {len(content):,} bytes; at most {MOST_BYTES:,} are read. Leave some lines out.")
    rows, id_place, star_place = _table(content)
    scale = own_ratings.levels(dataset)
    stars, unknown = {}, 0
    numbers = {id: item for item, id in enumerate(dataset.items[ITEM_ID].to_list())}
    for line, row in rows:
        if len(row) <= max(id_place, star_place):
            raise BadInput(f"Line {line} has {len(row)} columns, fewer than the first. {REMEDY}")
        number = _stars(row[star_place], line, scale)
        id = row[id_place].strip()
        item = numbers.get(id, numbers.get(id.removeprefix("'")))  # which a download puts before a = and the like
        if item is None:
            unknown += 1
        else:
            stars[item] = number
    if not stars:
        raise BadInput(f"None of the file's {unknown:,} lines names an id of {dataset.about.name}. {REMEDY}")
    return RatingFile(stars, unknown)


def _table(content: bytes) -> tuple[list[tuple[int, list[str]]], int, int]:
    """The lines that are not empty, each with its number, and which of their columns are id and stars."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The file is not text in UTF-8. Save it as CSV UTF-8, then try again.") from error
    header = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [(lines.line_num, row) for row in lines if row]
    except csv.Error as error:
        raise BadInput(f"Line {lines.line_num} can't be read as CSV ({error}). {REMEDY}") from error
    names = [name.strip().lower() for name in rows[0][1]] if rows else []
    places = [next((names.index(n) for n in wanted if n in names), None) for wanted in (ID_COLUMNS, STAR_COLUMNS)]
    if places[0] is None or places[1] is None:
        raise BadInput(f"The file has no column {ITEM_ID}, or none called stars. {REMEDY}")
    return rows[1:], places[0], places[1]


def _stars(typed: str, line: int, scale: list[float]) -> float:
    try:
        number = float(typed.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not scale[0] <= number <= scale[-1]:
        raise BadInput(f"Line {line}: “{typed[:40]}” is no rating of {scale[0]:g} to {scale[-1]:g} stars. Correct it.")
    return number
