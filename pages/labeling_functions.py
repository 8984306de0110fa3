"""Edit the labeling functions and see at once what that does to the LF table and its charts."""

import streamlit as st

from pages.ui import charts, downloads, editors, figures, frame, tables

with frame.open_page(
    "Labeling functions",
    "Each function votes liked, not liked, or abstains. Edit one, and the numbers follow at once; edits are kept.",
) as desk:
    if not desk.functions.functions:
        st.info("None of the published functions applies to these data: they need review text, or authors.")
        editors.not_applicable(desk)
        st.stop()
    numbers = tables.functions(desk)
    tables.show_functions(numbers)
    controls, results = st.columns([1, 1], gap="medium")
    with controls:
        editors.toolbar(desk)
        with st.container(height=720, border=False):
            for function in desk.functions.functions:
                editors.card(desk, function)
            editors.not_applicable(desk)
    with results:
        tables.coverage_metrics(desk)
        if numbers.empty:
            st.info("Every function is switched off. Switch one on to see its numbers.")
            st.stop()
        figures.draw(charts.coverage, tables.coverages(desk))
        figures.draw(charts.accuracy, numbers.drop(columns="polarity"), tables.prior(desk))
        st.markdown("**Conflicts**: share of dev rows on which two functions vote against each other")
        figures.draw(charts.conflicts, tables.conflicts(desk))
        downloads.csv_button(numbers, f"{desk.name}-functions-dev")
        downloads.json_button(desk.functions.model_dump_json(indent=1), f"{desk.name}-functions")
