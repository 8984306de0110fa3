"""A click on a slice of the explore page's chart is seen in the histograms beside it, without the server's doing."""

import live
import pytest
from live import Server
from playwright.sync_api import Locator, Page, expect

from recsys.columns import GENRES
from recsys.data import dataset as datasets

from .screen import open_page

# How many books the histogram of ratings counts among those chosen.
COUNTS = """([count]) => {
    const labels = [...document.querySelectorAll("[data-testid=stVegaLiteChart] path[aria-label]")]
        .map(mark => mark.getAttribute("aria-label").match(/^ratings per book: .* of those chosen: ([\\d,]+)$/));
    return count === labels.reduce((sum, found) => sum + (found ? Number(found[1].replaceAll(",", "")) : 0), 0);
}"""


def test_a_click_on_a_genre_shows_its_books_over_all_and_shift_adds_another(page: Page, server: Server) -> None:
    open_page(page, server, "explore", "?items_by=genre")
    chart = page.get_by_test_id("stVegaLiteChart").nth(1)
    page.wait_for_function(COUNTS, arg=[books()])
    address = page.url
    row(chart, "fantasy").click()
    page.wait_for_function(COUNTS, arg=[books("fantasy")])
    row(chart, "adventure").click(modifiers=["Shift"])
    both = books("fantasy", "adventure")
    assert books("fantasy") < both < books("fantasy") + books("adventure")  # those in both count once
    page.wait_for_function(COUNTS, arg=[both])
    row(chart, "adventure").dblclick()
    page.wait_for_function(COUNTS, arg=[books()])
    live.settle(page)
    expect(page).to_have_url(address)


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_the_charts_are_as_wide_as_the_page(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, server, "explore")
    tab, chart = (page.locator(place).first.bounding_box() for place in (".st-key-linked-users", "svg.marks"))
    assert tab is not None
    assert chart is not None
    assert abs(tab["width"] - chart["width"]) < 2


def row(chart: Locator, genre: str) -> Locator:
    """The row of a genre among the slices, which lies over its bar."""
    return chart.locator(f"path[aria-label*='name: {genre};']").last


def books(*genres: str) -> int:
    """How many rated books of the demo have any of the genres, test left out; all if none is named."""
    dataset = datasets.load("demo")
    rated = dataset.items[GENRES].gather(sorted(set(dataset.pairs.item[: dataset.rows("test").start].tolist())))
    return sum(not genres or bool(set(genres) & set(text.split("|"))) for text in rated)
