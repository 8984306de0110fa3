"""Saved function sets as the Versions page lists, saves and restores them."""

import pandas as pd
import streamlit as st

from pages.ui import downloads, edits, state, version_comparison
from pages.ui.frame import Desk
from pages.ui.numbers import percents
from pages.ui.text import plain
from recsys import versions, working_sets
from recsys.errors import BadInput
from recsys.labeling import functions
from recsys.versions import Version


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
            name: st.column_config.NumberColumn(name, help=text) for name, text in version_comparison.NUMBERS.items()
        }
        texts = {"name": st.column_config.Column(width="medium"), "saved": st.column_config.Column("saved", help="UTC")}
        table = percents(pd.DataFrame(rows), *shares)
        st.dataframe(table, hide_index=True, placeholder="", column_config={**shares, **texts})
    return saved


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
