"""Save the functions under a name, compare any two versions, go back to one, and see how the numbers went."""

import streamlit as st

from pages.ui import frame, version_comparison, versions

with frame.open_page(
    "Versions",
    "Every saved set of functions with its numbers. Saving adds; nothing is ever overwritten.",
) as desk:
    versions.save_form(desk)
    saved = versions.listed(desk)
    if not saved:
        st.info("Nothing is saved yet. Give the functions as they are now a name, and they can be compared with later.")
        versions.import_form(desk)
        st.stop()
    version_comparison.timeline(saved)
    version_comparison.compare(desk, saved)
    versions.take_away(desk, saved)
    versions.import_form(desk)
