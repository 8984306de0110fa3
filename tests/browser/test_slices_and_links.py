"""From a cell of the slices to its rows, and a link opened by somebody who has seen nothing before."""

import re

from live import Server
from playwright.sync_api import Browser, Page, expect

from pages.ui.coverage import SLICE_WIDTHS

from .screen import ROW_HEIGHT, open_page


def test_a_click_on_a_slices_accuracy_lists_the_rows_on_which_the_majority_is_wrong(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions", "?view=By%20slice")
    slices = page.locator(".st-key-slices-demo").get_by_test_id("stDataFrame")
    cells = slices.get_by_role("grid", include_hidden=True).locator("tr[aria-rowindex='3'] td")  # with review
    slices.scroll_into_view_if_needed()
    expect(cells).to_have_count(7)
    texts = [text.strip() for text in cells.all_text_contents()]
    assert texts[:2] == ["review", "with review"]
    gold, accuracy = int(texts[4]), float(texts[5]) / 100
    box = slices.bounding_box()
    assert box is not None
    headers = slices.get_by_role("grid", include_hidden=True).locator("th").all_text_contents()
    assert headers.index("accuracy") == 5
    spare = max(box["width"] - sum(SLICE_WIDTHS.values()), 0) / len(SLICE_WIDTHS)
    left = sum(list(SLICE_WIDTHS.values())[:5]) + 5 * spare  # of the column “accuracy”
    # Not at a place of the window: what stands above may still grow.
    slices.click(position={"x": left + SLICE_WIDTHS["accuracy"] / 2, "y": ROW_HEIGHT * 2.5})
    wrong = f"{gold - round(gold * accuracy):,} rows: the majority of the votes is wrong, review: with review"
    expect(page.get_by_text(re.compile(rf"^{wrong}"))).to_be_visible()
    page.get_by_role("link", name="Filter these rows under Data points").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data points")
    expect(page.get_by_text(re.compile(rf"^{wrong}"))).to_be_visible()


def test_a_link_shows_somebody_else_the_same_rows_page_tab_and_matrix(
    page: Page, server: Server, browser: Browser
) -> None:
    open_page(page, server, "labeling_functions", "?function=polarity_negative&view=Between%20functions")
    page.get_by_role("radio", name="agreement").click()
    expect(page).to_have_url(re.compile("agreement"))
    of_functions = page.url
    open_page(page, server, "data_points", '?rows={"queue":"uncovered"}')
    number = page.get_by_test_id("stNumberInput").get_by_role("spinbutton")
    number.fill("3")
    number.press("Enter")
    expect(page).to_have_url(re.compile(r"page=3"))
    of_rows = page.url
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as stranger:
        other = stranger.new_page()
        other.goto(of_functions)
        expect(other.get_by_text("Of the dev rows on which both vote, the share")).to_be_visible()
        expect(other.locator("[class*='st-key-demo-polarity_negative-number']")).to_be_visible()
        other.goto(of_rows)
        expect(other.get_by_text("rows without a vote · dev")).to_be_visible()
        expect(other.get_by_test_id("stNumberInput").get_by_role("spinbutton")).to_have_value("3")
        assert other.url == of_rows
