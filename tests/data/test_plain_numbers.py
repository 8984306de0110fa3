"""The fast way for tables of numbers: it takes what it reads as the strict reader does, and leaves the rest to that."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.data import plain_numbers, table
from recsys.data.limits import LIMITS, Limits
from recsys.data.plain_numbers import NotPlain
from recsys.data.table import TableColumns
from recsys.errors import BadInput
from recsys.progress import silent

KINDS = {0: pl.UInt32, 1: pl.UInt32, 2: pl.Float32, 3: pl.Float64}
COLUMNS = TableColumns(user="user", item="item", rating="rating", time="time")
HEADER = "user,item,rating,time\n"


def rows(folder: Path, content: str | bytes) -> list[tuple]:
    """What is read of a file with a header and four columns."""
    path = folder / "r.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return plain_numbers.read(path, ",", 1, KINDS, 4, LIMITS, silent).rows()


def test_numbers_are_read_as_such_and_an_empty_field_is_none(tmp_path: Path) -> None:
    expected = [(7, 1, 4.5, 10), (8, 1, None, 0)]
    assert rows(tmp_path, HEADER + "7,1,4.50,10\n8,1,,0") == expected
    assert rows(tmp_path, (HEADER + "7,1,4.50,10\n8,1,,0\n").replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    "content",
    [
        "7,1,4,10\n007,1,4,10\n",  # another id than 7
        "7,1,4,10\n+7,1,4,10\n",
        "7,1,4,10\n 7,1,4,10\n",
        "-7,1,4,10\n",
        "7,1,4,+10\n",
        "7,1,4,0x10\n",
        "7,1,4,10 \n",
        "7,0x1,4,10\n",
        "00,1,4,10\n",
        "7,1,4,10\r8,1,4,10\n",
        "4294967296,1,4,10\n",
        "u7,1,4,10\n",
        '"7",1,4,10\n',
        "7,1,four,10\n",
        "7,1,4,10\n8,1,4\n",
        "007,1,4,10\n8,1,4\n",  # as many bytes as if all were well
        "7,1,4,10,5\n",
        "7,1,4,10\n\n8,1,4,10\n",
        "7,1,4,10\n,,,\n",
        "7,,4,10\n",
        "7,1,nan,10\n",
        b"7,1,\xff,10\n",
        "",
    ],
)
def test_whatever_is_out_of_the_ordinary_is_left_to_the_strict_reader(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(NotPlain):
        rows(tmp_path, HEADER.encode() + (content.encode() if isinstance(content, str) else content))


def test_what_only_looks_odd_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("user,item,rating,time,note\n7,0,4.05,-10,at 007 x\n0,1,5,0,–\n")
    found = plain_numbers.read(path, ",", 1, KINDS, 5, LIMITS, silent)
    assert found.drop("2").rows() == [(7, 0, -10), (0, 1, 0)]
    assert found["2"].to_list() == pytest.approx([4.05, 5])


def test_a_time_in_nanoseconds_is_read(tmp_path: Path) -> None:
    assert rows(tmp_path, HEADER + "7,1,4,1502982928123456789\n") == [(7, 1, 4.0, 1502982928123456789.0)]


def test_a_line_without_end_is_left_to_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_numbers, "BLOCK", 30)
    with pytest.raises(NotPlain):
        rows(tmp_path, HEADER + "7,1," + "4" * 60 + ",1\n")


def test_rows_are_the_same_wherever_a_block_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = HEADER + "\n".join(f"{n},{n % 7},{n % 5},{n * 1000}" for n in range(100))
    whole = rows(tmp_path, content)
    assert len(whole) == 100
    for size in (25, 26, 27, 64):
        monkeypatch.setattr(plain_numbers, "BLOCK", size)
        assert rows(tmp_path, content) == whole


def test_limits_hold_here_too(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(HEADER + "1,1,1,1\n2,1,1,1\n")
    with pytest.raises(BadInput, match="more than 1 rows"):
        plain_numbers.read(path, ",", 1, KINDS, 4, Limits(rows=1), silent)


values = st.tuples(
    st.integers(0, 12), st.integers(0, 3), st.sampled_from(["", "0", "1", "4.5", "5"]), st.sampled_from(["", "5", "90"])
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(values, min_size=1, max_size=12))
def test_a_source_is_the_same_whichever_reader_read_it(tmp_path_factory: pytest.TempPathFactory, rated: list) -> None:
    folder = tmp_path_factory.mktemp("tables")
    lines = [",".join(map(str, row)) for row in rated]
    (folder / "plain.csv").write_text(HEADER + "\n".join(lines))
    quoted = [f'"{user}",{rest}' for user, _, rest in (line.partition(",") for line in lines)]
    (folder / "quoted.csv").write_text(HEADER + "\n".join(quoted))
    plain, strict = (table.read(folder / name, COLUMNS) for name in ("plain.csv", "quoted.csv"))
    for one, other in ((plain.interactions, strict.interactions), (plain.items, strict.items)):
        ids = pl.col(*{"user_id", "item_id"}.intersection(one.columns)).cast(pl.String)
        assert one.with_columns(ids).rows() == other.with_columns(ids).rows()
    assert (plain.left_out, plain.places) == (strict.left_out, strict.places)
