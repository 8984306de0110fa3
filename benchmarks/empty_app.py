"""What Streamlit itself takes: an app that computes nothing, with a slider, a 10-row table and a 50-bar chart."""

import altair as alt
import pandas as pd
import streamlit as st


def page(title: str) -> None:
    """A page that shows the slider's value in a table and in a chart."""
    st.title(title)
    value = st.slider("value", 0, 1_000, 100, key="value")
    st.dataframe(pd.DataFrame({"row": range(10), "value": [value + row for row in range(10)]}), hide_index=True)
    bars = pd.DataFrame({"bar": range(50), "height": [(value * bar) % 97 for bar in range(50)]})
    st.altair_chart(alt.Chart(bars).mark_bar().encode(x="bar:O", y="height:Q"))


def first() -> None:
    """One page."""
    page("First")


def second() -> None:
    """Another."""
    page("Second")


st.navigation([st.Page(first, title="First"), st.Page(second, title="Second")]).run()
