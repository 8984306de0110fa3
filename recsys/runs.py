"""What was fitted and trained, kept on disk: one folder a run, `runs/labels-3/` or `runs/rating-7/`.

A run never changes once it is there, but for its title and the name of its dataset. It says on which data and
functions it stands, so that whoever reads it can tell whether it still speaks of today's.
"""

import contextlib
import itertools
import os
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field

from recsys import files
from recsys.data.dataset import now
from recsys.errors import BadInput, DamagedFile, Failure, NotFound, VotebookError
from recsys.labeling.combining.fit_health import FitHealth
from recsys.labeling.combining.label_models import LabelModel
from recsys.labeling.functions import FunctionSet
from recsys.models.families import FAMILIES
from recsys.settings import Settings, checked

INFO = "run.json"
REMEDY = "Remove that folder and run it again."
MOST_TITLE = 80  # characters

LabelSource = Literal["weak", "weak+dev", "gold", "ratings"]
LABEL_SOURCES: dict[LabelSource, str] = {
    "weak": "weak labels of the train split",
    "weak+dev": "weak labels of the train split and the gold of dev",
    "gold": "the gold of dev alone",
    "ratings": "the stars given in the train and dev splits",
}
WEAK = ("weak", "weak+dev")  # those that take a label run


class Run(Settings):
    """What every run knows of itself. fingerprint: of the dataset. seconds: how long it took."""

    format: Literal[1] = 1
    id: str
    dataset: str
    fingerprint: str
    created: str = Field(default_factory=now)
    seconds: float
    metrics: dict[str, Any]


class LabelRun(Run):
    """A fitted label model, and the functions whose votes it combines.

    metrics and on_dev: `label_models.compare` on test and on dev, where a model that learned from the gold of dev is
    cross-fitted: no row is judged by a model that saw its gold. reason: why this model, if nobody chose it. health: of
    a fit of snorkel's; None for others, and in runs older than that measurement. python: `python_functions.fingerprint`
    of each function of the Python file that is on.
    """

    functions: FunctionSet
    label_model: LabelModel
    on_dev: dict[str, dict[str, float | None]]
    reason: str = ""
    health: FitHealth | None = None
    python: dict[str, str] = Field(default_factory=dict)


class ModelRun(Run):
    """A trained model: on which labels (and which label run gave them), with which settings, along which curve.

    model: the family's name. title: what a person called it. memory: the most its process ever had, in bytes; None in
    runs older than that measurement. reliability: the rows of `calibration.reliability` on test; empty for models that
    give no probability of being liked, and in runs older than that measurement.
    """

    model: str
    title: str = ""
    memory: int | None = None
    labels: LabelSource
    label_run: str | None
    examples: int
    settings: dict[str, Any]
    curve: list[dict[str, float]]
    reliability: list[dict[str, float]] = Field(default_factory=list)


AnyRun = TypeVar("AnyRun", LabelRun, ModelRun)
LABELS = "labels"
KINDS: dict[str, type[LabelRun] | type[ModelRun]] = {LABELS: LabelRun} | dict.fromkeys(FAMILIES, ModelRun)


def folder(run_id: str) -> Path:
    """Where a run is, or would be."""
    return files.home() / "runs" / files.checked_name(run_id, "run")


def keep(make: Callable[[str], AnyRun], kind: str, write: Callable[[Path], None] = lambda place: None) -> AnyRun:
    """Store what `make(id)` returns under the next free number of its kind; `write` adds files to its folder.

    Raises Failure, and keeps nothing, if the disk does not take it.
    """
    for number in itertools.count(max(_stored().get(kind, ()), default=0) + 1):
        run = make(f"{kind}-{number}")
        try:
            with files.new_folder(folder(run.id)) as place:
                write(place)
                files.write_json(place / INFO, run.model_dump(mode="json"))
        except BadInput:
            if folder(run.id).exists():
                continue  # somebody else took that number meanwhile
            raise
        except OSError as error:
            raise Failure(
                f"{run.id} can't be kept ({error.strerror or error}), and nothing of it stays. "
                f"Free some disk space, then try again."
            ) from error
        return run
    raise AssertionError("numbers do not end")


def load(run_id: str) -> LabelRun | ModelRun:
    """A stored run; raises NotFound or DamagedFile."""
    path = folder(run_id) / INFO
    if not path.parent.exists():
        raise NotFound(f"There is no run “{run_id}”. The runs are: {', '.join(ids()) or 'none yet'}.")
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=1_024)
def _read(path: Path, modified: int) -> LabelRun | ModelRun:
    """What stands in a run's file; pages ask for all runs at every rerun, and runs never change."""
    kind = KINDS.get(path.parent.name.rpartition("-")[0])
    content = files.read_json(path, REMEDY)
    if kind is None:
        raise DamagedFile(f"{path.parent} is not a run of a kind known here. {REMEDY}")
    try:
        return checked(kind, content, str(path))
    except BadInput as error:
        raise DamagedFile(f"{error} {REMEDY}") from error


def load_model_run(run_id: str) -> ModelRun:
    """A stored run that must be a trained model."""
    run = load(run_id)
    if not isinstance(run, ModelRun):
        raise BadInput(f"{run_id} is a label run; name a trained model, such as rating-1.")
    return run


def ids(kind: str = "") -> list[str]:
    """The stored runs' names, oldest first within a kind."""
    stored = _stored()
    return [f"{k}-{number}" for k in ([kind] if kind else KINDS) for number in sorted(stored.get(k, ()))]


def labels_of(dataset: str) -> list[LabelRun]:
    """A dataset's label runs, newest first. Damaged ones are left out; `damaged` names them."""
    return [run for run in _of(dataset, [LABELS]) if isinstance(run, LabelRun)]


def models_of(dataset: str, family: str | None = None) -> list[ModelRun]:
    """A dataset's trained models, of all families or of one, newest first. Damaged ones are left out."""
    found = [run for run in _of(dataset, [family] if family else list(FAMILIES)) if isinstance(run, ModelRun)]
    return sorted(found, key=lambda run: (run.created, _number(run.id)), reverse=True)


def _of(dataset: str, kinds: list[str]) -> list[LabelRun | ModelRun]:
    found, stored = [], _stored()
    for kind in kinds:
        for number in sorted(stored.get(kind, ()), reverse=True):
            with contextlib.suppress(VotebookError):
                run = load(f"{kind}-{number}")
                if run.dataset == dataset:
                    found.append(run)
    return found


def damaged() -> list[str]:
    """A sentence for each stored run that can't be read any more, with what to do."""
    sentences = []
    for run_id in ids():
        try:
            load(run_id)
        except VotebookError as error:
            sentences.append(str(error))
    return sentences


def remove(run_id: str) -> None:
    """Forget a run."""
    load(run_id)
    shutil.rmtree(folder(run_id))


def rename(run_id: str, title: str) -> None:
    """Call a trained model something; its id stays."""
    renamed = load_model_run(run_id).model_copy(update={"title": title.strip()[:MOST_TITLE]})
    files.write_json(folder(run_id) / INFO, renamed.model_dump(mode="json"))


def rename_dataset(run_id: str, new: str) -> None:
    """Let a run say that its dataset is now called so."""
    renamed = load(run_id).model_copy(update={"dataset": new})
    files.write_json(folder(run_id) / INFO, renamed.model_dump(mode="json"))


def _stored() -> dict[str, list[int]]:
    """The numbers of the runs of each kind, in one look at the disk."""
    place, found = files.home() / "runs", dict[str, list[int]]()
    for name in os.listdir(place) if place.exists() else ():
        kind, _, ending = name.rpartition("-")
        if ending.isdigit():
            found.setdefault(kind, []).append(int(ending))
    return found


def _number(run_id: str) -> int:
    return int(run_id.rpartition("-")[2])
