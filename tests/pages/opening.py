"""How a test opens a page without a browser, and what it finds there."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

TIMEOUT = 30
ROOT = Path(__file__).parents[2]


def opened(page: str, /, **query: str) -> AppTest:
    """A page as a person opens it from the navigation, or by a link that says more."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT).run()
    if page != "overview":
        app.switch_page(ROOT / f"pages/{page}.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def on_the_bench(function: str) -> AppTest:
    """The labeling functions page with that function to edit."""
    return opened("labeling_functions", function=function)


def texts(app: AppTest) -> str:
    """All that a page says in words."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error, app.warning, app.success)
    return unescaped("\n".join(str(element.value) for kind in kinds for element in kind))


def unescaped(markdown: str) -> str:
    """What a person reads where Markdown's own characters were escaped."""
    return markdown.replace("\\", "")


def button(app: AppTest, label: str):
    """The button with that label."""
    return next(found for found in app.button if found.label == label)


def lf_table(app: AppTest) -> dict[str, dict[str, str]]:
    """The LF table as the page shows it: name -> column -> what stands there."""
    table = app.dataframe[0].value.astype(str).map(str.strip)
    return {row["name"]: row for row in table.to_dict("records")}


def with_open(app: AppTest, popover: str) -> AppTest:
    """The page once a popover was opened, given its key."""
    app.session_state[popover] = True
    return app.run()
