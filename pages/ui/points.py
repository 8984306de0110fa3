"""Data points: which ones a number stands for, in words and page by page, to be narrowed down and taken away."""

import pandas as pd
import streamlit as st

from pages.ui import downloads, labels, point_card
from pages.ui.frame import Desk
from pages.ui.text import plain
from pages.ui.words import VOTE_WORDS
from recsys.columns import SPLITS
from recsys.labeling import data_point_table, data_points, selections
from recsys.labeling.data_points import Rows
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.selections import Queue, Selection

PAGE = 25
MOST_DOWNLOADED = 50_000
QUEUES: dict[Queue | None, str] = {
    None: "all rows",
    "covered": "rows with a vote",
    "uncovered": "rows without a vote",
    "conflicted": "rows with votes against each other",
    "confident_wrong": "labels that are wrong, the surest first",
    "near_threshold": "rows closest to the threshold",
}
OUTCOMES = {None: "", "right": "rightly", "wrong": "wrongly", "no gold": "without gold to tell"}
VOTES = {"cast": "votes", "positive": "votes liked", "negative": "votes not liked", "abstain": "abstains"}
RELATIONS = {"overlap": "votes together with", "agree": "votes as", "conflict": "votes against"}


def in_words(selection: Selection) -> str:
    """Which data points a selection means, as a clause for people."""
    parts = [QUEUES[selection.queue]] if selection.queue else []
    if selection.function:
        if selection.vote:
            parts.append(f"{selection.function} {VOTES[selection.vote]}")
        if selection.outcome:
            parts.append(f"{selection.function} votes {OUTCOMES[selection.outcome]}")
        if selection.relation:
            parts.append(
                f"{selection.function} {RELATIONS[selection.relation]} {selection.other or 'another function'}"
            )
        if selection.queue == "near_threshold":
            parts.append(f"of {selection.function}")
    if selection.gold is not None:
        parts.append({1: "gold is liked", 0: "gold is not liked", -1: "without gold"}[selection.gold])
    if selection.contains:
        parts.append(f"the review contains “{selection.contains}”")
    parts += [f"{part.kind}: {part.name}" for part in selection.slices]
    return f"{', '.join(parts) or 'all rows'} · {selection.split}"


def filters(desk: Desk, selection: Selection) -> Selection:
    """The selection, narrowed down or changed by a person."""
    queue, split, gold, text = st.columns([3, 2, 2, 4])
    functions = [function.name for function in desk.functions.functions]
    with_threshold = [f.name for f in desk.functions.functions if isinstance(f, ThresholdFunction)]
    queues = [name for name in QUEUES if name != "near_threshold" or with_threshold]
    fields = {
        "queue": queue.selectbox(
            "queue", queues, index=queues.index(selection.queue) if selection.queue in queues else 0,
            format_func=QUEUES.__getitem__, help="Ready-made lists of the rows most worth looking at.",
        ),
        "split": split.selectbox("split", [*SPLITS, "all"], index=[*SPLITS, "all"].index(selection.split)),
        "gold": gold.selectbox(
            "gold", [None, 1, 0, -1], index=[None, 1, 0, -1].index(selection.gold),
            format_func={None: "any", 1: "liked", 0: "not liked", -1: "none"}.__getitem__,
        ),
        "contains": text.text_input("the review contains", selection.contains, max_chars=200),
    }  # fmt: skip
    who, what = st.columns([3, 8])
    name = who.selectbox(
        "function", [None, *functions], format_func=lambda name: name or "any",
        index=[None, *functions].index(selection.function) if selection.function in functions else 0,
    )  # fmt: skip
    if fields["queue"] == "near_threshold" and name not in with_threshold:
        name = with_threshold[0]
        who.caption(f"Of {name}: only a threshold function has rows close to its threshold.")
    fields |= {"function": name}
    if name is None:
        fields |= {"vote": None, "outcome": None, "relation": None, "other": None}
    else:
        vote = what.selectbox(
            "where it", [None, *VOTES], format_func=lambda vote: VOTES.get(vote, "votes or not"),
            index=[None, *VOTES].index(selection.vote),
        )  # fmt: skip
        fields |= {"vote": vote}
        if name != selection.function:
            fields |= {"outcome": None, "relation": None, "other": None}
    return Selection.model_validate(selection.model_dump() | fields)


def show(desk: Desk, selection: Selection) -> None:
    """The rows of a selection, a page of them, and one of these in full."""
    found = labels.current(desk)
    probability = None
    if selection.queue == "confident_wrong":
        probability = labels.probabilities(desk, found, selection.split)
    rows = data_points.select(desk.voter, desk.functions, selection, probability)
    st.markdown(f"**{len(rows):,} rows**: {plain(in_words(selection))}")
    if not len(rows):
        st.info("No row is of that kind.")
        return
    pages = -(-len(rows) // PAGE)
    key = f"page/{desk.name}/{selections.to_text(selection)}"
    number = st.number_input(f"page, of {pages:,}", 1, pages, key=key, width=160) if pages > 1 else 1
    shown = rows[(number - 1) * PAGE : number * PAGE]
    table = data_point_table.page(desk.voter, desk.functions, shown, 0, PAGE)
    chosen = _table(desk, found, table, f"rows/{key}/{number}")
    _download(desk, rows)
    point_card.show(desk, found, int(table["row"][chosen]))


def show_behind(desk: Desk, selection: Selection, number: str) -> None:
    """The rows behind a number that was clicked; a click beside it puts them away again."""
    with st.container(border=True):
        st.page_link(
            "pages/data_points.py", label="Filter these rows under Data points", icon=":material/filter_alt:",
            query_params={"dataset": desk.name, "rows": selections.to_text(selection)},
            help=f"They stay here until another cell of {number} is clicked, or the same again.",
        )  # fmt: skip
        show(desk, selection)


def _table(desk: Desk, found: "labels.Current | None", table: pd.DataFrame, key: str) -> int:
    """Draw a page of rows; returns the place of the one that is chosen, the first if none is."""
    votes = {data_point_table.votes_column(name): name for name in (f.name for f in desk.functions.functions)}
    on = [column for column, name in votes.items() if name in desk.names]
    shown = table.assign(**{name: table[name].map(VOTE_WORDS) for name in (*votes, "gold")})
    if found is not None:
        shown["P(positive)"] = found.probabilities(table[on].to_numpy())
    texts = [name for name in ("title", "review", "author", "user_id") if name in shown and shown[name].notna().any()]
    event = st.dataframe(
        shown.drop(columns="row"), hide_index=True, on_select="rerun", selection_mode="single-row", key=key,
        column_order=["gold", *(["P(positive)"] if found else []), *on, *texts, "stars", *_scores(table)],
        column_config={
            **{column: st.column_config.Column(votes[column]) for column in votes},
            "P(positive)": st.column_config.NumberColumn(format="%.3f", help="The label it gets; empty: none."),
            "gold": st.column_config.Column("gold", help="– where there is none, as on train, where it is withheld."),
            "review": st.column_config.Column("review", width="large"),
        },
    )  # fmt: skip
    chosen = event["selection"]["rows"]
    return int(chosen[0]) if chosen and chosen[0] < len(table) else 0


def _scores(table: pd.DataFrame) -> list[str]:
    return [name for name in FEATURES if name in table]


def _download(desk: Desk, rows: Rows) -> None:
    if len(rows) > MOST_DOWNLOADED:
        st.caption(f"The download has the first {MOST_DOWNLOADED:,} of them.")
    few = rows[:MOST_DOWNLOADED]
    downloads.csv_when_asked(
        lambda: data_point_table.page(desk.voter, desk.functions, few, 0, len(few)), f"{desk.name}-rows"
    )
