"""What all sessions share: the only file with `st.cache_*`.

Nothing here is a loss when it goes: anybody may clear it for everybody, and it is made again.
"""

import gc
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from recsys import hand_labels, model_runs
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.exploration.exploration import Exploration
from recsys.inspection import training_rows as rows_of_training
from recsys.inspection.training_rows import TrainingRows
from recsys.labeling import analysis, python_functions
from recsys.labeling.combining import leave_one_out
from recsys.labeling.facts import histograms
from recsys.labeling.functions import FunctionSet
from recsys.labeling.patterns import Patterns
from recsys.labeling.tuning.sweeps import Sweeper
from recsys.labeling.votes import Voter
from recsys.models.contract import Model
from recsys.models.feedback import Shelves
from recsys.runs import LabelRun, ModelRun

VotesKey = tuple[str, str, bytes, str, str]


def voter(name: str) -> Voter:
    """A dataset with what its functions need; one for all sessions, loaded anew when the data changed."""
    return _relabeled(name, datasets.read_info(name)["fingerprint"], hand_labels.stamp(name))


@st.cache_resource(max_entries=8, show_spinner=False)
def _relabeled(name: str, fingerprint: str, stamp: str) -> Voter:
    loaded = _voter(name, fingerprint)
    return loaded.relabeled(hand_labels.applied(loaded.dataset))


@st.cache_resource(max_entries=3, show_spinner="Loading the data …")
def _voter(name: str, fingerprint: str) -> Voter:
    loaded = Voter(datasets.load(name))
    settle_memory()
    return loaded


def patterns(voter: Voter, functions: FunctionSet, split: str) -> Patterns:
    """The vote patterns of a split; those of functions seen before, such as a baseline's, are not counted again."""
    return _patterns(votes_key(voter, functions, split), voter, functions, split)


@st.cache_resource(max_entries=256, show_spinner=False)
def _patterns(key: VotesKey, _voter: Voter, _functions: FunctionSet, _split: str) -> Patterns:
    return _voter.patterns(_functions.enabled, _split)


def summary(voter: Voter, functions: FunctionSet, split: str) -> pd.DataFrame:
    """`analysis.summary` of functions that are asked for again and again, as a baseline is. Not to be changed."""
    return _summary(votes_key(voter, functions, split), voter, functions, split)


@st.cache_resource(max_entries=32, show_spinner=False)
def _summary(key: VotesKey, _voter: Voter, _functions: FunctionSet, _split: str) -> pd.DataFrame:
    names = [function.name for function in _functions.enabled]
    return analysis.summary(patterns(_voter, _functions, _split), names)


def without_each(voter: Voter, functions: FunctionSet) -> pd.DataFrame:
    """`leave_one_out.of_a_calibrated_vote`, once for all who ask, as for a baseline. Not to be changed."""
    return _without_each(votes_key(voter, functions, "dev"), voter, functions)


@st.cache_resource(max_entries=64, show_spinner=False)
def _without_each(key: VotesKey, _voter: Voter, _functions: FunctionSet) -> pd.DataFrame:
    return leave_one_out.of_a_calibrated_vote(_voter, _functions.enabled)


def votes_key(voter: Voter, functions: FunctionSet, split: str) -> VotesKey:
    """All that the votes on a split, and their gold, depend on."""
    dataset, rules = voter.dataset, functions.model_dump_json() + python_functions.version()
    return dataset.about.name, dataset.fingerprint, given_by_hand(dataset), rules, split


def sweeper(dataset: Dataset) -> Sweeper:
    """A dataset's features in order, for sweeps over thresholds; one for all sessions."""
    return _sweeper(dataset.about.name, dataset.fingerprint, given_by_hand(dataset), dataset)


@st.cache_resource(max_entries=3, show_spinner=False)
def _sweeper(name: str, fingerprint: str, given: bytes, _dataset: Dataset) -> Sweeper:
    return Sweeper(_dataset)


def exploration(dataset: Dataset) -> Exploration:
    """What the data say, test left out; one for all sessions, and no gold in it."""
    return _exploration(dataset.about.name, dataset.fingerprint, dataset)


@st.cache_resource(max_entries=3, show_spinner="Counting the ratings …")
def _exploration(name: str, fingerprint: str, _dataset: Dataset) -> Exploration:
    return Exploration(_dataset)


def given_by_hand(dataset: Dataset) -> bytes:
    """The gold given by hand as this very dataset has it: somebody may give more while a page is being drawn."""
    rows = dataset.hand_labeled
    return rows.tobytes() + dataset.pairs.gold[rows].tobytes()


def settle_memory() -> None:
    """Take what is loaded by now out of the garbage collector's sight.

    Streamlit collects fully after every rerun; the modules and the data, which never become garbage, made that the
    slowest part of a light rerun (92 ms instead of 9).
    """
    gc.collect()
    gc.freeze()


def model(run: ModelRun) -> Model:
    """A trained model. Numbers of removed runs are given again, so the name alone would not tell which."""
    return _model(run.id, run.created, run)


@st.cache_resource(max_entries=8, show_spinner="Loading the model …")
def _model(run_id: str, created: str, _run: ModelRun) -> Model:
    return model_runs.load_model(_run)


def shelves(dataset: Dataset, run: ModelRun) -> Shelves:
    """What a trained model sees of a dataset's users."""
    rated = run.labels == "ratings"
    return _shelves(dataset.about.name, dataset.fingerprint, rated, dataset)


@st.cache_resource(max_entries=6, show_spinner=False)
def _shelves(name: str, fingerprint: str, rated: bool, _dataset: Dataset) -> Shelves:
    return Shelves.of_dataset(_dataset, rated)


def training_rows(voter: Voter, run: ModelRun, labels: LabelRun | None) -> TrainingRows:
    """What a run was trained on; labels: the label run that it stands on."""
    return _training_rows(
        (run.id, run.created, voter.dataset.fingerprint, given_by_hand(voter.dataset)), voter, run, labels
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _training_rows(
    key: tuple[str, str, str, bytes], _voter: Voter, _run: ModelRun, _labels: LabelRun | None
) -> TrainingRows:
    return rows_of_training.of_run(_voter, _run, _labels)


def histogram(dataset: Dataset, feature: str) -> pd.DataFrame:
    """`histograms.histogram`, counted once for all sessions."""
    return _histogram(dataset.about.name, dataset.fingerprint, given_by_hand(dataset), feature, dataset)


@st.cache_resource(max_entries=64, show_spinner=False)
def _histogram(name: str, fingerprint: str, given: bytes, feature: str, _dataset: Dataset) -> pd.DataFrame:
    return histograms.histogram(_dataset, feature)


@st.cache_data(max_entries=512, show_spinner=False)
def kept(key: Any, _make: Callable[[], Any]) -> Any:
    """What `_make` made for that key before, or makes now. Frames in the key have to be small: of big ones only a
    sample is looked at.
    """
    return _make()
