"""Edit the labeling functions one at a time, and see at once what that does to every number and the rows behind it."""

import streamlit as st

from pages.ui import between, coverage, frame, function_table, points, toolbar, workbench

with frame.open_page(
    "Labeling functions",
    "Each function votes liked, not liked, or abstains. Edit one, and the numbers follow at once; edits are kept.",
) as desk:
    toolbar.draw(desk)
    if not desk.functions.functions:
        st.info("None of the published functions applies to these data. Make one of your own with “New function”.")
        workbench.not_applicable(desk)
        st.stop()
    if desk.names:
        function_table.metrics(desk)
        numbers = function_table.numbers(desk)
        if clicked := function_table.show(desk, numbers):
            points.show_behind(desk, clicked, "the table")
        workbench.warn_of_silent(desk)
    else:
        st.info("Every function is switched off. Switch one on to see its numbers.")
    function = workbench.choose(desk)
    rule, evidence = st.columns([5, 6], gap="medium")
    with rule:
        workbench.edit(desk, function)
    with evidence:
        workbench.show_evidence(desk, function)
    if not desk.names:
        st.stop()
    overall, together, slices = st.tabs(
        ["Coverage and accuracy", "Between functions", "By slice"], key="view", on_change="rerun", bind="query-params"
    )
    if overall.open:
        with overall:
            coverage.show(desk, numbers.evidence)
    if together.open:
        with together:
            if clicked := between.show(desk):
                points.show_behind(desk, clicked, "the matrix")
            between.warnings(desk)
    if slices.open:
        with slices:
            if clicked := coverage.show_slices(desk):
                points.show_behind(desk, clicked, "the slices")
    function_table.take_away(desk, numbers)
    workbench.not_applicable(desk)
