"""What was edited is on disk, and what was refused is left to be mended."""

from dataclasses import replace

from live import Server
from playwright.sync_api import Page, expect
from worlds import Rated, world

from recsys.columns import DEV, TEST, VALID
from recsys.data import dataset as datasets
from recsys.labeling.facts import features

from .screen import cell, go_to, keyed, open_page, put_on_the_bench


def test_an_edit_is_still_there_after_a_reload_and_undone_by_a_click(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions", "?function=subjectivity_positive")
    number = keyed(page, "demo-subjectivity_positive-number", "spinbutton")
    number.fill("0.6")
    number.press("Enter")
    expect(keyed(page, "demo-subjectivity_positive-slider", "slider")).to_have_attribute("aria-valuetext", "0.6")
    page.reload()
    expect(number).to_have_value("0.6")
    page.get_by_role("button", name="Undo").click()
    expect(number).to_have_value("0.75")


def test_the_dataset_of_the_address_stays_when_the_page_changes(page: Page, server: Server) -> None:
    rated = [Rated(user, item, 4, "fine") for user in range(8) for item in range(3)]
    tiny = world(rated, split={4: DEV, 5: VALID, 6: TEST, 7: TEST}, name="zebra")
    datasets.save(features.add(replace(tiny, fingerprint="")))
    open_page(page, server, "", "?dataset=zebra")
    for title in ("Models", "Label model", "Overview"):
        go_to(page, title)
        expect(page.get_by_role("combobox", name="Dataset")).to_have_value("zebra")


def test_a_refused_keyword_list_says_why_and_stays_to_be_mended(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions", "?function=stars_in_review")
    coverage = cell(page, 0, "coverage").text_content()
    terms = keyed(page, "demo-stars_in_review-positive", "textbox")
    typed = "5 stars\nfive stars\n" + 201 * "x"
    terms.fill(typed)
    terms.press("Control+Enter")
    refusal = page.get_by_role("alert").filter(has_text="Not taken")
    expect(refusal).to_contain_text("201 characters; 200 are the limit")
    expect(refusal).to_contain_text("The function stays as it was.")
    # Something else is done meanwhile, and the sentence is still there to be read.
    put_on_the_bench(page, "polarity_negative")
    expect(refusal).to_have_count(0)
    keyed(page, "demo-polarity_negative-on", "switch").focus()
    page.keyboard.press("Space")
    expect(cell(page, 4, "name")).to_have_count(0)
    page.keyboard.press("Space")
    expect(cell(page, 4, "name")).to_have_text("polarity_negative")
    put_on_the_bench(page, "stars_in_review")
    expect(refusal).to_be_visible()
    expect(terms).to_have_value(typed)

    terms.fill("5 stars\nfive stars")
    terms.press("Control+Enter")
    expect(refusal).to_have_count(0)
    expect(cell(page, 0, "coverage")).not_to_have_text(coverage or "")
    page.get_by_role("button", name="Starting functions").click()
    expect(cell(page, 0, "coverage")).to_have_text(coverage or "")
