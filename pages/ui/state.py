"""What is shared between reruns and sessions: the only file with `st.session_state` and `st.cache_*`.

Nothing here is a loss when it goes: what a person would be sorry to lose is on disk before a rerun ends.
"""

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.web.server.starlette import starlette_app_utils, starlette_server_config

from recsys import files, hand_labels, model_runs, working_sets
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import python_functions
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import FunctionSet
from recsys.labeling.patterns import Patterns
from recsys.labeling.tuning.sweeps import Sweeper
from recsys.labeling.votes import Voter
from recsys.models.rating import RatingModel
from recsys.runs import ModelRun

HISTOGRAM_BINS = 40


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
    name, rules = voter.dataset.about.name, functions.model_dump_json() + python_functions.version()
    return _patterns(name, voter.dataset.fingerprint, _given(voter.dataset), rules, split, voter, functions)


@st.cache_resource(max_entries=256, show_spinner=False)
def _patterns(
    name: str, fingerprint: str, given: bytes, rules: str, split: str, _voter: Voter, _functions: FunctionSet
) -> Patterns:
    return _voter.patterns(_functions.enabled, split)


def sweeper(dataset: Dataset) -> Sweeper:
    """A dataset's features in order, for sweeps over thresholds; one for all sessions."""
    return _sweeper(dataset.about.name, dataset.fingerprint, _given(dataset), dataset)


@st.cache_resource(max_entries=3, show_spinner=False)
def _sweeper(name: str, fingerprint: str, given: bytes, _dataset: Dataset) -> Sweeper:
    return Sweeper(_dataset)


def _given(dataset: Dataset) -> bytes:
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


def model(run: ModelRun) -> RatingModel:
    """A trained model. Numbers of removed runs are given again, so the name alone would not tell which."""
    return _model(run.id, run.created, run)


@st.cache_resource(max_entries=8, show_spinner="Loading the model …")
def _model(run_id: str, created: str, _run: ModelRun) -> RatingModel:
    return model_runs.load_model(_run)


@st.cache_data(max_entries=64, show_spinner=False)
def histogram(name: str, fingerprint: str, feature: str, _dataset: Dataset) -> pd.DataFrame:
    """How a feature spreads over all data points: columns start, end, rows."""
    values = _dataset.features[feature]
    known = values[~np.isnan(values)]
    edges: int | np.ndarray = HISTOGRAM_BINS
    if FEATURES[feature].step >= 1:  # a count: whole numbers in the middle of their bins
        width = max(1, int(np.ceil((known.max() - known.min()) / HISTOGRAM_BINS)))
        edges = np.arange(known.min() - 0.5, known.max() + width, width)
    rows, found = np.histogram(known, bins=edges)
    return pd.DataFrame({"start": found[:-1], "end": found[1:], "rows": rows})


@st.cache_data(max_entries=512, show_spinner=False)
def kept(key: Any, _make: Callable[[], Any]) -> Any:
    """What `_make` made for that key before, or makes now. Frames in the key have to be small: of big ones only a
    sample is looked at.
    """
    return _make()


def is_first_run() -> bool:
    """Whether the session has run no page before; asked once a run."""
    first = "opened" not in st.session_state
    st.session_state["opened"] = True
    return first


def from_address(key: str, options: list[str], default: str) -> None:
    """Let the chooser `key`, about to be drawn, show what it showed last, or else what the page's address says.

    It is set at every run: a chooser is a new one on each page, and a new one starts with its first option otherwise.
    Nor does Streamlit's own binding to the address do: what came with the address it forgets at a change of page.
    """
    wanted = (st.session_state.get(key), st.session_state.get(f"last/{key}"), st.query_params.get(key), default)
    st.session_state[key] = next(value for value in wanted if value in options)


def to_address(key: str) -> None:
    """Put what a chooser shows into the page's address, to be shared or reloaded."""
    chosen = st.session_state[f"last/{key}"] = st.session_state[key]
    put_into_address(key, chosen)


def put_into_address(key: str, value: str) -> None:
    """Let the page's address say what it shows, to be shared or reloaded."""
    if st.query_params.get(key) != value:
        st.query_params[key] = value


def follow_newest(key: str, newest_first: list[str]) -> None:
    """Let the chooser `key`, about to be drawn, show the newest if there is a new one, else as `from_address` does."""
    newest, seen = newest_first[0], f"newest/{key}"
    if st.session_state.get(seen, newest) != newest:
        st.session_state[key] = newest
    st.session_state[seen] = newest
    from_address(key, newest_first, newest)


def choose(key: str, value: str) -> None:
    """Let a chooser that is not drawn yet in this run, or is in the next, show `value`."""
    st.session_state[f"last/{key}"] = value
    st.session_state.pop(key, None)


def remember(key: str, value: Any) -> None:
    """Keep something for this session that is no loss when it goes, such as what a search found."""
    st.session_state[f"remembered/{key}"] = value


def remembered(key: str) -> Any:
    """What `remember` kept; None if nothing."""
    return st.session_state.get(f"remembered/{key}")


def counter(key: str) -> int:
    """A number that `count_up` raises, such as the seed of a draw."""
    return int(st.session_state.get(f"counter/{key}", 0))


def count_up(key: str) -> None:
    """Raise a counter by one."""
    st.session_state[f"counter/{key}"] = counter(key) + 1


def person() -> str:
    """A key of whoever sits in front of this browser: the same in all its tabs and after a reload, for no two alike.

    Streamlit gives each browser a random token, against forged requests, in a cookie that is masked anew each time.
    """
    cookie = st.context.cookies.get(starlette_server_config.XSRF_COOKIE_NAME, "")
    token, _ = starlette_app_utils.decode_xsrf_token_string(cookie)
    return files.text_checksum(token.hex())[:12] if token else working_sets.LOCAL


def edit(dataset: Dataset, what: str, change: Callable[[FunctionSet], FunctionSet]) -> bool:
    """Change the functions and keep the change, or, under `what`, why it was refused; returns whether it was taken."""
    try:
        current = working_sets.current(dataset, person())
        changed = change(current)
        if changed != current:
            working_sets.edit(dataset, changed, person())
    except BadInput as error:
        refuse(dataset, what, str(error))
        return False
    accept(dataset, what)
    return True


def edit_function(dataset: Dataset, name: str, **fields: Any) -> bool:
    """`edit` some fields of one function."""
    return edit(dataset, name, lambda current: current.changed(name, **fields))


def refuse(dataset: Dataset, what: str, reason: str) -> None:
    """Keep why something was refused until it is taken."""
    st.session_state[_refusal(dataset, what)] = reason


def accept(dataset: Dataset, what: str) -> None:
    """Drop why it was refused."""
    st.session_state.pop(_refusal(dataset, what), None)


def refusal(dataset: Dataset, function: str) -> str | None:
    """Why the last edit of a function was refused; None if it was taken."""
    return st.session_state.get(_refusal(dataset, function))


def forget_refusals(dataset: Dataset, current: FunctionSet) -> None:
    """Drop what was refused, and what was typed for it."""
    for function in current.functions:
        st.session_state.pop(_refusal(dataset, function.name), None)


def shown(key: str) -> Any:
    """What a widget shows now."""
    return st.session_state[key]


def show(key: str, value: Any) -> None:
    """Make a widget that is about to be drawn show `value`: the state on disk, whoever changed it."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _refusal(dataset: Dataset, function: str) -> str:
    return f"refused/{dataset.about.name}/{function}"
