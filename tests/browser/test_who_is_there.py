"""Who a browser is outlives the browser; and a form that did its work is out of the way."""

from pathlib import Path

import live
from live import Server
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .screen import keyed, open_page

NUMBER = "demo-subjectivity_positive-number"


def edit_to(page: Page, server: Server, value: str) -> None:
    """An edit, and once it is taken."""
    open_page(page, server, "labeling_functions", "?function=subjectivity_positive")
    number = keyed(page, NUMBER, "spinbutton")
    number.fill(value)
    number.press("Enter")
    expect(keyed(page, "demo-subjectivity_positive-slider", "slider")).to_have_attribute("aria-valuetext", value)


def expect_edit(page: Page, server: Server, value: str) -> None:
    """Whoever sits there still has that edit, and can take it back."""
    open_page(page, server, "labeling_functions", "?function=subjectivity_positive")
    expect(keyed(page, NUMBER, "spinbutton")).to_have_value(value)
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()


def test_a_browser_that_was_closed_and_opened_again_is_the_same_person(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    def opened(person: str) -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path / person, executable_path=live.CHROMIUM, args=live.FLAGS, viewport={"width": 1440, "height": 1000}
        )

    edits = {"ann": "0.61", "ben": "0.81"}
    for person, value in edits.items():
        with opened(person) as window:
            edit_to(window.pages[0], server, value)
    for person, value in edits.items():
        with opened(person) as window:
            # Or Streamlit's own token was kept, and this shows nothing.
            assert [cookie["name"] for cookie in window.cookies()] == ["votebook_person"]
            expect_edit(window.pages[0], server, value)
            window.pages[0].reload()
            expect(keyed(window.pages[0], NUMBER, "spinbutton")).to_have_value(value)


def test_a_browser_is_told_once_who_is_there_below_everything_else_in_the_sidebar(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions")
    told = page.get_by_test_id("stSidebar").get_by_test_id("stHtml")
    expect(told).to_have_count(1)
    assert told.evaluate("block => block.getBoundingClientRect().height") == 0
    blocks = page.get_by_test_id("stSidebarUserContent").get_by_test_id("stElementContainer")
    expect(blocks.last.get_by_test_id("stHtml")).to_have_count(1)
    page.reload()
    live.settle(page)
    expect(page.get_by_test_id("stHtml")).to_have_count(0)


def test_a_new_function_lies_on_the_bench_and_its_form_is_out_of_the_way(page: Page, server: Server) -> None:
    open_page(page, server, "labeling_functions")
    new = page.get_by_role("button", name="New function")
    new.click()
    name = page.get_by_role("textbox", name="Name")
    name.fill("wordy")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("button", name="Add it")).to_have_count(0)
    expect(page.get_by_test_id("stToast")).to_contain_text("Added wordy")
    table = page.get_by_test_id("stDataFrame").first.get_by_role("grid", include_hidden=True)
    expect(table.locator("td[aria-colindex='1']").last).to_have_text("wordy")  # below whatever others left there
    expect(page.locator(".st-key-function").get_by_role("radio", name="wordy")).to_be_checked()
    new.click()
    expect(name).to_have_value("")
