"""Saved function sets as the Versions page shows them."""

import pandas as pd
import streamlit as st

from pages.ui import charts, downloads, edits, figures, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import versions, working_sets
from recsys.errors import BadInput
from recsys.labeling import changes, functions
from recsys.labeling.functions import FunctionSet
from recsys.versions import Version

ONE_LINE, THREE_LINES = 55, 72  # characters of a cell, pixels of a row
NOW = 0  # stands for the functions as they are now among the versions' numbers
NUMBERS = {
    "dev coverage": "Share of dev rows with any vote.",
    "train coverage": "Share of train rows with any vote.",
    "accuracy": "Of the majority vote, on the covered dev rows.",
    "f1": "Harmonic mean of precision and recall of the liked rows, of the majority vote on the covered dev rows.",
    "auc": "How often the majority vote ranks a liked dev row above a not liked one; one half is chance.",
}
NUMBERS_OF_COVERAGE = ["dev coverage", "train coverage"]


def save_form(desk: Desk) -> None:
    """Keep the functions as they are now; who was overtaken by somebody else is told, and decides."""
    if (saved := state.remembered("saved version")) is not None:
        st.toast(f"Saved as version {saved}.", icon=":material/bookmark:")
        state.forget("saved version")
    with st.form("save version", clear_on_submit=False, border=False):
        field, button = st.columns([4, 1], vertical_alignment="bottom")
        name = field.text_input(
            "Name of the new version", placeholder="what is new in it", max_chars=80,
            key=f"version name/{desk.name}/{state.counter('versions saved')}",  # an empty one once it is saved
        )  # fmt: skip
        overtaken = edits.refusal(desk.dataset, "version")
        if overtaken:
            st.warning(plain(overtaken), icon=":material/group:")
        beside = bool(overtaken) and st.checkbox("Save mine beside it")
        if button.form_submit_button("Save version", type="primary", width="stretch"):
            _save(desk, name, beside)


def _save(desk: Desk, name: str, beside: bool) -> None:
    try:
        version = versions.save(desk.voter, desk.functions, name, desk.person, beside)
    except versions.Overtaken as error:
        edits.refuse(desk.dataset, "version", str(error))
        st.rerun()
    except BadInput as error:
        st.error(plain(str(error)), icon=":material/block:")
    else:
        edits.accept(desk.dataset, "version")
        state.remember("saved version", version.number)
        state.count_up("versions saved")
        st.rerun()  # what one works on was read before


def listed(desk: Desk) -> list[Version]:
    """The versions as a table, newest first."""
    saved = versions.of_dataset(desk.name)
    if saved:
        rows = [
            {
                "version": version.number,
                "name": version.name,
                "saved": version.created[:16].replace("T", " "),
                "grew from": "–" if version.parent is None else str(version.parent),
                "by": "you" if version.person == desk.person else "somebody else",
                "": "you work on it" if version.number == desk.standing.version else "",
            }
            | version.numbers
            for version in saved
        ]
        shares = {
            name: st.column_config.NumberColumn(name, format="percent", help=text) for name, text in NUMBERS.items()
        }
        saved_when = st.column_config.Column("saved", help="UTC")
        st.dataframe(pd.DataFrame(rows), hide_index=True, placeholder="", column_config={**shares, "saved": saved_when})
    return saved


def timeline(saved: list[Version]) -> None:
    """How the numbers went from version to version: coverage, and beside it the majority vote's."""
    if len(saved) > 1:
        sides = {"Coverage": NUMBERS_OF_COVERAGE, "Majority vote": [n for n in NUMBERS if n not in NUMBERS_OF_COVERAGE]}
        for column, (title, names) in zip(st.columns(2, gap="medium"), sides.items(), strict=True):
            rows = [
                {"version": v.number, "name": v.name, "what": name, "value": v.numbers.get(name)}
                for v in reversed(saved)
                for name in names
            ]
            with column:
                st.markdown(f"**{title}**, version by version")
                figures.draw(charts.timeline(pd.DataFrame(rows).dropna(subset="value")))


def compare(desk: Desk, saved: list[Version]) -> None:
    """Two versions beside one another: what changed in the rules, and what in the numbers."""
    st.subheader("Compare", anchor=False)
    titles = {NOW: "as they are now"} | {version.number: f"{version.number} · {version.name}" for version in saved}
    before, after = st.columns(2)
    first = before.selectbox("before", list(titles), index=1, format_func=titles.__getitem__, key="before")
    second = after.selectbox("after", list(titles), format_func=titles.__getitem__, key="after")
    sides = {number: _side(desk, saved, number) for number in (first, second)}
    rules = changes.between(sides[first][0], sides[second][0])
    if rules.empty:
        st.info("The rules of the two are the same.")
    else:
        is_long = rules[["before", "after"]].map(len).to_numpy().max() > ONE_LINE
        st.dataframe(
            rules, hide_index=True, row_height=THREE_LINES if is_long else None,
            column_config={side: st.column_config.Column(width="large") for side in ("before", "after")},
        )  # fmt: skip
    table = pd.DataFrame({"before": sides[first][1], "after": sides[second][1]}).astype(float)
    table["change"] = table["after"] - table["before"]
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(table, placeholder="", column_config=dict.fromkeys(["before", "after", "change"], percent))


def _side(desk: Desk, saved: list[Version], number: int) -> tuple[FunctionSet, dict[str, float | None]]:
    if number == NOW:
        return desk.functions, versions.numbers(desk.voter, desk.functions)
    version = next(v for v in saved if v.number == number)
    return version.functions, version.numbers


def take_away(desk: Desk, saved: list[Version]) -> None:
    """Go back to a version, or download it."""
    st.subheader("Go back to a version, or take it away", anchor=False)
    by_number = {version.number: version for version in saved}
    state.from_address("version", [str(number) for number in by_number], str(saved[0].number))
    chosen = st.selectbox(
        "Version", [str(number) for number in by_number], key="version", label_visibility="collapsed",
        format_func=lambda number: f"{number} · {by_number[int(number)].name}",
    )  # fmt: skip
    state.to_address("version")
    version = by_number[int(chosen)]
    restore, download = st.columns([1, 3], vertical_alignment="center")
    restore.button(
        "Work on this version", icon=":material/restore:", on_click=_restore, args=(desk, version.number),
        disabled=version.functions == desk.functions, width="stretch",
        help="Your functions become this version's. Undo, under Labeling functions, takes that back.",
    )  # fmt: skip
    with download:
        downloads.json_button(version.functions.model_dump_json(indent=1), f"{desk.name}-version-{version.number}")


def _restore(desk: Desk, number: int) -> None:
    versions.restore(desk.dataset, number, desk.person)
    edits.forget_refusals(desk.dataset, desk.functions)
    st.toast(
        f"Your functions are now those of version {number}. Undo, under Labeling functions, takes that back.",
        icon=":material/restore:",
    )


def import_form(desk: Desk) -> None:
    """Take functions from a JSON file, as the downloads here and the command line write them."""
    if (taken_over := state.remembered("functions taken")) is not None:
        st.toast(f"{taken_over} functions taken. Undo takes that back.", icon=":material/upload:")
        state.forget("functions taken")
    with st.expander("Take functions from a file"):
        file = st.file_uploader("Functions, as they are downloaded here", type=["json", "py"], max_upload_size=5)
        if file is not None and st.button("Work on these functions"):
            try:
                taken = functions.parse(file.getvalue().decode(errors="replace"), file.name)
            except BadInput as error:
                st.error(plain(str(error)), icon=":material/block:")
                return
            working_sets.edit(desk.dataset, taken, desk.person)
            edits.forget_refusals(desk.dataset, desk.functions)
            state.remember("functions taken", len(taken.functions))
            st.rerun()  # what stands above speaks of those that were worked on until now
