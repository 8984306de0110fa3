"""Two lists of the same user beside one another: what came, what went, what moved."""

import numpy as np
import pandas as pd

from recsys.data.dataset import Ints

CHANGES = ("came", "went", "up", "down", "same")


def compare(before: Ints, after: Ints, k: int) -> pd.DataFrame:
    """The items in either top k: item, before, after (their ranks, 0: not in the list at all), change, one of CHANGES.

    Ordered by the new rank, those that went last. before, after: every item's rank, 0 where it has none.
    """
    inside_before, inside_after = _inside(before, k), _inside(after, k)
    items = np.flatnonzero(inside_before | inside_after)
    was, is_ = before[items], after[items]
    change = np.select(
        [~inside_before[items], ~inside_after[items], is_ < was, is_ > was], ["came", "went", "up", "down"], "same"
    )
    table = pd.DataFrame({"item": items.astype(np.int32), "before": was, "after": is_, "change": change})
    order = np.lexsort((was, is_, change == "went"))
    return table.iloc[order].reset_index(drop=True)


def counts(table: pd.DataFrame) -> dict[str, int]:
    """How many items of `compare` came, went, moved and stayed."""
    change = table["change"]
    return {
        "came": int((change == "came").sum()),
        "went": int((change == "went").sum()),
        "moved": int(change.isin(["up", "down"]).sum()),
        "same": int((change == "same").sum()),
    }


def in_words(before: int, after: int, k: int) -> str:
    """What became of a rank, in a word: "▲ 3", "▼ 2", "new", "=", or "gone"."""
    if not 0 < before <= k:
        return "new" if 0 < after <= k else ""
    if not 0 < after <= k:
        return "gone"
    if before == after:
        return "="
    return f"▲ {before - after}" if after < before else f"▼ {after - before}"


def _inside(rank: Ints, k: int) -> np.ndarray:
    return (rank > 0) & (rank <= k)
