"""Reading the UCSD Book Graph's three files of a genre."""

import gzip
import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from recsys.data import build, goodreads, json_lines
from recsys.errors import BadInput
from recsys.progress import silent
from recsys.settings import BuildSettings

SETTINGS = BuildSettings(min_item_ratings=100, max_item_ratings=15_000, min_user_items=1)


def book(book_id: str, **more: Any) -> dict[str, Any]:
    return {
        "isbn": "",
        "series": ["77"],
        "popular_shelves": [
            {"count": "90", "name": "to-read"},
            {"count": "30", "name": "ya"},
            {"count": "20", "name": "young-adult"},
            {"count": "9", "name": "fantasy"},
        ],
        "average_rating": "3.97",
        "similar_books": ["8", "9"],
        "authors": [{"author_id": "50", "role": ""}, {"author_id": "51", "role": "Illustrator"}],
        "publication_year": "2012",
        "book_id": book_id,
        "ratings_count": "100",
        "title": f"Title {book_id}",
    } | more


def interaction(user: str, book_id: str, rating: int = 4, **more: Any) -> dict[str, Any]:
    return {"user_id": user, "book_id": book_id, "is_read": rating > 0, "rating": rating, "date_added": ""} | more


def review(user: str, book_id: str, text: str) -> dict[str, Any]:
    return interaction(user, book_id, review_text=text, n_votes=0, n_comments=0)


def write(path: Path, lines: list[Any]) -> None:
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") if path.suffix == ".gz" else path.open("w") as file:
        for line in lines:
            file.write((line if isinstance(line, str) else json.dumps(line)) + "\n")


def make(
    folder: Path, books: list[Any], interactions: list[Any], reviews: list[Any], genre: str = "young_adult"
) -> Path:
    folder.mkdir(exist_ok=True)
    for kind, lines in (("books", books), ("interactions", interactions), ("reviews", reviews)):
        write(folder / f"goodreads_{kind}_{genre}.json.gz", lines)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(
        tmp_path / "raw",
        [book("1"), book("2", authors=[], ratings_count="99"), book("3", ratings_count="15001")],
        [interaction("a", "1", 5), interaction("a", "2", 3), interaction("b", "1", 0), interaction("b", "3", 2)],
        [review("a", "1", "Loved it"), review("b", "1", "not kept")],
    )


def pairs(table: pl.DataFrame) -> list[tuple[Any, ...]]:
    others = [name for name in table.columns if name not in ("user_id", "item_id", "time")]
    return table.select(pl.col("user_id", "item_id").cast(pl.String), *others).rows()


def complaint(folder: Path, **given: Any) -> str:
    def read_all() -> None:
        source = goodreads.read(folder, SETTINGS, **given)
        assert source.reviews
        source.reviews(pl.DataFrame({"user_id": ["a"], "item_id": ["1"]}), silent)

    with pytest.raises(BadInput) as caught:
        read_all()
    return str(caught.value)


def test_a_book_is_read_with_everything_the_source_knows_of_it(folder: Path) -> None:
    assert goodreads.read(folder, SETTINGS).items.row(0, named=True) == {
        "item_id": "1",
        "title": "Title 1",
        "author_id": "50",
        "average_rating": pytest.approx(3.97),
        "ratings_count": 100,
        "year": 2012,
        "series": "77",
        "similar": "8|9",
        "genres": "young-adult|fantasy",
        "author": "author 50",
    }


def test_a_book_without_authors_shelves_or_numbers_has_unknowns(tmp_path: Path) -> None:
    bare = book("2", authors=[], popular_shelves=[], series=[], similar_books=[])
    bare |= {"publication_year": "", "average_rating": "", "ratings_count": ""}
    folder = make(tmp_path / "raw", [book("1"), bare], [interaction("a", "1")], [])
    row = goodreads.read(folder, SETTINGS).items.row(1, named=True)
    assert row["genres"] == row["series"] == row["similar"] == ""
    assert {row[name] for name in ("author_id", "author", "average_rating", "ratings_count", "year")} == {None}


def test_only_interactions_with_books_of_100_to_15000_ratings_are_read(folder: Path) -> None:
    assert pairs(goodreads.read(folder, SETTINGS).interactions) == [("a", "1", 5.0), ("b", "1", 0.0)]


def test_the_cap_counts_interactions_with_kept_books_only(tmp_path: Path) -> None:
    many = [interaction("a", "2"), interaction("a", "1"), interaction("b", "2"), interaction("b", "1")]
    folder = make(tmp_path / "raw", [book("1"), book("2", ratings_count="1")], [*many, interaction("c", "1")], [])
    assert pairs(goodreads.read(folder, SETTINGS, max_interactions=2).interactions) == [
        ("a", "1", 4.0),
        ("b", "1", 4.0),
    ]
    assert goodreads.read(folder, SETTINGS, max_interactions=None).interactions.height == 3


def test_an_interaction_has_the_time_it_was_added_in_utc_if_the_source_knows_it(tmp_path: Path) -> None:
    added = [interaction("a", "1", date_added="Thu Aug 17 15:15:28 -0700 2017"), interaction("b", "1", date_added="")]
    unknown = interaction("c", "1")
    del unknown["date_added"]
    folder = make(tmp_path / "raw", [book("1")], [*added, unknown], [])
    time = goodreads.read(folder, SETTINGS).interactions["time"]
    assert time.dtype == pl.Float64
    assert time.to_list() == [datetime(2017, 8, 17, 22, 15, 28, tzinfo=UTC).timestamp(), None, None]


def test_of_a_pair_that_comes_twice_the_first_is_kept_and_the_other_counted(tmp_path: Path) -> None:
    folder = make(tmp_path / "raw", [book("1")], [interaction("a", "1", 2), interaction("a", "1", 5)], [])
    source = goodreads.read(folder, SETTINGS)
    assert pairs(source.interactions) == [("a", "1", 2.0)]
    assert list(source.left_out.values()) == [1]


def test_reviews_come_for_the_pairs_asked_for_and_no_others(folder: Path) -> None:
    source = goodreads.read(folder, SETTINGS)
    assert source.reviews
    asked = pl.DataFrame({"user_id": ["a", "a", "x"], "item_id": ["1", "2", "1"]})
    assert pairs(source.reviews(asked, silent)) == [("a", "1", "Loved it")]


def test_reviews_of_many_blocks_meet_their_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "BLOCK", 256)
    users = [f"{n:032x}" for n in range(50)]
    folder = make(
        tmp_path / "raw", [book("1")], [interaction(u, "1") for u in users], [review(u, "1", f"by {u}") for u in users]
    )
    source = goodreads.read(folder, SETTINGS)
    asked = pl.DataFrame({"user_id": users[::7], "item_id": ["1"] * 8})
    assert source.reviews
    assert pairs(source.reviews(asked, silent)) == [(user, "1", f"by {user}") for user in users[::7]]


def test_uncompressed_files_and_blank_lines_are_fine(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for kind, lines in (
        ("books", ["", book("1"), "   "]),
        ("interactions", [interaction("a", "1"), ""]),
        ("reviews", []),
    ):
        write(tmp_path / "raw" / f"goodreads_{kind}_poetry.json", lines)
    source = goodreads.read(tmp_path / "raw", SETTINGS)
    assert pairs(source.interactions) == [("a", "1", 4.0)]


def test_authors_names_are_taken_from_their_own_file_if_it_is_there(folder: Path) -> None:
    write(folder / "goodreads_book_authors.json.gz", [{"author_id": "50", "name": "A. Writer", "ratings_count": "9"}])
    assert goodreads.read(folder, SETTINGS).items["author"].to_list() == ["A. Writer", None, "A. Writer"]


def test_reading_and_building_make_a_dataset_with_its_reviews(folder: Path) -> None:
    many = [interaction(f"u{n}", "1", 4) for n in range(40)]
    make(folder, [book("1")], many, [review("u7", "1", "Loved it"), review("u8", "1", " \n")])
    dataset = build.build(goodreads.read(folder, SETTINGS), SETTINGS, goodreads.about("x", folder))
    assert dataset.counts()["reviews"] == 1
    assert dataset.users["user_id"][int(dataset.pairs.user[dataset.reviews.row[0]])] == "u7"


def test_progress_ends_at_the_end(folder: Path) -> None:
    seen: list[float] = []
    goodreads.read(folder, SETTINGS, lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_missing_files_are_named_with_where_to_get_them(tmp_path: Path) -> None:
    said = complaint(tmp_path / "nowhere")
    for kind in ("books", "interactions", "reviews"):
        assert f"goodreads_{kind}_young_adult.json.gz" in said
    assert "https://mengtingwan.github.io/data/goodreads" in said


def test_only_the_file_that_is_missing_is_said_to_be_lacking(folder: Path) -> None:
    (folder / "goodreads_reviews_young_adult.json.gz").unlink()
    assert "lacks goodreads_reviews_young_adult.json.gz. " in complaint(folder)


def test_of_several_genres_one_has_to_be_chosen(folder: Path) -> None:
    make(folder, [book("5")], [interaction("z", "5")], [], genre="poetry")
    assert "2 genres: poetry, young_adult" in complaint(folder)
    assert pairs(goodreads.read(folder, SETTINGS, genre="poetry").interactions) == [("z", "5", 4.0)]


def test_a_genre_that_is_a_path_is_only_a_file_that_is_not_there(folder: Path) -> None:
    assert "lacks goodreads_books_../x.json.gz" in complaint(folder, genre="../x")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "line 3: it is not JSON"),
        ('{"user_id": "a", "book_id": "1", "ra', "line 3: it is not JSON"),
        ("[1, 2]", "line 3: it is JSON, but not an object"),
        ({"user_id": "a", "rating": 4}, "line 3: it has no “book_id”"),
        (interaction("a", "1", 6), "line 3: its “rating” is not between 0 and 5"),
        (interaction("a", "1", -1), "line 3: its “rating” is not between 0 and 5"),
        (interaction("a", "1") | {"rating": "4"}, "line 3: a field is not of the kind it should be"),
        (interaction("a", "1", date_added="2017-08-17"), "line 3: its “date_added” is not a date like “Thu Aug 17"),
        (interaction("a", "1", date_added=1503008128), "line 3: its “date_added” is not a date like “Thu Aug 17"),
        ("[" * 100_000, "line 3: it is not JSON"),
    ],
)
def test_a_bad_interaction_is_named_with_file_line_and_remedy(tmp_path: Path, line: Any, said: str) -> None:
    good = interaction("a", "1")
    folder = make(tmp_path / "raw", [book("1")], [good, "", line, *[good] * 50], [])
    complained = complaint(folder)
    assert f"goodreads_interactions_young_adult.json.gz, {said}" in complained
    assert complained.endswith("or remove that line.")


def test_a_bad_line_is_numbered_through_all_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "BLOCK", 100)
    folder = make(tmp_path / "raw", [book("1")], [*[interaction("a", "1")] * 123, "oops"], [])
    assert "line 124: it is not JSON" in complaint(folder)


def test_a_bad_review_and_a_bad_book_are_named(tmp_path: Path) -> None:
    folder = make(tmp_path / "1", [book("1")], [interaction("a", "1")], [interaction("a", "1")])
    assert "goodreads_reviews_young_adult.json.gz, line 1: it has no “review_text”" in complaint(folder)
    folder = make(tmp_path / "2", [book("1", ratings_count="many")], [interaction("a", "1")], [])
    assert "goodreads_books_young_adult.json.gz, line 1: its “ratings_count” is not a number" in complaint(folder)


def test_a_file_that_is_cut_off_is_named_with_the_last_whole_line(tmp_path: Path) -> None:
    chance = random.Random(1)
    folder = make(
        tmp_path / "raw", [book("1")], [interaction(f"{chance.getrandbits(128):032x}", "1") for _ in range(200)], []
    )
    path = folder / "goodreads_interactions_young_adult.json.gz"
    path.write_bytes(path.read_bytes()[:-2000])
    said = complaint(folder)
    assert said.startswith("goodreads_interactions_young_adult.json.gz is cut off: it ends after line ")
    assert 1 <= int(said.split("line ")[1].split(".")[0]) < 200


def test_a_file_whose_bytes_were_changed_is_damaged(tmp_path: Path) -> None:
    folder = make(tmp_path / "raw", [book("1")], [interaction("a", "1")], [])
    path = folder / "goodreads_interactions_young_adult.json.gz"
    checksum = len(path.read_bytes()) - 8
    path.write_bytes(path.read_bytes()[:checksum] + b"\0\0\0\0" + path.read_bytes()[checksum + 4 :])
    assert complaint(folder).startswith("goodreads_interactions_young_adult.json.gz is damaged: its gzip data break")


def test_bytes_that_are_not_utf_8_are_named_with_their_line(tmp_path: Path) -> None:
    folder = make(tmp_path / "raw", [book("1")], [interaction("a", "1")], [])
    path = folder / "goodreads_interactions_young_adult.json.gz"
    latin = json.dumps(interaction("a", "1", review="é"), ensure_ascii=False).encode("latin-1")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + latin + b"\n"))
    assert "goodreads_interactions_young_adult.json.gz, line 2: it is not JSON" in complaint(folder)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "BLOCK", 1 << 10)
    monkeypatch.setattr(json_lines, "MAX_LINE", 1 << 14)
    folder = make(tmp_path / "raw", [book("1")], [interaction("a", "1"), "x" * 100_000], [])
    assert "line 2 is longer than 16,384 bytes" in complaint(folder)


def test_files_without_books_or_of_other_books_say_so(tmp_path: Path) -> None:
    assert "holds no books" in complaint(make(tmp_path / "1", [], [], []))
    assert "holds no interactions" in complaint(make(tmp_path / "2", [book("1")], [], []))
    assert "no interaction with any of the 1 books of 100 to 15,000 ratings" in complaint(
        make(tmp_path / "3", [book("1")], [interaction("a", "2")], [])
    )


PEAK = """
import sys
from pathlib import Path
import polars as pl
from recsys.data import goodreads
from recsys.progress import silent
from recsys.settings import BuildSettings
source = goodreads.read(Path(sys.argv[1]), BuildSettings(min_item_ratings=100))
found = source.reviews(source.interactions.cast({"user_id": pl.String, "item_id": pl.String}), silent)
assert found.height == 100
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def peak(folder: Path) -> int:
    """Peak memory, in kB, of a process that reads a folder and its 100 wanted reviews.

    Not getrusage's ru_maxrss: that one starts at what the parent process has.
    """
    return int(subprocess.run([sys.executable, "-c", PEAK, str(folder)], check=True, capture_output=True).stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_memory_does_not_grow_with_the_reviews_that_are_dropped(tmp_path: Path) -> None:
    # 20 and 200 MB of dropped texts, with a wanted one in each block, which could hold on to its whole block.
    dropped = json.dumps(review("x", "1", "".join(random.Random(1).choices("abcdefghij ", k=20_000))))
    users = [f"u{n}" for n in range(100)]
    peaks = []
    for times in (10, 100):
        reviews = [line for user in users for line in (review(user, "1", "Loved it a lot"), *[dropped] * times)]
        folder = make(tmp_path / str(times), [book("1")], [interaction(user, "1") for user in users], reviews)
        peaks.append(peak(folder))
    assert peaks[1] - peaks[0] < 40_000
