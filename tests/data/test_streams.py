"""A stream that is read by a library's own threads."""

import gzip
import random
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from recsys.data import table
from recsys.data.limits import Limits
from recsys.data.streams import Loan, Stream
from recsys.data.table import TableColumns
from recsys.errors import BadInput

COLUMNS = TableColumns(user="user", item="item", rating="stars")


@pytest.mark.parametrize("what", ["the loan", "a block"])
def test_a_stream_closes_only_once_every_borrower_has_let_go(tmp_path: Path, what: str) -> None:
    (tmp_path / "file").write_text("abc")
    happened: list[str] = []
    closing = threading.Event()
    stream = Stream(tmp_path / "file")

    def borrow(held: list[Any]) -> None:
        closing.wait()
        happened.append(f"gave back {what}")
        held.clear()

    held: list[Any] = [stream.lend()]
    if what == "a block":
        held[0] = held[0].read(2)
        assert bytes(held[0]) == b"ab"
    borrower = threading.Thread(target=borrow, args=(held,))
    borrower.start()
    closing.set()
    stream.close()
    happened.append("closed")
    borrower.join()
    assert happened == [f"gave back {what}", "closed"]


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        ("user,item,stars\n", Limits()),
        ("user,item,stars\na,x,5,1\n", Limits()),
        ("user,item,stars\nannemarie,x,5\n", Limits(field_bytes=4)),
        ('user,item,stars\na,x,"5\n', Limits()),
    ],
)
def test_when_a_file_is_refused_no_thread_of_arrows_holds_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, limits: Limits
) -> None:
    lent: list[weakref.ref[Any]] = []
    lend, read = Stream.lend, Loan.read

    def noted_loan(stream: Stream) -> Loan:
        loan = lend(stream)
        lent.append(weakref.ref(loan))
        return loan

    def noted_block(loan: Loan, size: int = -1) -> npt.NDArray[np.uint8]:
        stream = weakref.proxy(loan)
        del loan  # as in the function itself
        block = read(stream, size)
        lent.append(weakref.ref(block))
        return block

    monkeypatch.setattr(Stream, "lend", noted_loan)
    monkeypatch.setattr(Loan, "read", noted_block)
    path = tmp_path / "mine.csv"
    path.write_text(content)
    with pytest.raises(BadInput):
        table.read(path, COLUMNS, limits=limits)
    assert lent
    assert [held() for held in lent if held() is not None] == []


def test_bytes_changed_in_the_middle_of_a_gzip_file_are_damage(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(bytes(random.Random(1).choices(b"abcdefgh\n", k=100_000))))
    packed[20_000] ^= 255
    (tmp_path / "changed.gz").write_bytes(packed)
    with Stream(tmp_path / "changed.gz") as stream, pytest.raises(BadInput, match=r"changed\.gz is damaged: its gzip"):
        read_all(stream)


@pytest.fixture
def members(tmp_path: Path) -> Path:
    """A gzip file of two members, as `cat a.gz b.gz` makes it."""
    path = tmp_path / "members.gz"
    path.write_bytes(gzip.compress(b"a\nb\n") + gzip.compress(b"c\n" * 100_000))
    return path


def read_all(stream: Stream) -> None:
    while stream.read(1 << 10):
        pass


def test_a_gzip_file_may_be_several_one_after_another(members: Path) -> None:
    with Stream(members) as stream:
        assert stream.read(1 << 20) == b"a\nb\n" + b"c\n" * 100_000
        assert stream.read(1) == b""
        assert stream.lines_read == 100_002
        assert stream.fraction() == 1.0


def test_lines_before_a_break_are_counted_through_all_members(members: Path) -> None:
    members.write_bytes(members.read_bytes()[:-20])
    with Stream(members) as stream, pytest.raises(BadInput) as caught:
        read_all(stream)
    said = str(caught.value)
    assert said.startswith("members.gz is cut off: it ends after line ")
    assert 2 < int(said.split("line ")[1].split(". ")[0].replace(",", "")) <= 100_002


def test_what_follows_a_gzip_file_is_damage(members: Path) -> None:
    members.write_bytes(members.read_bytes() + b"and no gzip")
    with Stream(members) as stream, pytest.raises(BadInput, match="is damaged"):
        read_all(stream)
