"""Upload a table, correct a column, read the report, keep it, and find it open."""

from pathlib import Path

import live
from live import Server
from playwright.sync_api import Locator, Page, expect

from recsys.data import dataset as datasets

from .screen import JOB_TIMEOUT, cell, metric, open_page


def table(place: Path) -> Path:
    """40 readers with five books each, which they rated 1 to 5; one line without a reader, one that comes twice."""
    lines = [
        f"r{reader},b{book},{1 + (reader + book) % 5},{'fine' if (reader + book) % 5 > 2 else 'dull'},said {reader}"
        for reader in range(40)
        for book in range(5)
    ]
    path = place / "my shelf.csv"
    path.write_text("\n".join(["user,item,rating,review,remark", *lines, ",b1,3,fine,said", lines[0]]))
    return path


def choose(page: Page, label: str, option: str) -> None:
    """Choose in one of the form's boxes."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    live.settle(page)


def reported(page: Page, label: str) -> Locator:
    """A number of the report; the other tab has such numbers of the dataset that is open."""
    numbers = page.get_by_role("tabpanel", name="Add a dataset").get_by_test_id("stMetric")
    return numbers.filter(has_text=label).get_by_test_id("stMetricValue")


def test_an_uploaded_table_is_checked_kept_and_opened(page: Page, server: Server, home: Path, tmp_path: Path) -> None:
    open_page(page, server, "datasets", "?show=Add%20a%20dataset")
    page.locator("input[type=file]").set_input_files(table(tmp_path))
    expect(page.get_by_role("combobox", name="review text")).to_be_visible()
    live.settle(page)
    choose(page, "review text", "remark")

    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", name="my-shelf would be this")).to_be_visible(timeout=JOB_TIMEOUT)
    expect(reported(page, "rows read")).to_have_text("202")
    expect(reported(page, "ratings")).to_have_text("200")
    expect(reported(page, "liked")).to_have_text("40.0%")
    expect(page.get_by_text("No title is known: items are shown by their ids.")).to_be_visible()
    assert "my-shelf" not in datasets.names()

    page.reload()
    page.get_by_role("button", name="Keep it as my-shelf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview", timeout=JOB_TIMEOUT)
    live.settle(page)
    expect(page.get_by_text("Read from the table my-shelf.csv.").first).to_be_visible()
    expect(metric(page, "reviews")).to_have_text("200")
    kept = datasets.load("my-shelf")
    assert kept.reviews.text[0].startswith("said ")
    assert list((home / "uploads").iterdir()) == []

    open_page(page, server, "datasets", "?dataset=my-shelf")
    expect(cell(page, 1, "name")).to_have_text("my-shelf")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nothing else stands on it.")).to_be_visible()
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.get_by_text("Nothing else stands on it.")).to_have_count(0)
    live.settle(page)
    assert datasets.names() == ["demo"]
