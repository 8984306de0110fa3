"""The container, and how it is stored."""

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recsys import files
from recsys.columns import DEV, TEST
from recsys.data import dataset
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile
from tests.worlds import Rated, world

pytestmark = pytest.mark.usefixtures("home")


def tiny(name: str = "tiny") -> Dataset:
    """User 0 trains, user 1 is dev, user 2 is test; user 0 touched item 2 without rating it."""
    made = world(
        [Rated(0, 0, 5, "good"), Rated(0, 1, 2), Rated(1, 0, 4), Rated(2, 1, 1, "“bad”\n")],
        authors=["w", None, "w"],
        touched=[(0, 2)],
        split={1: DEV, 2: TEST},
        name=name,
    )
    return replace(made, features={"polarity": np.array([0.7, np.nan, np.nan, -0.7])}, left_out={"rows of no use": 3})


def test_what_is_saved_is_what_is_loaded() -> None:
    saved = dataset.save(tiny())
    loaded = dataset.load("tiny")
    assert loaded.fingerprint == saved.fingerprint != ""
    assert (loaded.about, loaded.settings, loaded.left_out) == (saved.about, saved.settings, saved.left_out)
    assert loaded.users.equals(saved.users)
    assert loaded.items.equals(saved.items)
    assert loaded.reviews.text.to_list() == ["good", "“bad”\n"]
    assert loaded.reviews.row.tolist() == [0, 3]
    assert loaded.histories.of(0).tolist() == [0, 1, 2]
    assert loaded.pairs.stars.tolist() == [5, 2, 4, 1]
    np.testing.assert_array_equal(loaded.features["polarity"], [0.7, np.nan, np.nan, -0.7])
    assert loaded.counts() == saved.counts() == dataset.read_info("tiny")["counts"]


def test_everything_is_counted() -> None:
    assert tiny().counts() == {
        "users": 3,
        "items": 3,
        "items_rated": 2,
        "interactions": 5,
        "ratings": 4,
        "reviews": 2,
        "splits": {"train": 2, "dev": 1, "valid": 0, "test": 1},
    }


def test_a_split_is_a_slice_of_rows_and_its_users() -> None:
    assert [tiny().rows(split) for split in ("train", "dev", "valid", "test", "all")] == [
        slice(0, 2),
        slice(2, 3),
        slice(3, 3),
        slice(3, 4),
        slice(0, 4),
    ]
    assert tiny().users_in("train").tolist() == [0]
    with pytest.raises(BadInput, match="no split “tset”"):
        tiny().rows("tset")


def test_gold_is_withheld_on_train_rows_only() -> None:
    assert tiny().gold("train").tolist() == [-1, -1]
    assert tiny().gold("dev").tolist() == [1]
    assert tiny().gold("all").tolist() == [1, 0, 1, 0]


def test_arrays_can_not_be_written_to() -> None:
    dataset.save(tiny())
    for made in (tiny(), dataset.load("tiny")):
        for array in (made.pairs.gold, made.histories.items, made.reviews.row, made.features["polarity"]):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_a_feature_needs_a_value_for_each_data_point() -> None:
    with pytest.raises(BadInput, match="do not have one value for each of the 4 data points"):
        replace(tiny(), features={"polarity": np.zeros(3)})


def test_stored_datasets_are_listed_and_half_made_ones_are_not(home: Path) -> None:
    assert dataset.names() == []
    dataset.save(tiny("b"))
    dataset.save(tiny("a"))
    (home / "datasets" / ".c-half").mkdir()
    (home / "datasets" / ".c-half" / dataset.INFO).write_text("{}")
    assert dataset.names() == ["a", "b"]


@pytest.mark.parametrize("file", ["arrays.npz", "features.npz", "users.parquet", "items.parquet", "reviews.parquet"])
@pytest.mark.parametrize("harm", ["gone", "cut", "changed", "swapped"])
def test_a_damaged_file_is_named_and_never_read(home: Path, file: str, harm: str) -> None:
    dataset.save(tiny())
    path = home / "datasets" / "tiny" / file
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(content[:-1])
    elif harm == "changed":
        path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    else:
        path.write_bytes(b"")
    with pytest.raises(DamagedFile) as caught:
        dataset.load("tiny")
    assert str(path) in str(caught.value)
    assert "Remove the dataset and make it again." in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"format": 2}',
        '{"format": 1}',
        '{"format": 1, "checksums": {}}',
        '{"format": 1, "checksums": {"../../x": "0"}}',
        '{"format": 1, "checksums": 7}',
        "\udcff",
    ],
)
def test_a_damaged_description_is_named_and_never_read(home: Path, content: str) -> None:
    dataset.save(tiny())
    path = home / "datasets" / "tiny" / dataset.INFO
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedFile) as caught:
        dataset.load("tiny")
    assert str(path) in str(caught.value)


def test_the_size_of_each_file_is_kept_beside_its_checksum(home: Path) -> None:
    dataset.save(tiny())
    info = dataset.read_info("tiny")
    assert info["sizes"] == {file: (dataset.folder("tiny") / file).stat().st_size for file in info["checksums"]}
    dataset.link("tiny", "again")
    assert dataset.read_info("again")["sizes"] == info["sizes"]


def test_a_dataset_from_before_sizes_were_kept_still_loads(home: Path) -> None:
    fingerprint = dataset.save(tiny()).fingerprint
    path = dataset.folder("tiny") / dataset.INFO
    info = json.loads(path.read_text())
    del info["sizes"], info["checksum"]
    path.write_text(json.dumps(info | {"checksum": files.text_checksum(json.dumps(info, sort_keys=True))}))
    assert dataset.read_info("tiny")["sizes"] == {}
    assert dataset.load("tiny").fingerprint == fingerprint


def test_a_dataset_whose_checksums_are_of_an_earlier_release_loads_and_its_damage_is_seen(home: Path) -> None:
    dataset.save(tiny())
    path = dataset.folder("tiny") / dataset.INFO
    info = json.loads(path.read_text())
    del info["checksum"]
    info["checksums"] = {
        file: hashlib.blake2b((path.parent / file).read_bytes(), digest_size=16).hexdigest()
        for file in info["checksums"]
    }
    path.write_text(json.dumps(info | {"checksum": files.text_checksum(json.dumps(info, sort_keys=True))}))
    assert dataset.load("tiny").counts() == tiny().counts()
    arrays = path.parent / "arrays.npz"
    arrays.write_bytes(arrays.read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedFile, match="is missing or not as it was written"):
        dataset.load("tiny")


def test_arrays_are_written_as_numpy_would(tmp_path: Path) -> None:
    arrays = {"a": np.arange(6, dtype=np.int32)[::2], "none": np.empty(0), "flags": np.array([1, 0], np.int8)}
    files.write_arrays(tmp_path / "ours.npz", arrays)
    np.savez(tmp_path / "theirs.npz", **arrays)
    ours, theirs = (zipfile.ZipFile(tmp_path / name) for name in ("ours.npz", "theirs.npz"))
    assert ours.namelist() == theirs.namelist() == ["a.npy", "none.npy", "flags.npy"]
    assert [ours.read(name) for name in ours.namelist()] == [theirs.read(name) for name in theirs.namelist()]


def test_a_description_that_was_changed_is_damaged(home: Path) -> None:
    dataset.save(tiny())
    path = home / "datasets" / "tiny" / dataset.INFO
    path.write_text(path.read_text().replace('"positive_from": 4', '"positive_from": 3'))
    with pytest.raises(DamagedFile, match="is not as it was written"):
        dataset.read_info("tiny")


def test_a_second_dataset_of_one_name_is_refused_and_the_first_stays(home: Path) -> None:
    first = dataset.save(tiny())
    with pytest.raises(BadInput, match="“tiny” exists already"):
        dataset.save(replace(tiny(), left_out={}))
    assert [path.name for path in (home / "datasets").iterdir()] == ["tiny"]
    assert dataset.load("tiny").fingerprint == first.fingerprint


def test_a_save_that_fails_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(files, "checksum", full)
    with pytest.raises(OSError, match="disk full"):
        dataset.save(tiny())
    assert list((home / "datasets").iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/etc", "a/b", "", ".hidden", "-x", "a" * 65, "a\n", "a.b", "CON:", "ä"])
def test_names_that_are_paths_or_odd_are_refused(name: str) -> None:
    for use in (dataset.folder, dataset.load, dataset.read_info):
        with pytest.raises(BadInput, match="can't be a dataset name"):
            use(name)


def test_an_unknown_dataset_is_answered_with_how_to_list_them() -> None:
    with pytest.raises(BadInput, match="There is no dataset “nope”"):
        dataset.load("nope")
