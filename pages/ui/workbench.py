"""The bench on which one function lies at a time: which, its switch and name, its rule, what it catches."""

import streamlit as st

from pages.ui import (
    edits,
    fields,
    keyword_editor,
    keyword_evidence,
    lookup_editor,
    python_editor,
    state,
    threshold_editor,
)
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.labeling import functions, starting_sets
from recsys.labeling.functions import (
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)


def choose(desk: Desk) -> LabelingFunction:
    """The function on the bench; it stands in the page's address."""
    names = [function.name for function in desk.functions.functions]
    state.from_address("function", names, names[0])
    off = {function.name for function in desk.functions.functions if not function.enabled}
    chosen = st.pills(
        "Function", names, key="function", required=True, label_visibility="collapsed",
        format_func=lambda name: f"{name} (off)" if name in off else name,
    )  # fmt: skip
    state.to_address("function")
    return desk.functions[chosen or names[0]]


def edit(desk: Desk, function: LabelingFunction) -> None:
    """One function: switch, name, rule, and the reason if its last edit was refused."""
    prefix = f"{desk.name}/{function.name}"
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.markdown(f"**`{function.name}`**")
        state.show(f"{prefix}/on", function.enabled)
        head.toggle(
            "on", key=f"{prefix}/on", on_change=fields.take, args=(desk, function.name, "enabled", f"{prefix}/on"),
            help="Switched off, the function has no part in any number and in no label.",
        )  # fmt: skip
        with head.popover(
            "", icon=":material/more_vert:", help="Rename, copy or remove this function.", key=f"{prefix}/more",
            on_change="rerun",
        ) as opened:  # fmt: skip
            if opened.open:
                _rename(desk, function)
        _edit_rule(desk, function, prefix)
        if reason := edits.refusal(desk.dataset, function.name):
            st.error(f"Not taken: {plain(reason)} The function stays as it was.", icon=":material/block:")


def _edit_rule(desk: Desk, function: LabelingFunction, prefix: str) -> None:
    why_not = functions.why_not(function, desk.dataset)
    if why_not:
        st.caption(plain(why_not))
    if isinstance(function, PythonFunction):
        python_editor.show(function)
    elif why_not:
        return
    elif isinstance(function, KeywordFunction):
        keyword_editor.edit(desk, function, prefix)
    elif isinstance(function, LookupFunction):
        lookup_editor.edit(desk, function, prefix)
    else:
        threshold_editor.edit(desk, function, prefix)


def show_evidence(desk: Desk, function: LabelingFunction) -> None:
    """What the function's rule is worth as it is, and what another would be."""
    if functions.why_not(function, desk.dataset) is not None:
        return
    if isinstance(function, KeywordFunction):
        keyword_evidence.show(desk, function)
    elif isinstance(function, ThresholdFunction):
        threshold_editor.show_evidence(desk, function)
    elif isinstance(function, LookupFunction):
        lookup_editor.show_evidence(desk, function)


def warn_of_silent(desk: Desk) -> None:
    """Say which functions that are switched on can't vote on these data, and why."""
    for function in desk.functions.enabled:
        if reason := functions.why_not(function, desk.dataset):
            st.warning(f"No votes: {plain(reason)}", icon=":material/volume_off:")


def not_applicable(desk: Desk) -> None:
    """Say which published functions these data can't have, and why."""
    reasons = [starting_sets.why_not(function, desk.dataset) for function in functions.published().functions]
    for reason in filter(None, reasons):
        st.caption(f":material/do_not_disturb_on: {plain(reason)}")


def _rename(desk: Desk, function: LabelingFunction) -> None:
    with st.form(f"rename/{function.name}", border=False):
        name = st.text_input("Name", function.name, max_chars=64)
        if st.form_submit_button("Rename", width="stretch"):
            if edits.edit(desk.dataset, function.name, lambda current: current.renamed(function.name, name)):
                state.choose("function", name)
            st.rerun()
    if st.button("Copy", width="stretch"):
        names = [f.name for f in desk.functions.functions]
        copy = next(name for n in range(2, 100) if (name := f"{function.name[:60]}_{n}") not in names)
        if edits.edit(
            desk.dataset, function.name,
            lambda current: current.added(function.model_copy(update={"name": copy})),
        ):  # fmt: skip
            state.choose("function", copy)
        st.rerun()
    if st.button("Remove", width="stretch", help="Undo brings it back."):
        edits.edit(desk.dataset, function.name, lambda current: current.removed(function.name))
        st.rerun()
