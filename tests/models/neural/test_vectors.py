"""The hybrid's item vectors from a table: what is taken, and what is wrong with it, file and line named."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from recsys.errors import BadInput
from recsys.models.neural import vectors
from recsys.progress import silent

IDS = pl.Series(["a", "b", "c"])


def read(folder: Path, text: str) -> np.ndarray:
    path = folder / "vectors.csv"
    path.write_text(text)
    return vectors.read(path, IDS, silent)


def test_vectors_are_centered_and_of_one_size_and_items_without_have_zeros(tmp_path: Path) -> None:
    found = read(tmp_path, "item_id,x,y\nc,10,0\na,20,0\nzzz,900,900\n")
    # centered: -5 and 5; a mean square of 25 becomes 0.1
    assert found.tolist() == [pytest.approx([0.1**0.5, 0]), [0, 0], pytest.approx([-(0.1**0.5), 0])]


def test_items_without_a_vector_are_counted(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("item_id,x\na,1\nb,2\nq,2\n")
    said: list[str] = []
    vectors.read(tmp_path / "v.csv", IDS, lambda _, words: said.append(words))
    assert said[-1] == "v.csv: 1 of 3 items have no vector, 1 are unknown"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("item_id,x,y\na,1,2\nb,1\n", "vectors.csv, line 3: 2 fields where the first row has 3"),
        ("item_id,x,y\na,1,2\nb,1,NaN\n", "vectors.csv, line 3: “NaN” in column y is not a number"),
        ("item_id,x,y\na,1,\n", "vectors.csv, line 2: “” in column y is not a number"),
        ("item_id,x\na,1\n\nb,inf\n", "vectors.csv, line 4: “inf” in column x"),
        ("item_id,x\na,red\n", "line 2: “red” in column x is not a number"),
        ("item_id,x\na,1\nb,1\na,2\n", "vectors.csv, line 4: item “a” comes again"),
        ("item_id,x\nq,1\n", "none of its 1 items is in the dataset"),
        ("book,x\na,1\n", "the header has to be item_id"),
        ("item_id\na\n", "vectors.csv has 1 column"),
        ("", "vectors.csv is empty"),
        ("item_id,x\n", "vectors.csv has a header but no rows"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadInput) as error:
        read(tmp_path, text)
    assert complaint in str(error.value)


def test_no_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        vectors.read(tmp_path / "nowhere.csv", IDS, silent)
