"""One dataset: everything that is known of it, and what can be done with it."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages.ui import dataset_facts, dataset_list, jobs, state
from pages.ui.text import plain
from recsys import workspace
from recsys.data import inventory
from recsys.data.inventory import Entry
from recsys.errors import VotebookError
from recsys.settings import About
from recsys.workspace import Standing

OVERVIEW = "pages/overview.py"


def show(entry: Entry) -> None:
    """The card of a dataset, damaged or not."""
    job = workspace.job_on(entry.name)
    with st.container(border=True):
        title, buttons = st.columns([3, 2], vertical_alignment="center")
        title.markdown(f"#### {plain(entry.name)}")
        with buttons.container(horizontal=True, horizontal_alignment="right"):
            if not entry.damage and st.button("Open", type="primary", icon=":material/folder_open:"):
                open_dataset(entry.name)
            if not entry.damage:
                _rename(entry.name)
            _remove(entry.name)
        if job is not None:
            st.info(f"{jobs.NAMES[job.kind]} is {job.state} on it; until that ends it is neither renamed nor removed.")
        if entry.damage:
            st.error(plain(entry.damage), icon=":material/broken_image:")
        else:
            _facts(entry)


def open_dataset(name: str) -> None:
    """Go to the Overview with a dataset."""
    state.choose("dataset", name)
    st.switch_page(OVERVIEW)


def _facts(entry: Entry) -> None:
    info = entry.info
    about = About.model_validate(info["about"])
    made = about.created[:16].replace("T", " ")
    st.markdown(f"{plain(about.description)} Made {plain(made)} UTC. {_license(about.license)}")
    dataset_facts.show_counts(info["counts"], about, {"on disk": inventory.size_in_words(entry.bytes)})
    left, right = st.columns([2, 3], gap="medium")
    with left:
        dataset_facts.show_splits(info["counts"])
        _files(entry)
    with right:
        dataset_facts.show_settings(info["settings"])
    dataset_facts.show_left_out(info["left_out"], info.get("places", {}))


def _license(license: str) -> str:
    return f"License: {plain(license)}" if license else "No license is known."


def _files(entry: Entry) -> None:
    """The checksums as they were written, and whether the files still have them."""
    with st.popover("Checksums of its files", icon=":material/fingerprint:"):
        checksums = entry.info["checksums"]
        rows = [{"file": file, "bytes": entry.sizes[file], "checksum": checksums[file]} for file in checksums]
        numbers = {"bytes": st.column_config.NumberColumn(format="localized")}
        st.dataframe(pd.DataFrame(rows), hide_index=True, width=480, column_config=numbers)
        st.caption(f"Of all of them: {entry.info['fingerprint']}")
        if st.button("Compare with the files", key=f"compare/{entry.name}"):
            if damaged := inventory.damaged_files(entry.name):
                st.error(plain(inventory.not_as_written(entry.name, damaged)))
            else:
                st.success("All files are as they were written.")


def _rename(name: str) -> None:
    with st.popover("Rename", icon=":material/edit:", key=f"rename/{name}", on_change="rerun") as popover:
        if not popover.open:
            return
        new = st.text_input("New name", name, key=f"new name/{name}", max_chars=64, help="Letters, digits, - and _.")
        st.caption("Its functions, versions, runs and hand labels follow.")
        if st.button("Rename it", type="primary", key=f"do rename/{name}") and _done(
            lambda: workspace.rename_dataset(name, new.strip())
        ):
            dataset_list.look_at(new.strip())
            if state.shown("dataset") == name:
                state.choose("dataset", new.strip())
            st.rerun()


def _remove(name: str) -> None:
    with st.popover("Remove", icon=":material/delete:", key=f"remove/{name}", on_change="rerun") as popover:
        if not popover.open:
            return
        st.markdown(f"Remove **{plain(name)}**? {_what_goes(workspace.standing_on(name))} There is no way back.")
        if st.button("Remove it for good", type="primary", key=f"do remove/{name}") and _done(
            lambda: workspace.remove_dataset(name)
        ):
            st.rerun()


def _what_goes(standing: Standing) -> str:
    parts = {
        "saved version": standing.versions,
        "label model": standing.label_runs,
        "trained model": standing.models,
        "hand label": standing.hand_labels,
        "own rating": standing.own_ratings,
    }
    counted = [f"{count:,} {what}{'' if count == 1 else 's'}" for what, count in parts.items() if count]
    if standing.people:
        counted.insert(0, f"the edited functions of {standing.people} {'person' if standing.people == 1 else 'people'}")
    return f"With it go {', '.join(counted)}." if counted else "Nothing else stands on it."


def _done(act: Callable[[], None]) -> bool:
    """Whether it was done; if not, the reason is shown."""
    try:
        act()
    except VotebookError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return False
    return True
