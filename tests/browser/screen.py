"""What the tests find on a page, and how they get to one."""

import re

import live
from live import Server
from playwright.sync_api import Locator, Page, expect

ROW_HEIGHT = 31  # pixels, of a table's; 35 at Streamlit's own font size
JOB_TIMEOUT = 300_000  # milliseconds: workers give way to everybody else on the machine


def open_page(page: Page, server: Server, path: str, query: str = "") -> None:
    """By its address."""
    page.goto(f"{server.url}/{path}{query}")
    live.settle(page)


def go_to(page: Page, title: str) -> None:
    """By the navigation."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    live.settle(page)


def put_on_the_bench(page: Page, function: str) -> None:
    """Choose the function that is edited."""
    page.locator(".st-key-function").get_by_role("radio", name=function).click()
    live.settle(page)


def cell(page: Page, row: int, column: str) -> Locator:
    """A cell of the page's first table: what a screen reader finds in the canvas, so it is never “visible”."""
    table = page.get_by_test_id("stDataFrame").first.get_by_role("grid", include_hidden=True)
    number = table.locator("th", has_text=re.compile(f"^{column}$")).get_attribute("aria-colindex")
    return table.locator(f"tr[aria-rowindex='{row + 2}'] td[aria-colindex='{number}']")


def metric(page: Page, label: str) -> Locator:
    """A metric's value."""
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")


def keyed(page: Page, key: str, role: str) -> Locator:
    """The control of the widget with that key, in the form Streamlit gives it as a class."""
    return page.locator(f".st-key-{key}").get_by_role(role)  # type: ignore[arg-type]
