"""Label right or wrong × model right or wrong: each cell with what to do about it, and the rows in it."""

import streamlit as st

from pages.ui import error_lists, error_rows, state
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from recsys.inspection import error_cells
from recsys.inspection.error_cells import LABEL_OUTCOMES, MODEL_OUTCOMES, LabelOutcome, ModelOutcome

KEY = "cell"  # in the address
Cell = tuple[LabelOutcome, ModelOutcome]
ADVICE: dict[Cell, tuple[str, str]] = {
    ("right", "right"): ("Nothing to do", "Votes and model both say what gold says."),
    ("right", "wrong"): (
        "The model's own", "Its labels are right on rows like these. Train it longer or larger, or another family.",
    ),
    ("wrong", "right"): (
        "Mend a function", "The model saw past the votes here, but they teach it wrong elsewhere. See Functions.",
    ),
    ("wrong", "wrong"): (
        "Mend a function", "Votes against gold taught it so. See Functions for which of them did the most harm.",
    ),
    ("none", "right"): ("Nothing urgent", "No vote decides, but the model learned enough from other rows."),
    ("none", "wrong"): ("Add a function, or cover more", "No vote decides here. Make one that votes on such rows."),
}  # fmt: skip
WITHOUT_LABELS: dict[ModelOutcome, tuple[str, str]] = {
    "right": ("Nothing to do", "The model says what gold says."),
    "wrong": ("The model's own", "No labels taught it this. Train it on weak labels, longer or larger, or another."),
}
LABEL_WORDS = {"right": "label right", "wrong": "label wrong", "none": "no label"}


def show(desk: Desk, found: Analysis) -> None:
    """The cells, and the rows of the one that was opened."""
    if found.predicts == "order":
        st.info(
            "A model of this family puts items in an order and says of none whether it is liked, so no row can be "
            "called right or wrong. See Users for whom it serves badly, and Functions for its labels."
        )
        return
    if not found.judged.can_be_wrong:
        error_lists.offer(desk, found, "This family predicts what is held out of each user's shelf, one at a time.")
        return
    _say_what_is_judged(found)
    table = error_cells.cells(found.judged)
    numbers = zip(table["rows"].to_list(), table["share"].to_list(), strict=True)
    counts = dict(zip(zip(table["label"], table["model"], strict=True), numbers, strict=True))
    labels = LABEL_OUTCOMES if found.labels is not None else ("none",)
    opened = _opened()
    for label in labels:
        for model, column in zip(MODEL_OUTCOMES, st.columns(2, gap="medium"), strict=True):
            rows, share = counts[label, model]
            with column.container(border=True, height="stretch"):
                _card(found, (label, model), rows, share, (label, model) == opened)
    if opened is None or opened[0] not in labels:
        st.caption("Open a cell to read its rows, the surest of the model's first.")
        return
    words = f"{LABEL_WORDS[opened[0]]}, model {opened[1]}"
    st.subheader(f"The rows: {words if found.labels is not None else f'model {opened[1]}'}", anchor=False)
    held = found.judged.label_is(opened[0]) & found.judged.model_is(opened[1])
    error_rows.show(desk, found, found.judged.surest_first(held), "-".join(opened))


def _say_what_is_judged(found: Analysis) -> None:
    judged = found.judged
    asked = int(judged.is_asked.sum())
    if judged.is_probability:
        st.caption(f"{asked:,} rows of {found.split} with gold. Above one half counts as called liked.")
    else:
        st.caption(
            f"{asked:,} of {len(judged):,} rows of {found.split} with gold: those held out, each predicted from the "
            f"rest of its user's shelf. {judged.liked_from:g} or more counts as called liked."
        )


def _card(found: Analysis, cell: Cell, rows: int, share: float, is_open: bool) -> None:
    what, why = ADVICE[cell] if found.labels is not None else WITHOUT_LABELS[cell[1]]
    head = f"{LABEL_WORDS[cell[0]]}, model {cell[1]}" if found.labels is not None else f"model {cell[1]}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{rows:,}** rows ({share:.1%}) · {head}")
        st.button(
            "Close" if is_open else "Rows", key=f"open/{cell[0]}/{cell[1]}", disabled=not rows,
            type="primary" if is_open else "secondary", on_click=_open, args=("" if is_open else "-".join(cell),),
        )  # fmt: skip
    st.caption(f"**{what}.** {why}")


def _open(cell: str) -> None:
    state.remember(KEY, cell)
    state.put_into_address(KEY, cell)


def _opened() -> Cell | None:
    """The cell whose rows are asked for, by a click or a link."""
    kept = state.remembered(KEY)
    asked = state.in_address(KEY) if kept is None else kept
    found = next((cell for cell in ADVICE if "-".join(cell) == asked), None)
    if found is not None:
        state.put_into_address(KEY, "-".join(found))
    return found
