"""What the page on errors is about: a trained model, its labels, a split, and every row of it judged."""

from dataclasses import dataclass
from typing import Any, Literal, cast

import streamlit as st

from pages.ui import caches, readers, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import runs
from recsys.errors import NotFound
from recsys.inspection import error_cells, worst_served
from recsys.inspection.error_cells import Judged
from recsys.inspection.worst_served import Lists, RankUsers
from recsys.labeling import python_functions
from recsys.models.families import FAMILIES
from recsys.runs import LabelRun, ModelRun

Split = Literal["dev", "valid", "test"]
SPLITS: tuple[Split, ...] = ("dev", "valid", "test")
SPLIT_HELP = (
    "dev: functions are tuned on its gold, and most models learn from it. valid: only tells a training when to stop. "
    "test: held out for the final numbers."
)


@dataclass(frozen=True)
class Analysis:
    """A model's rows of a split, judged. labels: the label run that it learned from, if there is one. lists: what it
    ranks for every user, if that was made. key: all that the numbers depend on."""

    run: ModelRun
    labels: LabelRun | None
    split: Split
    judged: Judged
    lists: Lists | None
    key: tuple[Any, ...]

    @property
    def predicts(self) -> str:
        """What the scores of the model's family are: liked, stars or order."""
        return FAMILIES[self.run.model].predicts

    @property
    def wanted(self) -> RankUsers:
        """The lists, as they are asked for."""
        return RankUsers(dataset=self.run.dataset, run=self.run.id, split=self.split)


def open_analysis(desk: Desk, run: ModelRun) -> Analysis | None:
    """The chosen split's rows with gold, judged; None, and it is said, where no split has any."""
    model = readers.open_model(desk, run)
    split = _choose_split(desk, run)
    if split is None:
        return None
    labels = _labels(run)
    key = (
        "errors", run.id, run.created, desk.dataset.fingerprint, caches.given_by_hand(desk.dataset),
        python_functions.version(), split,
    )  # fmt: skip
    judged = caches.kept(key, lambda: error_cells.judge(desk.voter, run, model, split, labels))
    lists = worst_served.found(RankUsers(dataset=run.dataset, run=run.id, split=split))
    found = Analysis(run, labels, split, judged, lists, (*key, lists is not None))
    if found.predicts == "stars" and lists is not None:
        judged = error_cells.with_predictions(judged, lists.rows.astype("int64"), lists.predicted)
    return Analysis(run, labels, split, judged, lists, found.key)


def learned_from(run: ModelRun, split: Split) -> bool:
    """Whether a model learned from the gold or the ratings of a split."""
    return split == "dev" and run.labels != "weak"


def _choose_split(desk: Desk, run: ModelRun) -> Split | None:
    with_gold = [split for split in SPLITS if (desk.dataset.gold(split) >= 0).any()]
    if not with_gold:
        st.info(
            "No row of dev, valid or test has gold, so nothing can be called right or wrong. Give some by hand under "
            "Data points, or import data with ratings."
        )
        return None
    fair = [split for split in with_gold if not learned_from(run, split)]
    state.from_address("split", list(with_gold), (fair or with_gold)[0])
    st.segmented_control("Rows of", with_gold, key="split", required=True, help=SPLIT_HELP)
    state.to_address("split")
    split = cast(Split, state.shown("split"))
    if learned_from(run, split):
        st.caption(f"{plain(run.id)} learned from dev, so it errs less there than on rows that are new to it.")
    elif split == "test":
        st.caption("Look, but mend nothing by what you see here: whoever tunes on test has no honest number left.")
    return split


def _labels(run: ModelRun) -> LabelRun | None:
    if run.label_run is None:
        st.caption(f"{plain(run.id)} learned without labeling functions, so no function is to blame for its errors.")
        return None
    try:
        found = runs.load(run.label_run)
    except NotFound:
        st.warning(
            f"{plain(run.label_run)}, whose labels it learned from, was removed, so its labels can't be shown. "
            "Train it again to see them.",
            icon=":material/link_off:",
        )
        return None
    return found if isinstance(found, LabelRun) else None
