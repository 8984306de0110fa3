"""How a test edits a table in place: Streamlit's own tests can't, so what the browser would send is sent."""

import json

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe


def editors(app: AppTest) -> list[Dataframe]:
    """The tables of a page that can be edited, in order."""
    return [table for table in app.dataframe if table.proto.editing_mode]


def edit(app: AppTest, number: int, row: int, **cells: object) -> AppTest:
    """The page once cells in a row of its editor of that number were changed."""
    states = app._tree.get_widget_states()
    sent = states.widgets.add()
    sent.id = editors(app)[number].proto.id
    edited = {name.replace("_", " "): value for name, value in cells.items()}
    sent.string_value = json.dumps({"edited_rows": {row: edited}, "added_rows": [], "deleted_rows": []})
    return app._run(states)
