"""A trained model on disk: its arrays, and a description that carries their checksum. No pickle is ever read."""

from pathlib import Path
from typing import Any, cast

import numpy as np
from pydantic import ValidationError

from recsys import files
from recsys.errors import DamagedFile
from recsys.models.contract import Family, Model

FORMAT = 1
REMEDY = "Train the model again."


def save(model: Model, folder: Path) -> None:
    """Write the model into `folder`: arrays first, so that a description never stands without them."""
    arrays, info = _files(folder, model.family)
    with files.new_file(arrays) as temporary:
        np.savez(temporary, allow_pickle=False, **cast(dict[str, Any], model.arrays()))
    settings = model.settings.model_dump(mode="json")
    files.write_json(info, {"format": FORMAT, "settings": settings, "checksum": files.checksum(arrays)})


def load(family: Family, folder: Path) -> Model:
    """What `save` wrote; raises DamagedFile if it is not as it was written."""
    path, described = _files(folder, family.name)
    info = files.read_json(described, REMEDY)
    if not isinstance(info, dict) or info.get("format") != FORMAT:
        raise DamagedFile(f"{described} is not a {family.name} model of format {FORMAT}. {REMEDY}")
    if not files.is_as_written(path, info.get("checksum")):
        raise DamagedFile(f"{path} is missing or not as it was written. {REMEDY}")
    try:
        settings = family.settings.model_validate(info["settings"])
        with np.load(path, allow_pickle=False) as arrays:
            return family.model.of(settings, dict(arrays))
    except (KeyError, ValidationError) as error:
        raise DamagedFile(f"{described}: {error}. {REMEDY}") from error


def _files(folder: Path, family: str) -> tuple[Path, Path]:
    return folder / f"{family}.npz", folder / f"{family}.json"
