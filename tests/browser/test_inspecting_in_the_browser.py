"""What only a browser can tell of the pages that inspect: rows, maps and charts that are clicked and dragged."""

import re
from dataclasses import replace

import finished_runs
import live
import numpy as np
import polars as pl
import pytest
from live import Server
from playwright.sync_api import FloatRect, Page, expect
from worlds import Rated, world

from recsys.columns import DEV, GENRES, TEST, VALID
from recsys.data import dataset as datasets
from recsys.inspection.item_map import MapItems
from recsys.labeling.facts import features
from recsys.runs import ModelRun

from .screen import ROW_HEIGHT, open_page

N_ITEMS = 20
ON_SHELVES = 16
LEGEND = 33  # pixels from the top of the map to the middle of its legend's first line


@pytest.fixture(scope="module")
def mapped(server: Server) -> ModelRun:
    """A model whose map has eight war books on the left and eight drama books on the right."""
    rated = [Rated(user, item, 4, "Wonderful, perfect!") for user in range(8) for item in range(ON_SHELVES)]
    split = {4: DEV, 5: VALID, 6: TEST, 7: TEST}
    tiny = world(rated, authors=["ann"] * N_ITEMS, split=split, name="mapped")
    genres = pl.Series(GENRES, ["war" if item < ON_SHELVES // 2 else "drama" for item in range(N_ITEMS)])
    kept = datasets.save(features.add(replace(tiny, items=tiny.items.with_columns(genres), fingerprint="")))
    run = finished_runs.model(kept, finished_runs.labels(kept))
    left = [[item % 2, item] for item in range(8)]
    right = [[10 + item % 2, item * 2 - 4] for item in range(8)]  # higher and lower than all on the left
    np.savez(
        MapItems(dataset="mapped", run=run.id, items=1_000).file,
        items=np.arange(ON_SHELVES, dtype=np.int32), places=np.array(left + right, float),
    )  # fmt: skip
    return run


def test_the_first_row_that_is_clicked_stands_in_the_address(page: Page, server: Server, mapped: ModelRun) -> None:
    open_page(page, server, "recommendations", "?dataset=mapped")
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 10, box["y"] + ROW_HEIGHT * 1.5)
    expect(page).to_have_url(re.compile("[?&]item=i16(&|$)"))
    page.reload()
    live.settle(page)
    expect(page).to_have_url(re.compile("[?&]item=i16(&|$)"))


def test_on_the_map_a_rectangle_and_the_legend_list_titles_and_hovering_names_one(
    page: Page, server: Server, mapped: ModelRun
) -> None:
    open_page(page, server, "embeddings", "?dataset=mapped&view=Map")
    box = canvas(page)
    left, width, height = box["x"], box["width"], box["height"]
    # From the right, as the leftmost dots are on the edge.
    page.mouse.move(left + width * 0.5, box["y"] + height * 0.2)
    page.mouse.down()
    page.mouse.move(left + width * 0.3, box["y"] + height * 0.5, steps=4)
    page.mouse.move(left + 2, box["y"] + height - 2, steps=4)
    page.mouse.up()
    listed = page.get_by_role("heading", level=3)
    expect(listed).to_have_text("8 books chosen")
    page.mouse.dblclick(left + width * 0.25, box["y"] + height * 0.5)
    expect(listed).to_have_count(0)
    page.mouse.click(left + 43, box["y"] + LEGEND)  # “war”, the first
    expect(listed).to_have_text("8 books chosen")
    page.mouse.dblclick(left + width * 0.5, box["y"] + height * 0.5)
    expect(listed).to_have_count(0)
    tip = page.locator("#vg-tooltip-element.visible")
    for step in range(0, 250, 5):  # up along the left edge, where the lowest dot is book 0's
        page.mouse.move(left + 12, box["y"] + height - 10 - step)
        if tip.count():
            break
    expect(tip).to_contain_text("Book 0")


def canvas(page: Page) -> FloatRect:
    """Where the page's chart is drawn."""
    drawn = page.get_by_test_id("stVegaLiteChart").locator("canvas").first
    page.set_viewport_size({"width": 1440, "height": 1300})  # or its lower end is below the window
    drawn.wait_for()
    live.settle(page)
    box = drawn.bounding_box()
    assert box is not None
    return box
