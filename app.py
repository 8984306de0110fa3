"""The table of contents. A page may be asked for without this file having run, so nothing a page needs is here."""

import streamlit as st

st.navigation(
    [
        st.Page("pages/overview.py", title="Overview", icon=":material/home:", default=True),
        st.Page("pages/labeling_functions.py", title="Labeling functions", icon=":material/rule:"),
        st.Page("pages/label_model.py", title="Label model", icon=":material/balance:"),
        st.Page("pages/rating_model.py", title="Rating model", icon=":material/model_training:"),
        st.Page("pages/recommendations.py", title="Recommendations", icon=":material/auto_stories:"),
    ]
).run()
