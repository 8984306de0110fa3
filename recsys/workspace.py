"""What one works on: a dataset's current function set, and how far its pipeline has got."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from recsys import files, runs
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile, NotFound
from recsys.labeling import functions
from recsys.labeling.functions import FunctionSet
from recsys.runs import LabelRun, ModelRun
from recsys.settings import checked

FORMAT = 1
KEPT_VERSIONS = 100
_writing = Lock()  # sessions are threads of one server
REMEDY = "Delete that file to go back to the published settings."


def functions_of(dataset: Dataset) -> FunctionSet:
    """The dataset's current functions: as last saved, or those it starts with."""
    return _versions(dataset)[-1]


def save_functions(dataset: Dataset, current: FunctionSet) -> None:
    """Make `current` the dataset's functions, at once and for good; `undo_functions` takes it back.

    Raises BadInput if the dataset was removed or made anew meanwhile: a page may have been open for long.
    """
    name = dataset.about.name
    if name not in datasets.names() or datasets.read_info(name)["fingerprint"] != dataset.fingerprint:
        raise BadInput(f"{name} was removed or made anew since this page was opened. Reload the page.")
    with _writing:
        _write_versions(dataset, [*_versions(dataset), current])


def can_undo(dataset: Dataset) -> bool:
    """Whether there is an edit of the functions to take back."""
    return len(_versions(dataset)) > 1


def undo_functions(dataset: Dataset) -> None:
    """Take the last edit of the functions back; does nothing where there is none."""
    with _writing:
        versions = _versions(dataset)
        if len(versions) > 1:
            _write_versions(dataset, versions[:-1])


def remove_dataset(name: str) -> None:
    """Remove a dataset, damaged or not, with its functions and runs; raises NotFound if there is none of that name."""
    if not datasets.folder(name).exists():
        raise NotFound(f"There is no dataset “{name}”. The datasets are: {', '.join(datasets.names()) or 'none yet'}.")
    for kind in ("labels", "rating"):
        for run in runs.of_dataset(kind, name):
            runs.remove(run.id)
    _functions_file(name).unlink(missing_ok=True)
    shutil.rmtree(datasets.folder(name))


@dataclass(frozen=True)
class Progress:
    """How far a dataset's pipeline has got. None: not yet."""

    labels: LabelRun | None
    labels_fresh: bool
    model: ModelRun | None
    model_fresh: bool


def progress(dataset: Dataset) -> Progress:
    """The newest label run and model, and whether they stand on today's data and functions."""
    current = functions_of(dataset).enabled
    labels: LabelRun | None = next(iter(runs.of_dataset("labels", dataset.about.name)), None)
    model: ModelRun | None = next(iter(runs.of_dataset("rating", dataset.about.name)), None)
    labels_fresh = labels is not None and is_fresh(labels, dataset) and labels.functions.enabled == current
    model_fresh = model is not None and is_fresh(model, dataset)
    if model is not None and model.labels != "gold":
        model_fresh = model_fresh and labels_fresh and labels is not None and model.label_run == labels.id
    return Progress(labels, labels_fresh, model, model_fresh)


def is_fresh(run: LabelRun | ModelRun, dataset: Dataset) -> bool:
    """Whether a run was made on the dataset as it is now, not on an earlier one of the same name."""
    return run.fingerprint == dataset.fingerprint


def _functions_file(name: str) -> Path:
    return files.home() / "functions" / f"{files.checked_name(name)}.json"


def _versions(dataset: Dataset) -> list[FunctionSet]:
    """The function sets of a dataset, oldest first, at least one."""
    path = _functions_file(dataset.about.name)
    if not path.exists():
        return [functions.starting_set(dataset)]
    content = files.read_json(path, REMEDY)
    if not isinstance(content, dict) or content.get("format") != FORMAT or not content.get("versions"):
        raise DamagedFile(f"{path} is not a list of function sets of format {FORMAT}. {REMEDY}")
    try:
        return [checked(FunctionSet, version, str(path)) for version in content["versions"]]
    except BadInput as error:
        raise DamagedFile(f"{error} {REMEDY}") from error


def _write_versions(dataset: Dataset, versions: list[FunctionSet]) -> None:
    content = [version.model_dump(mode="json") for version in versions[-KEPT_VERSIONS:]]
    files.write_json(_functions_file(dataset.about.name), {"format": FORMAT, "versions": content})
