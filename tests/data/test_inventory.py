"""What datasets there are, whole and damaged."""

from pathlib import Path

import pytest

from recsys.data import dataset as datasets
from recsys.data import inventory
from recsys.data.dataset import Dataset


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


def test_a_file_that_was_changed_is_found_by_reading_it(dataset: Dataset) -> None:
    with (datasets.folder("tiny") / "users.parquet").open("ab") as file:
        file.write(b"more")
    assert inventory.listing()[0].damage == ""
    assert inventory.damaged_files("tiny") == ["users.parquet"]


def test_what_is_being_written_and_what_is_no_folder_is_not_listed(home: Path, dataset: Dataset) -> None:
    (home / "datasets" / ".half-abc").mkdir()
    (home / "datasets" / "notes").write_text("mine")
    assert [entry.name for entry in inventory.listing()] == ["tiny"]
