"""The table of contents. A page may be asked for without this file having run, so nothing a page needs is here."""

import streamlit as st

# As each page says too, but before the menu is there: a sidebar keeps the width at which it first appears.
st.set_page_config(layout="wide", initial_sidebar_state=220)
st.navigation(
    [
        st.Page("pages/overview.py", title="Overview", default=True),
        st.Page("pages/explore.py", title="Explore"),
        st.Page("pages/labeling_functions.py", title="Labeling functions"),
        st.Page("pages/data_points.py", title="Data points"),
        st.Page("pages/versions.py", title="Versions"),
        st.Page("pages/label_model.py", title="Label model"),
        st.Page("pages/models.py", title="Models"),
        st.Page("pages/recommendations.py", title="Recommendations"),
        st.Page("pages/changes.py", title="Changes"),
        st.Page("pages/be_a_user.py", title="Be a user"),
        st.Page("pages/embeddings.py", title="Embeddings"),
        st.Page("pages/error_analysis.py", title="Error analysis"),
        st.Page("pages/datasets.py", title="Datasets"),
    ],
    expanded=True,  # or the last of them hide behind a button
).run()
