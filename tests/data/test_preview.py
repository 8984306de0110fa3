"""The first look at a table of one's own."""

import gzip
import json
import random
from pathlib import Path

import polars as pl
import pytest

from recsys.data import column_guesses, preview, table
from recsys.data.limits import Limits
from recsys.data.table import TableColumns
from recsys.errors import BadInput
from tests.data.tables import rows, write


def guessed(path: Path) -> dict[str, int | str]:
    """Role -> column."""
    return {role: guess.column for role, guess in preview.look(path).guesses.items()}


@pytest.mark.parametrize(
    ("header", "row", "roles"),
    [
        ("userId,movieId,rating,timestamp", "1,31,2.5,1260759144", "user item rating time"),
        ("user_id,book_id,rating", "1,258,5", "user item rating"),
        ("reviewerID,asin,reviewerName,reviewText,overall,unixReviewTime", "A2,B0,Jo,Good,5.0,1393545600",
         "user item - text rating time"),
        ("rating,title,text,asin,parent_asin,user_id,timestamp", "5.0,Dune,Good,B0,B1,A2,1588687728923",
         "rating title text item - user time"),
        ("uid,product,stars,review,date,category,brand", "u,p,4,so so,2020-01-02,Toys|Games,Lego",
         "user item rating text time genre author"),
        ("Customer,Item,Score", "u,p,9", "user item rating"),
        ("Benutzer,Buch-ID,Bewertung,Kommentar,Datum,Titel,Autor,Gattung", "u,b,4,so so,2020-01-02,Faust,Goethe,Drama",
         "user item rating text time title author genre"),
        ("utilisateur,livre,note,commentaire,horodatage,titre,auteur,catégorie", "u,b,4,bof,2020-01-02,Nana,Zola,roman",
         "user item rating text time title author genre"),
        ("Usuario,Película,Puntuación,Reseña,Fecha,Título,Género", "u,p,4,bien,2020-01-02,Volver,drama",
         "user item rating text time title genre"),
        ("genres,name,authors,BookID,User-ID,Book-Rating",
         "sf,Dune,Herbert,7,3,0", "genre title author item user rating"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(tmp_path: Path, header: str, row: str, roles: str) -> None:
    path = write(tmp_path, f"{header}\n{row}\n")
    expected = zip(roles.split(), header.split(","), strict=True)
    assert guessed(path) == {role: column for role, column in expected if role != "-"}


def test_a_name_is_not_believed_if_the_values_can_not_be_what_it_says(tmp_path: Path) -> None:
    path = write(tmp_path, "user,item,rating,stars\na,x,good,5\nb,y,bad,1\n")
    assert guessed(path)["rating"] == "stars"


def test_a_name_that_stands_twice_is_no_choice(tmp_path: Path) -> None:
    assert "item" not in guessed(write(tmp_path, "user,item,item,rating\na,x,x,5\nb,,y,1\n"))


def test_without_a_header_columns_are_known_by_what_they_hold(tmp_path: Path) -> None:
    texts = ("a story that is too long and has no end at all", "what a book and I read it twice in one weekend")
    lines = [f"{1 + n // 50},{n},{n % 5 + 1},{1_400_000_000 + n},{texts[n % 2]}" for n in range(150)]
    found = preview.look(write(tmp_path, "\n".join(lines)))
    assert not found.has_header
    assert {role: guess.column for role, guess in found.guesses.items()} == {
        "user": 0, "item": 1, "rating": 2, "text": 4, "time": 3,
    }  # fmt: skip
    assert found.names == ("0", "1", "2", "3", "4")
    assert found.guesses["rating"].why == "It holds 5 different numbers from 1 to 5."


@pytest.mark.parametrize(
    ("content", "has_header", "why"),
    [
        ("who,what,stars\na,x,5\n", True, "“who” is what a column is often called."),
        ("q,w,e\na,x,5\n", True, "Below “e” there are only numbers."),
        ("a,x,5\nb,y,4\n", False, "The first row holds a number, “5”."),
        ("a,x,\nb,y,\n", False, "The first row looks like the others."),
    ],
)
def test_whether_there_is_a_header_is_guessed_and_said_why(
    tmp_path: Path, content: str, has_header: bool, why: str
) -> None:
    found = preview.look(write(tmp_path, content))
    assert (found.has_header, found.why_header) == (has_header, why)


@pytest.mark.parametrize(
    ("ratings", "highest", "liked"),
    [(("5", "0.5"), 5, 4), (("6", "1"), 10, 8), (("85", "20"), 100, 80), (("250", "1"), 250, 200), (("1", "1"), 5, 4)],
)
def test_the_scale_and_what_counts_as_liked_follow_from_the_ratings_seen(
    tmp_path: Path, ratings: tuple[str, str], highest: float, liked: float
) -> None:
    first, second = ratings
    found = preview.look(write(tmp_path, f"user,item,rating\na,x,{first}\na,y,{second}\nb,x,\n"))
    assert (found.highest_rating.value, found.zero_is_a_rating) == (highest, False)
    assert found.highest_rating.why == f"The highest of the first 2 ratings is {first}."
    positive_from = column_guesses.liked_from(found.highest_rating.value, False)
    assert (positive_from.value, positive_from.why) == (liked, f"It is 80% of {highest}, as 4 is of 5 stars.")


def test_in_a_column_of_0_and_1_alone_0_is_thought_to_say_no(tmp_path: Path) -> None:
    found = preview.look(write(tmp_path, "user,item,liked\na,x,0\na,y,1\nb,x,\n"))
    assert guessed(tmp_path / "mine.csv")["rating"] == "liked"
    assert (found.highest_rating.value, found.zero_is_a_rating) == (1, True)
    assert column_guesses.liked_from(1, True).value == 4
    for other in ("0", "1", "2"):  # 0 alone, 1 alone, or more than the two
        content = f"user,item,rating\na,x,{other}\na,y,{'0' if other == '2' else other}\n"
        assert not preview.look(write(tmp_path, content)).zero_is_a_rating


def test_where_semicolons_part_the_fields_numbers_may_have_decimal_commas(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "p;q;r;s\na;x;2,5;so, so, and longer than one would like it\n"
        "b;y;4,0;well, it was far better than the one before\n",
    )
    found = preview.look(path)
    assert (found.has_header, found.why_header) == (True, "Below “r” there are only numbers.")
    assert (found.guesses["rating"].column, found.guesses["text"].column) == ("r", "s")
    assert found.rows[0][2] == "2,5"
    assert found.highest_rating.why == "The highest of the first 2 ratings is 4."
    assert rows(table.read(path, TableColumns.model_validate(guessed(path)))) == [("a", "x", 2.5), ("b", "y", 4.0)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("mine.csv", b"user,item,rating\na,x,5\n", "CSV with commas"),
        ("mine.csv.gz", gzip.compress(b"user;item;rating\na;x;5\n"), "CSV with semicolons"),
        ("mine.tsv", b"user\titem\trating\na\tx\t5\n", "Tab-separated values"),
        ("mine.jsonl", b'{"user": "a", "item": "x", "rating": 5}\n', "JSON lines"),
    ],
)
def test_every_kind_of_file_gives_the_same_preview(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    found = preview.look(write(tmp_path, content, name))
    assert (found.kind, found.names, found.rows) == (kind, ("user", "item", "rating"), (("a", "x", "5"),))


def test_parquet_is_shown_with_columns_that_can_not_be_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pl.DataFrame({"user": [7, 8], "item": ["x", None], "rating": [1.5, 5.0], "tags": [["a"], []]}).write_parquet(path)
    found = preview.look(path)
    assert found.kind == "Parquet"
    assert found.rows == (("7", "x", "1.5", "(List(String))"), ("8", "", "5.0", "(List(String))"))
    assert {role: guess.column for role, guess in found.guesses.items()} == {
        "user": "user", "item": "item", "rating": "rating",
    }  # fmt: skip


def test_the_first_20_rows_are_shown_and_long_cells_are_cut(tmp_path: Path) -> None:
    path = write(tmp_path, "user,item,rating\n" + f"{'a' * 1000},x,5\n" * 300)
    found = preview.look(path)
    assert len(found.rows) == 20
    assert found.rows[0] == ("a" * 200, "x", "5")


def test_what_is_guessed_can_be_read(tmp_path: Path) -> None:
    for content in ("user;item;stars\na;x;5\nb;y;1\n", "a|x|5\nb|y|1\n"):
        path = write(tmp_path, content)
        columns = TableColumns.model_validate(guessed(path))
        assert table.read(path, columns).interactions.height == 2


def test_however_much_a_file_unpacks_to_only_its_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recsys.data.streams import Stream

    taken: list[int] = []
    read = Stream.read
    monkeypatch.setattr(Stream, "read", lambda self, size=-1: taken.append(size) or read(self, size))
    path = write(tmp_path, gzip.compress(b"user,item,rating\n" + b"a,x,5\n" * 5_000_000), "mine.csv.gz")
    assert len(preview.look(path).rows) == 20
    assert 0 < sum(taken) < 8 << 20


def _hostile(name: str) -> bytes:
    """Content that is damaged, cut, or no table."""
    rng = random.Random(name)
    good = {
        "csv": b'user,item,rating\na,"x\ny",5\n' * 50,
        "jsonl": b'{"user": "a", "item": [1, {"b": null}], "rating": 5}\n' * 50,
        "gz": gzip.compress(b"user,item,rating\na,x,5\n" * 500),
    }[name.rpartition(".")[2]]
    content = bytearray(good)
    for _ in range(rng.randrange(1, 8)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content[: rng.randrange(len(content))])


def refusal(path: Path) -> str:
    """What is said of a file that can't be shown; its name if it can."""
    try:
        preview.look(path)
    except BadInput as error:
        return str(error)
    return path.name


@pytest.mark.parametrize("kind", ["csv", "jsonl", "csv.gz", "jsonl.gz"])
def test_whatever_a_file_holds_it_is_shown_or_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    for number in range(60):
        path = write(tmp_path, _hostile(f"{number}.{kind}"), f"mine{number}.{kind}")
        assert path.name in refusal(path)


def test_a_damaged_parquet_file_is_shown_or_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pl.DataFrame({"user": ["a"] * 50, "item": list(range(50)), "rating": [5.0] * 50}).write_parquet(path)
    whole, rng = path.read_bytes(), random.Random(1)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(3):
            content[rng.randrange(4, len(content))] = rng.randrange(256)
        path.write_bytes(content)
        assert path.name in refusal(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mine.csv", b"", "mine.csv is empty."),
        ("mine.csv", b"user,item,rating\n", "mine.csv has a header but no rows."),
        ("mine.csv", b"x" * (2 << 20), "mine.csv, line 1 is longer than 1,048,576 bytes."),
        ("mine.csv", ",".join(map(str, range(10_000))).encode(),
         "mine.csv has 10,000 columns; at most 1,000 are read."),
        ("mine.jsonl", json.dumps({"a": "x" * (2 << 20)}).encode(),
         "mine.jsonl, line 1 is longer than 1,048,576 bytes."),
        ("mine.parquet", random.Random(0).randbytes(100), "mine.parquet can't be read as Parquet"),
        ("mine.xlsx", b"PK\x03\x04", "mine.xlsx is of no kind that can be read."),
    ],
)  # fmt: skip
def test_what_can_not_be_shown_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        preview.look(write(tmp_path, content, name))
    assert str(caught.value).startswith(said)


def test_parquet_that_says_it_unpacks_to_too_much_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pl.DataFrame({"user": ["a" * 100_000], "item": ["x"], "rating": [5]}).write_parquet(path)
    assert path.stat().st_size < 10_000
    with pytest.raises(BadInput, match="unpacks to more than 50,000 bytes"):
        preview.look(path, Limits(unpacked_bytes=50_000))
