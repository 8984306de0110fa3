"""The demo: a synthetic library in the Goodreads shape, generated offline, always the same for the same settings."""

import logging
from pathlib import Path

import numpy as np
import polars as pl
from pydantic import Field

from recsys.columns import ITEM_ID, STARS, TEXT, TIME, USER_ID
from recsys.data import dataset
from recsys.data.demo import raw, readers, reviews, world
from recsys.data.source import Source
from recsys.progress import Report, part, silent
from recsys.settings import About, BuildSettings, Settings

log = logging.getLogger(__name__)

KEPT_READERS = 0.83  # share of the readers whom S1's filter of 25 to 200 books keeps
GENRE = "young_adult"


class DemoSettings(Settings):
    """How large a world to make, counted after S1's filters, and its seed."""

    users: int = Field(3_000, ge=100, le=200_000, description="About how many readers S1's filters shall keep")
    books: int = Field(3_000, ge=500, le=200_000, description="About how many books S1's filters shall keep")
    seed: int = Field(1, ge=0, description="Seed of the whole world")


SIZES = {"small": DemoSettings(users=3_000, books=3_000), "full": DemoSettings(users=31_000, books=31_000)}


def build_settings(size: str) -> BuildSettings:
    """S1's filters and splits; at `small` the held-out parts are a tenth of the users each, to have enough rows."""
    if size == "small":
        return BuildSettings(test_fraction=0.1, dev_fraction=0.1, valid_fraction=0.1)
    return BuildSettings()


def about(name: str) -> About:
    """What a demo dataset says of itself."""
    return About(
        name=name,
        source="demo",
        synthetic=True,
        description="Readers, books, ratings and reviews made up by a program to resemble "
        "Goodreads' young-adult shelf. No person, book or opinion in it is real.",
        item_noun="book",
        created=dataset.now(),
    )


def source(settings: DemoSettings, report: Report = silent) -> Source:
    """The demo's tables, in memory; a review is written when it is asked for."""
    reviewer = generate(settings, report)
    library, touches = reviewer.world, reviewer.touches
    items = library.items()
    interactions = pl.DataFrame(
        {
            USER_ID: pl.Series(reviewer.user_id).gather(touches.reader),
            ITEM_ID: items[ITEM_ID].gather(touches.book),
            STARS: touches.stars.astype(np.float32),
            TIME: touches.time.astype(np.float64),
        }
    )

    def written(wanted: pl.DataFrame, report: Report) -> pl.DataFrame:
        index = pl.Series("touch", reviewer.reviewed)
        there = interactions.select(USER_ID, ITEM_ID)[reviewer.reviewed].with_columns(index)
        found = there.join(wanted, on=[USER_ID, ITEM_ID], how="semi", maintain_order="left")
        return found.select(USER_ID, ITEM_ID, pl.Series(TEXT, reviewer.write_all(found["touch"].to_numpy(), report)))

    return Source(items, interactions, written)


def generate(settings: DemoSettings, report: Report = silent) -> reviews.Reviewer:
    """The world, its readers, what they touched, and the reviewer that writes about it."""
    report(0.0, "making up authors and books")
    library = world.make(settings.books, settings.seed)
    report(0.2, "making up readers")
    people = readers.make(library, round(settings.users / KEPT_READERS), settings.seed)
    report(0.4, "letting readers pick and rate books")
    touches = readers.touches(library, people, settings.seed)
    log.info("demo world: %d books, %d readers, %d touches", len(library.title), len(people.size), len(touches.book))
    report(1.0, "the demo world is made")
    return reviews.Reviewer(library, people.user_id, touches, settings.seed)


def write_raw(settings: DemoSettings, folder: Path, report: Report = silent) -> None:
    """The demo in `folder` as the files of a Goodreads genre; reading them gives what `source` gives."""
    raw.write(generate(settings, part(report, 0.0, 0.1)), folder, GENRE, part(report, 0.1, 1.0))
