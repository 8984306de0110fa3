"""Tuning by mouse: from a number to its rows, from a curve to a threshold; and two people at once."""

import re

import live
from live import Server
from playwright.sync_api import Browser, Page, expect

from pages.ui import keyword_evidence
from pages.ui.function_table import WIDTHS

from .screen import ROW_HEIGHT, cell, keyed, open_page


def click_cell(page: Page, row: int, column: str) -> None:
    """Click a cell of the page's first table, which is drawn on a canvas: by where it must be."""
    grid = page.get_by_test_id("stDataFrame").first
    headers = grid.get_by_role("grid", include_hidden=True).locator("th").all_text_contents()
    box = grid.bounding_box()
    assert box is not None
    # Columns share equally in the room that what they asked for leaves.
    spare = max(box["width"] - sum(WIDTHS.values()), 0) / len(WIDTHS)
    widths = [asked + spare for asked in WIDTHS.values()]
    left = sum(widths[: headers.index(column)]) + widths[headers.index(column)] / 2
    page.mouse.move(box["x"] + left, box["y"] + ROW_HEIGHT * (row + 1.5))
    page.mouse.down()
    page.mouse.up()


def test_a_click_on_a_number_lists_just_as_many_rows(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions")
    incorrect = (cell(page, 0, "incorrect").text_content() or "").strip()  # numbers stand padded in the table
    click_cell(page, 0, "incorrect")
    expect(page.get_by_text(re.compile(rf"^{incorrect} rows: stars_in_review votes wrongly"))).to_be_visible()
    page.get_by_role("link", name="Filter these rows under Data points").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data points")
    expect(page.get_by_text(re.compile(rf"^{incorrect} rows: stars_in_review votes wrongly"))).to_be_visible()
    page.reload()  # the link restores the view
    expect(page.get_by_text(re.compile(rf"^{incorrect} rows: stars_in_review votes wrongly"))).to_be_visible()


def test_a_click_on_the_curve_takes_that_threshold_and_undo_takes_it_back(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions", "?function=polarity_negative")
    number = keyed(page, "demo-polarity_negative-number", "spinbutton")
    expect(number).not_to_have_value("")  # the field is there before its number is
    before = number.input_value()
    curve = page.locator("[class*='st-key-sweep-demo-polarity_negative']").locator("svg.marks")  # once it is drawn
    box = curve.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + 60)
    expect(number).not_to_have_value(before)
    live.settle(page)
    page.get_by_role("button", name="Undo").click()
    expect(number).to_have_value(before)


def test_a_term_is_switched_off_in_its_table_but_never_the_last_one(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions", "?function=stars_in_review")
    for side, term in (("negative", "3 star"), ("positive", "5 stars")):
        before = coverage(page)
        terms = keyed(page, f"demo-stars_in_review-{side}", "textbox")
        terms.fill(term)
        terms.press("Control+Enter")
        expect(cell(page, 0, "coverage")).not_to_have_text(before)
    live.settle(page)
    both = coverage(page)
    switch_term(page, 0)
    expect(cell(page, 0, "coverage")).not_to_have_text(both)
    live.settle(page)
    one = coverage(page)
    switch_term(page, 1)
    expect(page.get_by_role("alert").filter(has_text="every term is switched off")).to_be_visible()
    live.settle(page)
    expect(cell(page, 0, "coverage")).to_have_text(one)


def coverage(page: Page) -> str:
    """The first function's, as the table shows it."""
    return (cell(page, 0, "coverage").text_content() or "").strip()


def switch_term(page: Page, row: int) -> None:
    """Click the box before a term, which is drawn on a canvas."""
    box = page.locator("[class*='st-key-terms-demo-stars_in_review']").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + keyword_evidence.WIDTHS["on"] / 2, box["y"] + ROW_HEIGHT * (row + 1.5))


def test_two_people_edit_at_once_and_neither_sees_the_others_edits(browser: Browser, server: Server) -> None:
    ann, ben = (browser.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2))
    pages = [person.new_page() for person in (ann, ben)]
    key = "demo-subjectivity_positive-number"
    for page, value in zip(pages, ("0.6", "0.8"), strict=True):
        open_page(page, server, "labeling_functions", "?function=subjectivity_positive")
        number = keyed(page, key, "spinbutton")
        number.fill(value)
        number.press("Enter")
        expect(keyed(page, "demo-subjectivity_positive-slider", "slider")).to_have_attribute("aria-valuetext", value)
    for page, value in zip(pages, ("0.6", "0.8"), strict=True):
        page.reload()
        expect(keyed(page, key, "spinbutton")).to_have_value(value)
    second = ann.new_page()  # another tab of the same browser is the same person
    open_page(second, server, "labeling_functions", "?function=subjectivity_positive")
    expect(keyed(second, key, "spinbutton")).to_have_value("0.6")
    for person in (ann, ben):
        person.close()
