"""Edit a threshold, see the table change, fit, train, get recommendations: the way a newcomer goes."""

import re

import live
from live import Server
from playwright.sync_api import Page, expect

from .screen import JOB_TIMEOUT, cell, go_to, keyed, metric, open_page


def test_from_a_threshold_to_recommendations(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions", "?function=polarity_positive")
    expect(cell(page, 2, "name")).to_have_text("polarity_positive")
    coverage, covered = cell(page, 2, "coverage").text_content(), metric(page, "train rows covered").inner_text()
    slider = keyed(page, "demo-polarity_positive-slider", "slider")
    number = keyed(page, "demo-polarity_positive-number", "spinbutton")
    expect(number).to_have_value("0.3")

    slider.press("ArrowRight")
    expect(cell(page, 2, "coverage")).not_to_have_text(coverage or "")
    expect(metric(page, "train rows covered")).not_to_have_text(covered)
    expect(number).to_have_value("0.31")

    number.fill("0.3")
    number.press("Enter")
    expect(cell(page, 2, "coverage")).to_have_text(coverage or "")
    expect(metric(page, "train rows covered")).to_have_text(covered)
    expect(slider).to_have_attribute("aria-valuetext", "0.3")

    go_to(page, "Label model")
    page.get_by_role("button", name="Fit the label model").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("It stands on the functions as they are now.")).to_be_visible(timeout=JOB_TIMEOUT)
    expect(cell(page, 0, "labels by")).to_have_text("this label model")

    go_to(page, "Models")
    epochs = keyed(page, "rating-epochs", "spinbutton")
    epochs.fill("2")
    epochs.press("Enter")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("It stands on the newest labels")).to_be_visible(timeout=JOB_TIMEOUT)
    expect(metric(page, "AUC")).to_have_text(re.compile(r"0\.\d{3}"))

    go_to(page, "Recommendations")
    expect(page.get_by_role("heading", name="Top 10")).to_be_visible()
    titles = {cell(page, row, "title").text_content() for row in range(10)}
    assert len(titles) == 10
    for reader in page.locator("[class*='st-key-reader-demo']").get_by_role("radio").all()[1:]:
        reader.click()
        live.settle(page)
        assert cell(page, 0, "title").text_content()
