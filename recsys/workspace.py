"""How far a dataset's pipeline has got, and a dataset renamed or removed with all that stands on it."""

import contextlib
import shutil
from dataclasses import dataclass

from recsys import database, files, hand_labels, job_store, own_ratings, runs, versions, working_sets
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, Failure, NotFound
from recsys.labeling import python_functions
from recsys.labeling.functions import FunctionSet, PythonFunction
from recsys.labeling.votes import Voter
from recsys.runs import LabelRun, ModelRun

# The modules whose tables go by a dataset's name.
_FOLLOWING = (working_sets, versions, hand_labels, own_ratings, job_store)


def open_voter(name: str) -> Voter:
    """A stored dataset with the labels given by hand, ready to be voted on."""
    return Voter(hand_labels.applied(datasets.load(name)))


@dataclass(frozen=True)
class Standing:
    """What goes with a dataset when it is removed: how many of each."""

    people: int  # who have edited its functions
    versions: int
    label_runs: int
    models: int
    hand_labels: int
    own_ratings: int  # that people gave under Be a user


def standing_on(name: str) -> Standing:
    """What stands on a dataset, damaged or not."""
    with database.connect(working_sets.SCHEMA + versions.SCHEMA) as store:
        people, saved = (
            store.execute(f"SELECT count(*) FROM {table} WHERE dataset = ?", (name,)).fetchone()[0]
            for table in ("working_sets", "versions")
        )
    kinds = [type(run) for run in _runs(name)]
    return Standing(
        people, saved, kinds.count(LabelRun), kinds.count(ModelRun), hand_labels.of_dataset(name).height,
        own_ratings.count(name),
    )  # fmt: skip


def rename_dataset(name: str, new: str) -> None:
    """Give a dataset another name; its functions, versions, runs, hand labels and jobs follow, or nothing changes.

    Raises BadInput if the name is taken or impossible, or while a job works on the dataset.
    """
    _check_is_there(name)
    if datasets.folder(new).exists():
        raise BadInput(f"A dataset “{new}” exists already. Choose another name.")
    try:
        _rename(name, new)
    except OSError as error:
        raise Failure(
            f"{name} can't be renamed ({error.strerror or error}), so it is called as before. "
            f"Check the disk's free space and the rights of {files.home()}, then try again."
        ) from error
    shutil.rmtree(datasets.folder(name))


def _rename(name: str, new: str) -> None:
    """Let the dataset be there under both names, and all else stand on the new one; or undo it."""
    with contextlib.ExitStack() as undo:
        # Nobody else can write meanwhile: no job begins, no edit is made.
        with database.transaction("".join(part.SCHEMA for part in _FOLLOWING)) as store:
            _check_is_idle(name)
            _check_is_idle(new)
            datasets.link(name, new)
            undo.callback(shutil.rmtree, datasets.folder(new))
            for part in _FOLLOWING:
                part.rename(store, name, new)
            for run in _runs(name):
                undo.callback(runs.rename_dataset, run.id, name)
                runs.rename_dataset(run.id, new)
        undo.pop_all()


def remove_dataset(name: str) -> None:
    """Remove a dataset, damaged or not, with its functions and runs.

    Raises NotFound if there is none of that name, BadInput while a job works on it.
    """
    _check_is_there(name)
    _check_is_idle(name)
    for run in _runs(name):
        runs.remove(run.id)
    working_sets.forget(name)
    versions.forget(name)
    hand_labels.forget(name)
    own_ratings.forget(name)
    shutil.rmtree(datasets.folder(name))


def job_on(name: str) -> job_store.Job | None:
    """The job that works on a dataset, or waits to."""
    return next((job for job in job_store.active() if job.request.get("dataset") == name), None)


def _check_is_there(name: str) -> None:
    if not datasets.folder(name).exists():
        raise NotFound(f"There is no dataset “{name}”. The datasets are: {', '.join(datasets.names()) or 'none yet'}.")


def _check_is_idle(name: str) -> None:
    if job_on(name) is not None:
        raise BadInput(f"A job is running on {name}, or waits to. Let it end or cancel it, then try again.")


def _runs(name: str) -> list[LabelRun | ModelRun]:
    return [*runs.labels_of(name), *runs.models_of(name)]


@dataclass(frozen=True)
class Progress:
    """How far a dataset's pipeline has got. None: not yet."""

    labels: LabelRun | None
    labels_fresh: bool
    model: ModelRun | None
    model_fresh: bool


def progress(dataset: Dataset, current: FunctionSet) -> Progress:
    """The label run and the model that stand on today's data and `current`, or else the newest there are."""
    found = runs.labels_of(dataset.about.name)
    standing = [r for r in found if is_fresh(r, dataset) and r.functions.enabled == current.enabled]
    labels = next(iter(standing or found), None)
    models = runs.models_of(dataset.about.name, "rating")
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
