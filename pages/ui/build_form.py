"""How a source becomes a dataset: what counts as liked, how it is split, what is left out."""

from typing import Any

import streamlit as st

from pages.ui.text import plain
from pages.ui.words import SPLIT_WORDS
from recsys.errors import BadInput
from recsys.settings import SPLIT_HELP, BuildSettings, checked

NO_LIMIT = 10**9
FIELDS = BuildSettings.model_fields
FRACTIONS = {"test_fraction": "test", "dev_fraction": "dev", "valid_fraction": "valid"}
FILTERS = {
    "min_user_items": "items of a user, at least",
    "max_user_items": "items of a user, at most",
    "min_item_ratings": "ratings of an item, at least",
    "max_item_ratings": "ratings of an item, at most",
}


def ask(defaults: BuildSettings, prefix: str) -> BuildSettings | None:
    """The settings, starting with `defaults`; None if they can't be, with the reason shown."""
    given: dict[str, Any] = {}
    liked, split, seed = st.columns([1, 2, 1])
    with liked:
        given["positive_from"] = st.number_input(
            "liked from", 0.01, None, defaults.positive_from, step=0.5, format="%g",
            # It begins anew wherever the scale of the ratings is corrected, as a share of which it was suggested.
            key=f"{prefix}/positive_from/{defaults.positive_from:g}", help=f"{FIELDS['positive_from'].description}.",
        )  # fmt: skip
    with split:
        options = list(SPLIT_WORDS)
        given["split"] = st.selectbox(
            "split", options, options.index(defaults.split), format_func=SPLIT_WORDS.__getitem__, key=f"{prefix}/split",
            help=f"{SPLIT_HELP}.",
        )  # fmt: skip
    with seed:
        given["seed"] = st.number_input(
            "seed", 0, 2**31 - 1, defaults.seed, key=f"{prefix}/seed", help="The same seed gives the same split."
        )
    for column, (name, label) in zip(st.columns(len(FRACTIONS)), FRACTIONS.items(), strict=True):
        given[name] = column.number_input(
            f"share of {label}", 0.0, 0.99, getattr(defaults, name), step=0.01, key=f"{prefix}/{name}",
            help=f"{FIELDS[name].description}.",
        )  # fmt: skip
    with st.expander("Leave out users and items with too few or too many"):
        for column, (name, label) in zip(st.columns(len(FILTERS)), FILTERS.items(), strict=True):
            start = getattr(defaults, name)
            found = column.number_input(
                label, 0, NO_LIMIT, None if start == NO_LIMIT else start, key=f"{prefix}/{name}",
                placeholder="no limit", help=f"{FIELDS[name].description}.",
            )  # fmt: skip
            given[name] = found if found is not None else (NO_LIMIT if name.startswith("max") else 1)
    try:
        return checked(BuildSettings, given, "settings")
    except BadInput as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None
