"""Whatever a source calls its users, books and authors is shown and never obeyed."""

from dataclasses import replace

import finished_runs
import live
import polars as pl
import pytest
from live import Server
from playwright.sync_api import Page, expect
from worlds import Rated, world

from recsys.columns import AUTHOR, DEV, ITEM_ID, TEST, TITLE, USER_ID, VALID
from recsys.data import dataset as datasets
from recsys.labeling.facts import features

from .screen import ROW_HEIGHT, cell, go_to, open_page

N_ITEMS = 20
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "![x](http://127.0.0.1:9/tracked.png)",
    "<script>alert(2)</script>",
    "[click](javascript:alert(3))",
    '"><iframe src="http://127.0.0.1:9/tracked.png"></iframe>',
    ":material/warning: $\\frac{1}{0}$ :red[red] `code`",
    "=HYPERLINK(A1)",
]


@pytest.fixture(scope="module")
def hostile(server: Server) -> str:
    """A dataset whose every text is an attack, with labels and a model; returns its name."""
    rated = [
        Rated(user, item, 4, f"Wonderful, perfect! {HOSTILE[item % 2]}")
        for user in range(8)
        for item in range(N_ITEMS - 12)
    ]
    split = {4: DEV, 5: VALID, 6: TEST, 7: TEST}
    tiny = world(rated, authors=["ann"] * N_ITEMS, split=split, name="hostile")
    texts = pl.Series([HOSTILE[i % len(HOSTILE)] for i in range(N_ITEMS)])
    dataset = replace(
        tiny,
        about=tiny.about.model_copy(update={"description": " ".join(HOSTILE)}),
        items=tiny.items.with_columns(
            texts.alias(TITLE), texts.alias(AUTHOR), (texts + tiny.items[ITEM_ID]).alias(ITEM_ID)
        ),
        users=pl.DataFrame({USER_ID: [f"{HOSTILE[u % len(HOSTILE)]}{u}" for u in range(8)]}),
        fingerprint="",
    )
    kept = datasets.save(features.add(dataset))
    finished_runs.model(kept, finished_runs.labels(kept))
    return "hostile"


def test_no_text_of_a_source_becomes_an_element_or_a_request(page: Page, server: Server, hostile: str) -> None:
    open_page(page, server, "recommendations", f"?dataset={hostile}")
    expect(cell(page, 0, "title")).to_have_text(HOSTILE[8 % len(HOSTILE)])
    grid = page.get_by_test_id("stDataFrame").first
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 10, box["y"] + ROW_HEIGHT * 2.5)  # the box before the second row chooses it
    expect(page.get_by_role("heading", level=3, name=HOSTILE[9 % len(HOSTILE)], exact=True)).to_be_visible()
    live.settle(page)
    for title in ("Overview", "Explore", "Labeling functions", "Label model", "Models", "Recommendations"):
        go_to(page, title)
        expect(page.get_by_role("combobox", name="Dataset")).to_have_value(hostile)
        content = page.get_by_test_id("stApp")
        expect(content.locator("img[src='x'], img[src*='tracked'], iframe, a[href^='javascript']")).to_have_count(0)
        scripts = content.locator("script").evaluate_all("all => all.map(one => one.textContent)")
        assert [text for text in scripts if "votebook_person" not in text] == []  # our own keeps who one is
    # The window's fixture fails the test if anything was asked for elsewhere, or a dialog opened.
