"""Where a training that was stopped or killed goes on from: one folder, written whole or not at all."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from recsys import files
from recsys.errors import DamagedFile, Failure

FORMAT = 1
INFO, REMEDY = "checkpoint.json", "Start the training anew."

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Saved:
    """How far a training had got: epochs done, its arrays, and what else it noted (JSON)."""

    epoch: int
    arrays: dict[str, npt.NDArray[Any]]
    notes: dict[str, Any]


class Checkpoint:
    """The last state of one training. Without a folder nothing is kept and nothing found."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def save(self, epoch: int, arrays: Arrays, notes: Mapping[str, Any]) -> None:
        """Keep this state in place of the one before: its arrays first, then the description that names them.

        Raises Failure if the disk does not take it; the state before is still there then.
        """
        if self.folder is None:
            return
        try:
            self._write(self.folder, epoch, arrays, notes)
        except OSError as error:
            raise Failure(
                f"How far the training has got can't be kept ({error.strerror or error}). "
                f"Free some disk space, then resume it."
            ) from error

    @staticmethod
    def _write(folder: Path, epoch: int, arrays: Arrays, notes: Mapping[str, Any]) -> None:
        written = folder / f"epoch-{epoch}.npz"
        with files.new_file(written) as temporary, temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **cast(dict[str, Any], dict(arrays)))
        info = {"format": FORMAT, "epoch": epoch, "checksum": files.checksum(written), "notes": dict(notes)}
        files.write_json(folder / INFO, info)
        for older in folder.glob("epoch-*.npz"):
            if older != written:
                older.unlink(missing_ok=True)

    def load(self) -> Saved | None:
        """The state kept last, None if there is none; raises DamagedFile if it is not as it was written."""
        if self.folder is None or not (self.folder / INFO).exists():
            return None
        info = files.read_json(self.folder / INFO, REMEDY)
        if not isinstance(info, dict) or info.get("format") != FORMAT:
            raise DamagedFile(f"{self.folder / INFO} is not a checkpoint of format {FORMAT}. {REMEDY}")
        path = self.folder / f"epoch-{int(info['epoch'])}.npz"
        if not files.is_as_written(path, info["checksum"]):
            raise DamagedFile(f"{path} is missing or not as it was written. {REMEDY}")
        with np.load(path, allow_pickle=False) as arrays:
            return Saved(int(info["epoch"]), dict(arrays), info["notes"])

    def epoch(self) -> int | None:
        """How many epochs the state kept has done, None if there is none; without reading the state itself."""
        if self.folder is None or not (self.folder / INFO).exists():
            return None
        return int(files.read_json(self.folder / INFO, REMEDY)["epoch"])

    def remove(self) -> None:
        """Forget the state: the training ended."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def of_request(request: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint of whoever asks for exactly this training."""
    key = files.text_checksum(json.dumps(request, sort_keys=True))
    return Checkpoint(files.home() / "checkpoints" / key)
