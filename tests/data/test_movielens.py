"""Reading MovieLens in each of its forms."""

import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from recsys.cli import main
from recsys.data import build, movielens, plain_lines
from recsys.data.build_defaults import build_settings
from recsys.data.source import Source
from recsys.errors import BadInput
from recsys.progress import silent

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ml-latest-small"

CSV = {
    "ratings.csv": "userId,movieId,rating,timestamp\n1,10,4.0,964982703\n1,30,0.5,964981247\n2,10,5.0,1445714994\n",
    "movies.csv": (
        "movieId,title,genres\n"
        "10,Toy Story (1995),Adventure|Children\n"
        '20,"Misérables, Les (1995)",(no genres listed)\n'
        "30,Death Note (2006–2007) ,Animation\n"
        "40,Babylon 5,Sci-Fi\n"
    ),
    "tags.csv": (
        "userId,movieId,tag,timestamp\n1,10,Pixar,1\n1,10,a|b,2\n2,10,pixar ,3\n2,10,funny,4\n2,20,sad,5\n"
        '2,10,"two\nlines",6\n'
    ),
}
DAT = {
    "ratings.dat": "1::1193::5::978300760\n2::661::3::978302109\n",
    "movies.dat": "661::James and the Giant Peach: The Film (1996)::Animation|Children's\n"
    "1193::Cité des enfants perdus, La (1995)::Drama\n",
    "users.dat": "1::F::1::10::48067\n2::M::56::16::70072\n",
}
FLAGS = "0|" * 16
HUNDRED = {
    "u.data": "196\t242\t3\t881250949\n186\t242\t5\t891717742\n",
    "u.item": f"242|Kolya (1996)|24-Jan-1997||http://x|0|1|{FLAGS}0\n"
    f"267|unknown||||1|0|{FLAGS}0\n"
    f"300|La Cité|01-Jan-1995||http://x|0|1|{FLAGS}1\n",
    "u.user": "186|39|F|executive|00000\n196|49|M|writer|55105\n",
    "u.genre": "".join(f"{name}|{i}\n" for i, name in enumerate(["unknown", "Action", *"abcdefghijklmnop", "War"]))
    + "\n",
}


def make(folder: Path, files: dict[str, str], **changed: str) -> Path:
    """The folder with these files, in Latin-1 but for the CSV ones; `ratings_csv` stands for ratings.csv."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        text = changed.get(name.replace(".", "_"), content)
        (folder / name).write_bytes(text.encode("utf-8" if name.endswith(".csv") else "latin-1"))
    return folder


def interactions(source: Source) -> list[tuple[Any, ...]]:
    return source.interactions.with_columns(pl.col("user_id", "item_id").cast(pl.String)).rows()


def texts(source: Source) -> list[tuple[Any, ...]]:
    assert source.reviews
    asked = source.interactions.select(pl.col("user_id", "item_id").cast(pl.String))
    return source.reviews(asked, silent).rows()


def complaint(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        movielens.read(folder)
    return str(caught.value)


def test_the_csv_form_gives_all_films_rated_or_not(tmp_path: Path) -> None:
    items = movielens.read(make(tmp_path / "ml", CSV)).items
    assert items.select("item_id", "title", "genres", "year").rows() == [
        ("10", "Toy Story (1995)", "Adventure|Children", 1995),
        ("20", "Misérables, Les (1995)", "", 1995),
        ("30", "Death Note (2006–2007)", "Animation", 2006),
        ("40", "Babylon 5", "Sci-Fi", None),
    ]


def test_ratings_have_stars_and_seconds_and_no_count_is_claimed(tmp_path: Path) -> None:
    source = movielens.read(make(tmp_path / "ml", CSV))
    assert interactions(source) == [
        ("1", "10", 4.0, 964982703.0),
        ("1", "30", 0.5, 964981247.0),
        ("2", "10", 5.0, 1445714994.0),
    ]
    assert not {"ratings_count", "average_rating"} & set(source.items.columns)
    assert source.users is None


def test_a_film_s_tags_are_distinct_and_the_most_used_stands_first(tmp_path: Path) -> None:
    items = movielens.read(make(tmp_path / "ml", CSV)).items
    assert items["tags"].to_list() == ["pixar|a/b|funny|two lines", "sad", "", ""]


def test_one_user_s_tag_counts_once_however_often_he_gives_it(tmp_path: Path) -> None:
    rows = "1,10,b,1\n1,10,B,2\n1,10,b ,3\n1,10,a,4\n2,10,a,5\n"
    folder = make(tmp_path / "ml", CSV, tags_csv=f"userId,movieId,tag,timestamp\n{rows}")
    assert movielens.read(folder).items["tags"][0] == "a|b"


def test_a_film_keeps_its_twenty_most_used_tags(tmp_path: Path) -> None:
    rows = "".join(f"1,10,t{i},1\n" for i in range(25)) + "2,10,t24,1\n"
    folder = make(tmp_path / "ml", CSV, tags_csv=f"userId,movieId,tag,timestamp\n{rows}")
    assert movielens.read(folder).items["tags"][0] == "|".join(["t24", *(f"t{i}" for i in range(19))])


def test_a_user_s_own_tags_are_the_text_of_the_rating(tmp_path: Path) -> None:
    source = movielens.read(make(tmp_path / "ml", CSV))
    assert texts(source) == [("1", "10", "Pixar, a|b"), ("2", "10", "pixar, funny, two\nlines")]
    assert source.left_out[movielens.UNRATED] == 1


def test_without_tags_there_are_none(tmp_path: Path) -> None:
    source = movielens.read(make(tmp_path / "ml", {name: CSV[name] for name in ("ratings.csv", "movies.csv")}))
    assert source.reviews is None
    assert "tags" not in source.items.columns


def test_the_1m_form_gives_occupations_and_ages_in_words(tmp_path: Path) -> None:
    source = movielens.read(make(tmp_path / "ml", DAT))
    assert source.items.select("item_id", "title", "genres", "year").rows() == [
        ("661", "James and the Giant Peach: The Film (1996)", "Animation|Children's", 1996),
        ("1193", "Cité des enfants perdus, La (1995)", "Drama", 1995),
    ]
    assert interactions(source) == [("1", "1193", 5.0, 978300760.0), ("2", "661", 3.0, 978302109.0)]
    assert source.users is not None
    assert source.users.select("user_id", "gender", "age", "occupation").rows() == [
        ("1", "F", "under 18", "K-12 student"),
        ("2", "M", "56+", "self-employed"),
    ]


def test_the_10m_form_has_tags_but_no_users_and_is_in_utf8(tmp_path: Path) -> None:
    folder = make(tmp_path / "ml", {"ratings.dat": DAT["ratings.dat"], "tags.dat": "1::1193::noir::1\n"})
    (folder / "movies.dat").write_text(DAT["movies.dat"], encoding="utf-8")
    source = movielens.read(folder)
    assert source.items.select("title", "tags").rows()[1] == ("Cité des enfants perdus, La (1995)", "noir")
    assert source.users is None
    assert texts(source) == [("1", "1193", "noir")]


def test_the_100k_form_gives_genres_from_flags_and_years_from_titles_or_dates(tmp_path: Path) -> None:
    source = movielens.read(make(tmp_path / "ml", HUNDRED))
    assert source.items.rows() == [
        ("242", "Kolya (1996)", "Action", 1996),
        ("267", "unknown", "", None),
        ("300", "La Cité", "Action|War", 1995),
    ]
    assert interactions(source) == [("196", "242", 3.0, 881250949.0), ("186", "242", 5.0, 891717742.0)]
    assert source.users is not None
    assert source.users.select("user_id", "age", "gender", "occupation").rows() == [
        ("186", 39, "F", "executive"),
        ("196", 49, "M", "writer"),
    ]


@pytest.mark.parametrize("files", [CSV, DAT, HUNDRED])
def test_a_zip_with_a_top_folder_gives_the_same_as_the_folder(tmp_path: Path, files: dict[str, str]) -> None:
    folder = make(tmp_path / "ml", files)
    with zipfile.ZipFile(tmp_path / "ml.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"ml-x/{path.name}")
    from_zip, from_folder = movielens.read(tmp_path / "ml.zip"), movielens.read(folder)
    assert from_zip.items.equals(from_folder.items)
    assert interactions(from_zip) == interactions(from_folder)


def test_of_a_pair_that_comes_again_the_last_by_time_counts(tmp_path: Path) -> None:
    rows = "1,10,4.0,300\n1,10,3.0,200\n2,10,1.0,100\n"
    source = movielens.read(make(tmp_path / "ml", CSV, ratings_csv=f"userId,movieId,rating,timestamp\n{rows}"))
    assert interactions(source) == [("1", "10", 4.0, 300.0), ("2", "10", 1.0, 100.0)]
    assert source.left_out[movielens.AGAIN] == 1
    assert source.places[movielens.AGAIN] == "line 3 of ratings.csv"


def test_a_film_described_again_counts_once(tmp_path: Path) -> None:
    movies = "movieId,title,genres\n10,First (1990),\n10,Second (1991),\n"
    source = movielens.read(make(tmp_path / "ml", CSV, movies_csv=movies))
    assert source.items["title"].to_list() == ["First (1990)"]
    assert source.left_out[movielens.TWICE] == 1


@pytest.mark.parametrize("rating", ["0.0", "5.5", "-1", "NaN", "inf", "five", "", "4,0"])
def test_a_rating_out_of_scale_is_named_with_its_line(tmp_path: Path, rating: str) -> None:
    rows = f'1,10,4.0,1\n2,10,"{rating}",1\n'
    folder = make(tmp_path / "ml", CSV, ratings_csv=f"userId,movieId,rating,timestamp\n{rows}")
    assert complaint(folder) == (
        f"ratings.csv, line 3, column “rating”: “{rating}” is not a rating, which is a number from 0.5 to 5. "
        f"Get the file again, or mend that line."
    )


@pytest.mark.parametrize(
    ("files", "changed", "said"),
    [
        (CSV, {"ratings_csv": "userId,movieId,rating,timestamp\n1,10,4\n"}, "ratings.csv, line 2: 3 fields where"),
        (CSV, {"ratings_csv": "userId,movieId,rating,timestamp\n"}, "ratings.csv has a header but no rows"),
        (CSV, {"ratings_csv": ""}, "ratings.csv is empty"),
        (CSV, {"ratings_csv": "userId;movieId;rating;timestamp\n1;10;4;1\n"}, "ratings.csv has no column “userId”"),
        (CSV, {"movies_csv": "movieId,title\n1,x\n"}, "movies.csv has no column “genres”; it has “movieId”, “title”."),
        (
            CSV,
            {"ratings_csv": "userId,movieId,rating,timestamp\n1,10,4,1\n1,../x,4,1\n"},
            "ratings.csv, line 3, column “movieId”: “../x” is not an id, which is a whole number.",
        ),
        (
            CSV,
            {"ratings_csv": "userId,movieId,rating,timestamp\n1,10,4,964982703000\n"},
            "ratings.csv, line 2, column “timestamp”: “964982703000” is not a time, which is a number of seconds",
        ),
        (
            DAT,
            {"ratings_dat": "1::1193::5::9\n\n1::661::3\n"},
            "ratings.dat, line 3: 3 fields where “::” should part 4",
        ),
        (DAT, {"ratings_dat": "1::1193::six::9\n"}, "ratings.dat, line 1, column “Rating”: “six” is not a rating"),
        (
            DAT,
            {"users_dat": "1::F::7::10::4\n"},
            "users.dat, line 1, column “Age”: “7” is not one of the codes 1, 18, ",
        ),
        (DAT, {"movies_dat": ""}, "movies.dat is empty. Check which file this is."),
        (
            HUNDRED,
            {"u_item": "242|Kolya (1996)|24-Jan-1997||x|0|1\n"},
            "u.item, line 1: 7 fields where “|” should part",
        ),
        (HUNDRED, {"u_data": "196 242 3 881250949\n"}, "u.data, line 1: 1 fields where “\t” should part 4 (user id, "),
        (HUNDRED, {"u_data": "196\t242\t0\t881250949\n"}, "u.data, line 1, column “rating”: “0” is not a rating"),
        (HUNDRED, {"u_user": "186|old|F|executive|0\n"}, "u.user, line 1, column “age”: “old” is not an age in years"),
    ],
)
def test_what_is_not_in_the_format_is_named_with_file_and_line(
    tmp_path: Path, files: dict[str, str], changed: dict[str, str], said: str
) -> None:
    assert said in complaint(make(tmp_path / "ml", files, **changed))


@pytest.mark.parametrize(
    ("files", "file", "start", "cut"),
    [
        (CSV, "ratings_csv", "userId,movieId,rating,timestamp\n1,10,4.0,964982703\n1,30,0.5,", "847"),
        (CSV, "ratings_csv", "userId,movieId,rating,timestamp\r\n1,10,4.0,1445714994\r\n1,30,0.5,", "144571499"),
        (DAT, "ratings_dat", "1::1193::5::978300760\n1::661::3::", "97830"),
        (HUNDRED, "u_data", "196\t242\t3\t881250949\n186\t242\t3\t", "8"),
    ],
)
def test_a_file_that_ends_within_a_time_is_cut_off(
    tmp_path: Path, files: dict[str, str], file: str, start: str, cut: str
) -> None:
    line = start.count("\n") + 1
    said = complaint(make(tmp_path / "ml", files, **{file: start + cut}))
    assert said == (
        f"{file.replace('_', '.')} is cut off: it ends in line {line} with the time “{cut}”, which is shorter than all "
        f"others. Get the file again."
    )


@pytest.mark.parametrize("last", ["847\n", "847\r\n", "847\n\n", "964981247"])
def test_a_last_line_that_ends_or_is_as_long_as_the_others_is_whole(tmp_path: Path, last: str) -> None:
    rows = f"userId,movieId,rating,timestamp\n1,10,4.0,964982703\n1,30,0.5,{last}"
    assert movielens.read(make(tmp_path / "ml", CSV, ratings_csv=rows)).interactions.height == 2


def test_a_line_of_many_megabytes_is_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_lines, "BLOCK", 64)
    folder = make(tmp_path / "ml", DAT, ratings_dat="1::1193::5::9\n" + "9" * 200)
    assert complaint(folder).startswith("ratings.dat, line 2 is longer than 64 bytes.")


def test_lines_are_the_same_in_blocks_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = movielens.read(make(tmp_path / "ml", DAT))
    monkeypatch.setattr(plain_lines, "BLOCK", 70)
    assert movielens.read(tmp_path / "ml").items.equals(whole.items)
    folder = make(tmp_path / "ml", DAT, ratings_dat="1::1193::5::9\n" * 20 + "1::661::9::9\n")
    assert complaint(folder).startswith("ratings.dat, line 21, column “Rating”")
    folder = make(tmp_path / "ml", DAT, ratings_dat="1::1193::5::9\n" * 20 + "1::661\n")
    assert complaint(folder).startswith("ratings.dat, line 21: 2 fields")


@pytest.mark.parametrize(
    ("files", "there", "missing"),
    [
        (CSV, "movies.csv", "ratings.csv"),
        (CSV, "ratings.csv", "movies.csv"),
        (DAT, "users.dat", "ratings.dat, movies.dat"),
        (HUNDRED, "u.data", "u.item, u.user, u.genre"),
    ],
)
def test_a_part_of_a_dataset_is_told_what_it_lacks(
    tmp_path: Path, files: dict[str, str], there: str, missing: str
) -> None:
    said = complaint(make(tmp_path / "ml", {there: files[there]}))
    assert said.startswith(f"ml has {there} but lacks {missing}, which MovieLens ")


def test_a_folder_without_any_of_it_is_told_what_is_looked_for(tmp_path: Path) -> None:
    assert complaint(tmp_path).endswith(
        "holds no MovieLens data. Looked for: u.data, u.item, u.user, u.genre (100K); ratings.dat, movies.dat "
        "(1M and 10M); ratings.csv, movies.csv (latest, 20M, 25M and 32M). "
        "Get them from https://grouplens.org/datasets/movielens."
    )


def test_two_forms_in_one_folder_are_not_mixed(tmp_path: Path) -> None:
    assert complaint(make(tmp_path / "ml", CSV | DAT)).startswith("ml holds more than one form of MovieLens.")


def test_the_license_says_whether_it_may_be_passed_on(tmp_path: Path) -> None:
    newer, older = (movielens.about("x", make(tmp_path / name, files)) for name, files in (("a", CSV), ("b", DAT)))
    assert newer.license.endswith("to be redistributed only under the same terms.")
    assert older.license.endswith("to be redistributed not without GroupLens' permission.")
    assert (newer.source, newer.item_noun, newer.text_noun, newer.synthetic) == ("movielens", "film", "tags", False)


def test_by_default_everything_is_kept(tmp_path: Path) -> None:
    folder = make(tmp_path / "ml", CSV)
    settings = build_settings({"test_fraction": 0, "dev_fraction": 0, "valid_fraction": 0})
    dataset = build.build(movielens.read(folder), settings, movielens.about("ml", folder))
    assert settings.split == "holdout"
    assert dataset.counts() | {"splits": {}} == {
        "users": 2,
        "items": 4,
        "items_rated": 2,
        "interactions": 3,
        "ratings": 3,
        "reviews": 2,
        "splits": {},
    }


@pytest.mark.usefixtures("home")
@pytest.mark.skipif(not SHARED.exists(), reason="MovieLens is not here")
def test_the_real_latest_small_becomes_a_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["datasets", "movielens", str(SHARED), "--name", "ml"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for count in ("users 610", "items 9,742", "items rated 9,724", "ratings 100,836"):
        assert f" {count} " in printed
    assert main(["datasets", "show", "ml", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["source"] == "movielens"
    assert shown["settings"]["split"] == "holdout"


@pytest.mark.usefixtures("home")
def test_bad_input_leaves_nothing_behind(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make(tmp_path / "ml", CSV, movies_csv="movieId,title\n1,x\n")
    assert main(["datasets", "movielens", str(folder), "--name", "ml"]) == 2
    assert capsys.readouterr().err.startswith("error: movies.csv has no column “genres”")
    assert not list(home.glob("datasets/*"))
