"""What is given by mistake or malice, through the command line: a sentence, exit code 2, nothing kept."""

import errno
import gzip
import re
import threading
import tracemalloc
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
import pytest

from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.data import limits, table
from recsys.data.limits import Limits
from tests.data.tables import write

HEAD = "user,item,stars\n"
GOOD = HEAD + "".join(f"u{user},i{item},{(user + item) % 5 + 1}\n" for user in range(20) for item in range(6))
REMEDY = re.compile(
    r"\b(Check|Choose|Mend|Save|Split|Shorten|Look|Get|Raise|Lower|Remove|Give|Free)\b[^.]*\.?[^.]*\.$", re.IGNORECASE
)

pytestmark = pytest.mark.usefixtures("home")


def command(file: Path, *more: object, name: str = "mine") -> list[str]:
    columns = ("--user-column", "user", "--item-column", "item", "--rating-column", "stars")
    return [str(part) for part in ("datasets", "table", file, *columns, "--name", name, *more)]


def kept(home: Path) -> list[str]:
    """Everything below the datasets' folder, hidden or not."""
    return sorted(str(path.relative_to(home)) for path in (home / "datasets").rglob("*"))


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str], home: Path) -> Any:
    """Gives what a command that must be refused says; it must end with a remedy and leave nothing behind."""

    def run(file: Path, *more: object) -> str:
        assert main(command(file, *more)) == 2
        output = capsys.readouterr()
        assert output.out == ""
        assert kept(home) == []
        sentence = output.err.strip()
        assert sentence.startswith("error: ")
        assert "\n" not in sentence
        assert REMEDY.search(sentence), sentence
        return sentence.removeprefix("error: ")

    return run


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("user,thing,stars\na,x,5\n", "mine.csv has no column “item”. Choose from its 3: “user”, “thing”, “stars”."),
        ("user,stars\na,5\n", "mine.csv has no column “item”."),
        ("item,title\nx,Dune\n", "mine.csv has no column “user”."),
        ("", "mine.csv is empty."),
        (HEAD, "mine.csv has a header but no rows."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "mine.csv is not UTF-8 text but binary data;"),
        (b"\xff\xd8\xff\xe0picture,of,it\n", "mine.csv, line 1: byte 1 of it is not UTF-8."),
        ("user item stars\na x 5\n", "mine.csv has 1 column: no comma, semicolon, tab or vertical bar stands in"),
        (GOOD.replace("u7,", "Jörg,").encode("latin-1"), "mine.csv, line 44: byte 2 of it is not UTF-8. It looks like "
         "Latin-1 or Windows-1252, in which it is “ö”."),
        (GOOD.encode("utf-16"), "mine.csv is not UTF-8 text but UTF-16 text;"),
        (",".join(f"c{n}" for n in range(10_000)) + "\n", "mine.csv has 10,000 columns; at most 1,000 are read."),
        (HEAD + "a,x,5\na,y,five\n", "mine.csv, line 3, column “stars”: “five” is not a rating"),
        (HEAD + "a,x,NaN\n", "mine.csv, line 2, column “stars”: “NaN” is not a rating"),
        (HEAD + "a,x,5\n\na,y,inf\n", "mine.csv, line 4, column “stars”: “inf” is not a rating"),
        (HEAD + "a,x,-1\n", "mine.csv, line 2, column “stars”: “-1” is not a rating"),
        (HEAD + "a,x,7\n", "mine.csv, line 2, column “stars”: “7” is not a rating up to 5, the best there is. Raise"),
        (HEAD + "a,x,0\nb,y,\n", "No user rated anything"),
        (HEAD + "a,x,5\nb,y\n", "mine.csv, line 3: 2 fields where the first row has 3."),
        (HEAD + 'a,x,5\nb,"y,5\n', "mine.csv, line 3: "),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, refused: Any, content: str | bytes, said: str) -> None:
    assert refused(write(tmp_path, content)).startswith(said)


def test_a_packed_file_that_is_cut_off_or_damaged_says_after_which_line(tmp_path: Path, refused: Any) -> None:
    packed = gzip.compress(GOOD.encode())
    assert refused(write(tmp_path, packed[:-9], "mine.csv.gz")).startswith("mine.csv.gz is cut off: it ends after line")
    broken = packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
    assert refused(write(tmp_path, broken, "mine.csv.gz")).startswith(
        "mine.csv.gz is damaged: its gzip data break after"
    )


@pytest.mark.parametrize("name", ["mine.csv.gz", "mine.jsonl.gz"])
def test_a_packed_file_that_unpacks_to_far_more_than_the_limit_is_refused(
    tmp_path: Path, refused: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    line = '{"user": "a", "item": "x", "stars": 5}\n' if "json" in name else "a,x,5\n"
    path = write(tmp_path, gzip.compress((HEAD * ("csv" in name) + line * 200_000).encode()), name)
    assert path.stat().st_size < 50_000
    monkeypatch.setattr(table.read, "__defaults__", _with_limits(Limits(unpacked_bytes=100_000)))
    assert refused(path).startswith(f"{name} unpacks to more than 100,000 bytes, the most that is read.")


def _with_limits(other: Limits) -> tuple[Any, ...]:
    return tuple(other if default is limits.LIMITS else default for default in table.read.__defaults__ or ())


@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl"])
def test_a_single_line_of_100_megabytes_is_refused_without_being_taken_into_memory(
    tmp_path: Path, refused: Any, name: str
) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b'user,item,"')
        file.seek(100_000_000)  # the bytes between take no place on the disk, but a reader sees them
        file.write(b"\n")
    text = tmp_path / f"text-{name}"
    with text.open("wb") as file:
        for _ in range(100):
            file.write(b"x," * 500_000)
    tracemalloc.start()
    try:
        assert refused(path).startswith(f"{name} is not UTF-8 text but binary data;")
        assert refused(text).startswith(f"text-{name}, line 1 is longer than 1,048,576 bytes.")
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_a_long_line_amid_good_ones_is_refused_with_its_number(tmp_path: Path, refused: Any) -> None:
    path = write(tmp_path, GOOD + "a,x,5" + "x" * 20_000_000 + "\n")
    assert refused(path).startswith("mine.csv")


def test_pairs_that_come_again_are_kept_once_and_where_they_stand_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(write(tmp_path, GOOD + "u0,i0,5\nu0,i0,2\n"))) == 0
    said = capsys.readouterr().out
    assert "left out: 2 rows whose user and item come again (the last counts): lines 2 and 122" in said
    mine = datasets.load("mine")
    assert mine.pairs.stars[(mine.pairs.user == 0) & (mine.pairs.item == 0)].tolist() == [2]


IDS = [
    *("a/b", "../../etc/passwd", "/etc/passwd", "C:\\Windows", 'say "hi"', "it's", "two\nlines", "x" * 300, "-", "."),
    *("\u202egnirts", "\u200f\u05d0", "=1+1", "<script>alert(1)</script>", "%2e%2e%2f", "null", "NaN", "\x1b[31mred"),
    *("\N{SLIGHTLY SMILING FACE}", "\N{LATIN SMALL LIGATURE FF}"),
]


@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl", "mine.parquet"])
def test_ids_may_hold_anything_and_stay_as_they_are(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    pairs = [(user, item) for user in IDS for item in IDS]
    rows = pl.DataFrame(pairs, schema=["user", "item"], orient="row").with_columns(stars=pl.lit(5))
    path = tmp_path / name
    writes = {"mine.csv": rows.write_csv, "mine.jsonl": rows.write_ndjson, "mine.parquet": rows.write_parquet}
    writes[name](path)
    assert main(command(path)) == 0
    mine = datasets.load("mine")
    assert (mine.users["user_id"].to_list(), mine.items["item_id"].to_list()) == (sorted(IDS), IDS)
    assert {path.name for path in (home / "datasets").iterdir()} == {"mine"}
    assert {path.name for path in home.iterdir()} == {"datasets"}
    assert {path.name for path in tmp_path.iterdir()} == {"home", name}
    assert main(["datasets", "show", "mine", "--format", "json"]) == 0
    capsys.readouterr()


def test_what_is_shown_of_a_file_in_a_sentence_stays_on_one_line_and_colors_no_terminal(
    tmp_path: Path, refused: Any
) -> None:
    path = write(tmp_path, HEAD + 'a,x,"\x1b[31mred\n\u202egnirts"\n')
    assert refused(path).startswith("mine.csv, line 2, column “stars”: “�[31mred��gnirts” is not a rating")
    path = write(tmp_path, '"\x1b[31muser\n","item",stars\na,x,5\n')
    assert "Choose from its 3: “�[31muser�”, “item”, “stars”." in refused(path)


def test_html_and_formulas_in_titles_and_reviews_are_text(tmp_path: Path) -> None:
    title, review = "<img src=x onerror=alert(1)>", '=HYPERLINK(""http://x"")'
    content = "user,item,stars,title,text\n" + "".join(f'u{user},i,5,{title},"{review}"\n' for user in range(20))
    assert main(command(write(tmp_path, content), "--title-column", "title", "--text-column", "text")) == 0
    mine = datasets.load("mine")
    assert mine.items["title"].to_list() == [title]
    assert set(mine.reviews.text) == {review.replace('""', '"')}


def test_if_every_user_is_below_the_minimum_that_is_said(tmp_path: Path, refused: Any) -> None:
    assert refused(write(tmp_path, GOOD), "--min-user-items", 50).startswith(
        "None of the 20 users touched 50 to 1,000,000,000 of the 6 kept items"
    )


FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)"),
]


@pytest.mark.parametrize("error", FULL, ids=["OSError", "quota", "Polars"])
def test_a_full_disk_is_a_failure_that_says_so_and_leaves_nothing(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    assert main(command(write(tmp_path, GOOD))) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "disk" in output.err
    assert REMEDY.search(output.err.strip()), output.err
    assert kept(home) == []


def test_of_two_imports_under_one_name_one_wins_and_the_other_is_told(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2, timeout=60)
    save = datasets.save

    def save_together(dataset: datasets.Dataset) -> datasets.Dataset:
        together.wait()  # both have seen that the name is free
        return save(dataset)

    monkeypatch.setattr(datasets, "save", save_together)
    codes: list[int] = []
    arguments = command(write(tmp_path, GOOD))
    both = [threading.Thread(target=lambda: codes.append(main(arguments))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(codes) == [0, 2]
    assert "“mine” exists already. Remove it first, or choose another name." in capsys.readouterr().err
    assert [path.name for path in (home / "datasets").iterdir()] == ["mine"]
    assert len(datasets.load("mine").pairs) == 120
