"""The tables about votes and labels, from the desk to what `st.dataframe` and `charts` show."""

import pandas as pd
import streamlit as st

from pages.ui.frame import Desk
from recsys.labeling import analysis

HELP = {
    "name": "The function.",
    "j": "Its column in the votes.",
    "polarity": "Which labels it ever votes: 0 not liked, 1 liked.",
    "coverage": "Share of rows on which it votes.",
    "overlaps": "Share of rows on which it and another function vote.",
    "conflicts": "Share of rows on which it and another function vote differently.",
    "correct": "Votes that agree with gold.",
    "incorrect": "Votes that disagree with gold.",
    "accuracy": "Empirical accuracy: correct among the votes on rows with gold. Empty where there is none.",
}


def functions(desk: Desk) -> pd.DataFrame:
    """The LF table on dev."""
    return analysis.summary(desk.patterns("dev"), _names(desk))


def show_functions(table: pd.DataFrame) -> None:
    """Draw the LF table, each column explained."""
    shares = {
        name: st.column_config.NumberColumn(
            name if name != "accuracy" else "emp. accuracy", format="percent", help=HELP[name]
        )
        for name in ("coverage", "overlaps", "conflicts", "accuracy")
    }
    others = {name: st.column_config.Column(name, help=HELP[name]) for name in HELP if name not in shares}
    st.dataframe(
        table.assign(polarity=table["polarity"].map(lambda labels: ", ".join(map(str, labels)))),
        hide_index=True,
        column_config=others | shares,
        column_order=["j", "name", *analysis.COLUMNS[2:]],
    )


def coverage_metrics(desk: Desk) -> None:
    """How many rows get a label at all, and how balanced dev is."""
    dev, train = desk.patterns("dev"), desk.patterns("train")
    balance = analysis.class_balance(dev)
    columns = st.columns(3)
    columns[0].metric("dev covered", f"{analysis.coverage(dev):.2%}", help="Share of dev rows with any vote.")
    covered = int(train.counts[train.covered].sum())
    columns[1].metric(
        "train rows covered", f"{covered:,}", help=f"{analysis.coverage(train):.2%} of {train.total:,} train rows."
    )
    columns[2].metric(
        "liked on dev", "–" if balance is None else f"{balance:.1%}", help="The class balance: share of liked by gold."
    )


def coverages(desk: Desk) -> pd.DataFrame:
    """Each function's coverage on dev and train: name, dev, train."""
    parts = {split: analysis.summary(desk.patterns(split), _names(desk))["coverage"] for split in ("dev", "train")}
    return pd.DataFrame({"name": _names(desk)} | parts)


def conflicts(desk: Desk) -> pd.DataFrame:
    """Conflicts on dev for each ordered pair of functions: first, second, share."""
    names, matrix = _names(desk), analysis.conflict_matrix(desk.patterns("dev"))
    return pd.DataFrame(
        [
            {"first": first, "second": second, "share": matrix[i, j]}
            for i, first in enumerate(names)
            for j, second in enumerate(names)
        ]
    )


def prior(desk: Desk) -> float | None:
    """The share of liked rows on dev."""
    return analysis.class_balance(desk.patterns("dev"))


def _names(desk: Desk) -> list[str]:
    return [function.name for function in desk.functions.enabled]
