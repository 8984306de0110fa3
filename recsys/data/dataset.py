"""The one container all of the product works on; no model, function or page knows a source format."""

import json
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys import files
from recsys.columns import SPLITS
from recsys.errors import BadInput, DamagedFile
from recsys.settings import About, BuildSettings, checked
from recsys.threads import together

FORMAT = 1
INFO = "dataset.json"
REMEDY = "Remove the dataset and make it again."

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Histories:
    """Which items each user touched, stored once (CSR): user u's are `items[offsets[u]:offsets[u + 1]]`, ascending.

    Where ratings rather than users are split, what is held out (valid and test) is not in them: nothing that learns
    from histories can see it.
    """

    offsets: npt.NDArray[np.int64]
    items: Ints

    def of(self, user: int) -> Ints:
        """The items `user` touched, ascending, no item twice."""
        return self.items[self.offsets[user] : self.offsets[user + 1]]


@dataclass(frozen=True)
class Pairs:
    """The data points: one (user, rated item) each, sorted by split, then user, then item. All arrays have shape (n,).

    gold: 1 liked, 0 not, -1 unknown. It is there for train rows too where the source has it, but labeling and training
    never see those: they go through `Dataset.gold`, which withholds them. time: seconds since 1970, NaN unknown; empty
    where the source has no times.
    """

    user: Ints
    item: Ints
    stars: Floats
    gold: Bytes
    split: Bytes
    time: Doubles = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.user)


@dataclass(frozen=True)
class Reviews:
    """The review texts, and for each the data point it belongs to (`row`, ascending)."""

    row: Ints
    text: pl.Series

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Dataset:
    """Users, items, data points and their slow facts. Arrays are read-only.

    users: user_id and what the source knows of them. items: item_id and what the source knows of title, author_id,
    author, genres, average_rating, ratings_count and the like (`recsys.columns`). features: name -> float64 (n,), as
    exact as the scorer gave it, so that `> 0.3` means the same here and there; NaN where it does not apply (no review,
    no author). left_out, places: reason -> how many rows were not taken, and where the first of them stand in the file.
    hand_labeled: rows whose gold a person gave, ascending; never stored with the dataset.
    """

    about: About
    settings: BuildSettings
    users: pl.DataFrame
    items: pl.DataFrame
    histories: Histories
    pairs: Pairs
    reviews: Reviews
    features: dict[str, Doubles]
    left_out: dict[str, int] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    hand_labeled: Ints = field(default_factory=lambda: np.empty(0, np.int32))

    def __post_init__(self) -> None:
        n = len(self.pairs)
        shapes = {name: len(values) for name, values in self.features.items()}
        if wrong := {name: length for name, length in shapes.items() if length != n}:
            raise BadInput(f"Features {wrong} do not have one value for each of the {n:,} data points.")
        for array in self._arrays().values():
            array.setflags(write=False)
        for values in self.features.values():
            values.setflags(write=False)

    def __repr__(self) -> str:
        return (
            f"<Dataset {self.about.name}: {self.users.height:,} users x {self.items.height:,} items, "
            f"{len(self.pairs):,} data points, {len(self.reviews):,} reviews>"
        )

    def rows(self, split: str) -> slice:
        """The data points of a split (train, dev, valid, test, or all), as a slice: pairs are sorted by split."""
        if split == "all":
            return slice(0, len(self.pairs))
        if split not in SPLITS:
            raise BadInput(f"There is no split “{split}”. Choose one of {', '.join(SPLITS)} or all.")
        code = SPLITS.index(split)
        # Of one type, or NumPy would copy the whole array to look up two numbers.
        first, end = np.searchsorted(self.pairs.split, np.array([code, code + 1], self.pairs.split.dtype))
        return slice(int(first), int(end))

    def gold(self, split: str) -> Bytes:
        """Gold of a split's rows: 1, 0, -1 unknown. On train it is -1, as in S1, but for rows that a person labeled;
        `all` shows whatever the source has.
        """
        rows = self.rows(split)
        gold = self.pairs.gold[rows]
        if split != "train":
            return gold
        shown = np.full_like(gold, -1)
        mine = self.hand_labeled[self.hand_labeled < rows.stop]  # train comes first
        shown[mine] = gold[mine]
        return shown

    def users_in(self, split: str) -> Ints:
        """The users with at least one data point in a split, ascending."""
        users = self.pairs.user[self.rows(split)]
        # Within one split they are sorted, so equal ones are neighbors: twenty times as fast as looking for them.
        return np.unique(users) if split == "all" else users[np.append(users[:1] >= 0, np.diff(users) != 0)]

    def touched(self) -> Histories:
        """Everything each user touched, what is held out included: for judging alone, never to learn from."""
        if self.settings.split == "user":
            return self.histories
        held = slice(self.rows("valid").start, self.rows("test").stop)
        pairs, n_items = self.pairs, self.items.height
        known = np.repeat(np.arange(self.users.height), np.diff(self.histories.offsets)) * n_items
        keys = np.concatenate(
            [known + self.histories.items, pairs.user[held].astype(np.int64) * n_items + pairs.item[held]]
        )
        keys.sort()
        sizes = np.bincount(keys // n_items, minlength=self.users.height)
        return Histories(np.concatenate([[0], np.cumsum(sizes)]), (keys % n_items).astype(np.int32))

    def counts(self) -> dict[str, Any]:
        """How much there is of everything; what `datasets show --format json` prints."""
        held = 0 if self.settings.split == "user" else self.rows("test").stop - self.rows("valid").start
        return {
            "users": self.users.height,
            "items": self.items.height,
            "items_rated": int(np.count_nonzero(np.bincount(self.pairs.item, minlength=1))),
            "interactions": len(self.histories.items) + held,
            "ratings": len(self.pairs),
            "reviews": len(self.reviews),
            "splits": {split: self.rows(split).stop - self.rows(split).start for split in SPLITS},
        }

    def _arrays(self) -> dict[str, npt.NDArray[Any]]:
        return {
            "history_offsets": self.histories.offsets,
            "history_items": self.histories.items,
            "pair_user": self.pairs.user,
            "pair_item": self.pairs.item,
            "pair_stars": self.pairs.stars,
            "pair_gold": self.pairs.gold,
            "pair_split": self.pairs.split,
            "pair_time": self.pairs.time,
            "review_row": self.reviews.row,
        }


def folder(name: str) -> Path:
    """Where a dataset of that name is, or would be."""
    return files.home() / "datasets" / files.checked_name(name)


def now() -> str:
    """The time, as `About.created` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def save(dataset: Dataset) -> Dataset:
    """Write a dataset under its name, whole or not at all; returns it with its fingerprint."""
    target = folder(dataset.about.name)
    with files.new_folder(target) as temporary:
        contents: dict[str, dict[str, npt.NDArray[Any]] | pl.DataFrame] = {
            "arrays.npz": dataset._arrays(),
            "features.npz": dataset.features,
            "items.parquet": dataset.items,
            "reviews.parquet": pl.DataFrame({"text": dataset.reviews.text}),
            "users.parquet": dataset.users,
        }
        written = [temporary / name for name in contents]
        found = together(
            partial(_write, path, content) for path, content in zip(written, contents.values(), strict=True)
        )
        checksums = dict(zip(contents, found, strict=True))
        info: dict[str, Any] = {
            "format": FORMAT,
            "about": dataset.about.model_dump(),
            "settings": dataset.settings.model_dump(),
            "counts": dataset.counts(),
            "left_out": dataset.left_out,
            "places": dataset.places,
            "checksums": checksums,
            "sizes": {path.name: path.stat().st_size for path in written},
        }
        files.write_json(temporary / INFO, info | {"checksum": _checksum(info)})
    return replace(dataset, fingerprint=_fingerprint(checksums))


def _write(path: Path, content: dict[str, npt.NDArray[Any]] | pl.DataFrame) -> str:
    """Write arrays or a table; gives the file's checksum."""
    if isinstance(content, pl.DataFrame):
        content.write_parquet(path)
    else:
        files.write_arrays(path, content)
    return files.checksum(path)


def read_info(name: str) -> dict[str, Any]:
    """A stored dataset's `dataset.json`: about, settings, counts, left_out, checksums, sizes, fingerprint. Fast.

    sizes: of each file in bytes, as it was written; empty for datasets from before there were sizes.
    """
    path = folder(name) / INFO
    if not path.parent.exists():
        raise BadInput(f"There is no dataset “{name}”. `python -m recsys datasets list` shows what there is.")
    info = files.read_json(path, REMEDY)
    if not isinstance(info, dict) or info.get("format") != FORMAT:
        raise DamagedFile(f"{path} is not a dataset of format {FORMAT}. {REMEDY}")
    if info.pop("checksum", "") != _checksum(info):
        raise DamagedFile(f"{path} is not as it was written. {REMEDY}")
    return {"sizes": {}} | info | {"fingerprint": _fingerprint(info["checksums"])}


def load(name: str) -> Dataset:
    """A stored dataset; raises DamagedFile if any of its files is not as it was written."""
    info, place = read_info(name), folder(name)
    for file, expected in info["checksums"].items():
        path = place / file
        if not files.is_as_written(path, expected):
            raise DamagedFile(f"{path} is missing or not as it was written. {REMEDY}")
    with np.load(place / "arrays.npz", allow_pickle=False) as a:
        histories = Histories(a["history_offsets"], a["history_items"])
        names = [field.name for field in fields(Pairs) if f"pair_{field.name}" in a.files]  # once there was no time
        pairs = Pairs(**{name: a[f"pair_{name}"] for name in names})
        review_row = a["review_row"]
    with np.load(place / "features.npz", allow_pickle=False) as a:
        features = {name: a[name] for name in a.files}
    return Dataset(
        about=checked(About, info["about"], str(place / INFO)),
        settings=checked(BuildSettings, info["settings"], str(place / INFO)),
        users=pl.read_parquet(place / "users.parquet"),
        items=pl.read_parquet(place / "items.parquet"),
        histories=histories,
        pairs=pairs,
        reviews=Reviews(review_row, pl.read_parquet(place / "reviews.parquet")["text"]),
        features=features,
        left_out=info["left_out"],
        places=info.get("places", {}),
        fingerprint=info["fingerprint"],
    )


def link(name: str, new: str) -> None:
    """Let a stored dataset be there under a second name too, whole or not at all; its files are shared, not copied.

    Raises BadInput if that name is taken.
    """
    info, target = read_info(name), folder(new)
    del info["fingerprint"]  # it is not in the file, but made of it
    info["about"] = info["about"] | {"name": new}
    with files.new_folder(target) as temporary:
        for file in info["checksums"]:
            if not (folder(name) / file).exists():
                raise DamagedFile(f"{folder(name) / file} is missing. {REMEDY}")
            files.link(folder(name) / file, temporary / file)
        files.write_json(temporary / INFO, info | {"checksum": _checksum(info)})


def names() -> list[str]:
    """The stored datasets' names, in order."""
    place = files.home() / "datasets"
    return sorted(path.parent.name for path in place.glob(f"[!.]*/{INFO}")) if place.exists() else []


def _checksum(info: dict[str, Any]) -> str:
    return files.text_checksum(json.dumps(info, sort_keys=True))


def _fingerprint(checksums: dict[str, str]) -> str:
    return files.text_checksum("".join(checksums[name] for name in sorted(checksums)))
