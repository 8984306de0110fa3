"""How far a dataset's pipeline has got, and a dataset removed with all that stands on it."""

import shutil
from dataclasses import dataclass

from recsys import hand_labels, runs, versions, working_sets
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import NotFound
from recsys.labeling import python_functions
from recsys.labeling.functions import FunctionSet, PythonFunction
from recsys.labeling.votes import Voter
from recsys.runs import LabelRun, ModelRun


def open_voter(name: str) -> Voter:
    """A stored dataset with the labels given by hand, ready to be voted on."""
    return Voter(hand_labels.applied(datasets.load(name)))


def remove_dataset(name: str) -> None:
    """Remove a dataset, damaged or not, with its functions and runs; raises NotFound if there is none of that name."""
    if not datasets.folder(name).exists():
        raise NotFound(f"There is no dataset “{name}”. The datasets are: {', '.join(datasets.names()) or 'none yet'}.")
    for kind in ("labels", "rating"):
        for run in runs.of_dataset(kind, name):
            runs.remove(run.id)
    working_sets.forget(name)
    versions.forget(name)
    hand_labels.forget(name)
    shutil.rmtree(datasets.folder(name))


@dataclass(frozen=True)
class Progress:
    """How far a dataset's pipeline has got. None: not yet."""

    labels: LabelRun | None
    labels_fresh: bool
    model: ModelRun | None
    model_fresh: bool


def progress(dataset: Dataset, current: FunctionSet) -> Progress:
    """The label run and the model that stand on today's data and `current`, or else the newest there are."""
    found: list[LabelRun] = runs.of_dataset("labels", dataset.about.name)
    standing = [r for r in found if is_fresh(r, dataset) and r.functions.enabled == current.enabled]
    labels = next(iter(standing or found), None)
    models: list[ModelRun] = runs.of_dataset("rating", dataset.about.name)
    learned = [r for r in models if standing and labels and r.label_run == labels.id and is_fresh(r, dataset)]
    model = next(iter(learned or models), None)
    needs_no_labels = model is not None and model.labels == "gold" and is_fresh(model, dataset)
    return Progress(labels, bool(standing), model, bool(learned) or needs_no_labels)


def is_fresh(run: LabelRun | ModelRun, dataset: Dataset) -> bool:
    """Whether a run still speaks of today's data, and its labels of the Python file as it is now."""
    return why_stale(run, dataset) is None


def why_stale(run: LabelRun | ModelRun, dataset: Dataset) -> str | None:
    """Why a run speaks of what was there earlier, as a sentence; None if it is fresh."""
    if run.fingerprint != dataset.fingerprint:
        return "It was made on earlier data of this name."
    if isinstance(run, LabelRun):
        now = python_fingerprints(run.functions)
        if changed := [name for name in now if run.python.get(name) != now[name]]:
            return f"The Python file has changed since in what {', '.join(changed)} stands on."
    return None


def python_fingerprints(functions: FunctionSet) -> dict[str, str]:
    """What the Python functions that are on stand on, by their names in the file."""
    called = [function.function for function in functions.enabled if isinstance(function, PythonFunction)]
    return {name: python_functions.fingerprint(name) for name in called}
