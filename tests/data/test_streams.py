"""A stream that is read by a library's own threads."""

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
        ("user,item,stars\na,x,5\n", Limits(unpacked_bytes=10)),
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
