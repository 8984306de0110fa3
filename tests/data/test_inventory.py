"""What datasets there are, whole and damaged."""

from pathlib import Path

import pytest

from recsys.data import dataset as datasets
from recsys.data import inventory
from recsys.data.dataset import Dataset
from recsys.errors import NotFound


@pytest.mark.usefixtures("home")
def test_before_there_is_any_dataset_the_list_is_empty() -> None:
    assert inventory.listing() == []


def test_a_whole_dataset_is_listed_with_its_size_and_what_it_says_of_itself(dataset: Dataset) -> None:
    (entry,) = inventory.listing()
    assert (entry.name, entry.damage, entry.info) == ("tiny", "", datasets.read_info("tiny"))
    assert entry.bytes == sum(file.stat().st_size for file in datasets.folder("tiny").iterdir())
    assert inventory.damaged_files("tiny") == []


@pytest.mark.parametrize(
    ("file", "sentence"),
    [("dataset.json", "can't be read"), ("arrays.npz", "is missing. Remove the dataset and make it again.")],
)
def test_a_dataset_without_one_of_its_files_is_listed_as_damaged(dataset: Dataset, file: str, sentence: str) -> None:
    (datasets.folder("tiny") / file).unlink()
    (entry,) = inventory.listing()
    assert file in entry.damage
    assert sentence in entry.damage


def test_a_description_that_is_cut_off_is_said_without_the_words_of_a_parser(dataset: Dataset) -> None:
    path = datasets.folder("tiny") / "dataset.json"
    path.write_text(path.read_text()[:100])
    assert (
        inventory.entry("tiny").damage
        == f"{path} is damaged: it is cut off or was changed. Remove the dataset and make it again."
    )


def test_a_file_that_is_cut_off_is_seen_by_its_size(dataset: Dataset) -> None:
    path = datasets.folder("tiny") / "users.parquet"
    whole = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(3)
    (entry,) = inventory.listing()
    assert entry.damage == (
        f"{path} is not as it was written: 3 bytes instead of {whole:,}. Remove the dataset and make it again."
    )
    assert entry.info == datasets.read_info("tiny")


def test_a_file_that_was_changed_is_found_by_reading_it(dataset: Dataset) -> None:
    path = datasets.folder("tiny") / "users.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    assert inventory.listing()[0].damage == ""
    assert inventory.damaged_files("tiny") == ["users.parquet"]
    assert inventory.not_as_written("tiny", ["users.parquet"]) == (
        "tiny is damaged: users.parquet is missing or not as written. Remove the dataset and make it again."
    )


@pytest.mark.usefixtures("home")
def test_a_dataset_that_is_not_there_has_no_entry() -> None:
    with pytest.raises(NotFound, match="There is no dataset “nope”"):
        inventory.entry("nope")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (37_800, "37.8 kB"), (2_500_000, "2.5 MB"),
     (1_200_000_000_000, "1,200.0 GB")],
)  # fmt: skip
def test_a_size_is_said_in_the_unit_that_suits_it(size: int, words: str) -> None:
    assert inventory.size_in_words(size) == words


def test_what_is_being_written_and_what_is_no_folder_is_not_listed(home: Path, dataset: Dataset) -> None:
    (home / "datasets" / ".half-abc").mkdir()
    (home / "datasets" / "notes").write_text("mine")
    assert [entry.name for entry in inventory.listing()] == ["tiny"]
