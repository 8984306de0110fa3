"""From a source's tables to a `Dataset`: filters, internal numbers, histories, data points, splits, reviews."""

import logging
import math

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import AVERAGE_RATING, DEV, ITEM, ITEM_ID, RATINGS_COUNT, STARS, TEST, TEXT, USER, USER_ID, VALID
from recsys.data.dataset import Dataset, Histories, Pairs, Reviews
from recsys.data.source import Source
from recsys.errors import BadInput
from recsys.progress import Report, part, silent
from recsys.settings import About, BuildSettings

log = logging.getLogger(__name__)


def build(source: Source, settings: BuildSettings, about: About, report: Report = silent) -> Dataset:
    """The dataset, not yet stored, without features. Raises BadInput if the filters leave nobody or nothing rated."""
    report(0.0, "filtering users and items")
    items, kept, filtered = _filter(source, settings)
    left_out = source.left_out | filtered
    users = kept.select(pl.col(USER_ID).unique().sort())
    kept = kept.join(users.with_row_index(USER), on=USER_ID).join(
        items.select(ITEM_ID).with_row_index(ITEM), on=ITEM_ID
    )
    report(0.2, "collecting what each user touched")
    histories = _histories(kept, users.height)
    split_of_user = _split_users(users.height, settings)
    rated = (
        kept.filter(pl.col(STARS) > 0)
        .with_columns(split=pl.lit(split_of_user).gather(pl.col(USER)))
        .sort("split", USER, ITEM)
    )
    if rated.is_empty():
        raise BadInput("No user rated anything: a rating above 0 is needed. Check which column holds the rating.")
    left_out["touched without rating (history only)"] = kept.height - rated.height
    stars = rated[STARS].to_numpy().astype(np.float32)
    pairs = Pairs(
        user=rated[USER].to_numpy().astype(np.int32),
        item=rated[ITEM].to_numpy().astype(np.int32),
        stars=stars,
        gold=(stars >= settings.positive_from).astype(np.int8),
        split=rated["split"].to_numpy().astype(np.int8),
    )
    reviews = _reviews(source, rated, part(report, 0.3, 1.0))
    log.info("built %s: %d users, %d items, %d data points", about.name, users.height, items.height, len(pairs))
    return Dataset(
        about=about,
        settings=settings,
        users=users.cast(pl.String),
        items=_with_averages(items, kept).with_columns(pl.col(ITEM_ID).cast(pl.String)),
        histories=histories,
        pairs=pairs,
        reviews=reviews,
        features={},
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _filter(source: Source, settings: BuildSettings) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, int]]:
    """Kept items, kept interactions, and how many were left out for which reason."""
    # Ids as categories: joining and sorting them takes half the time and the memory that it takes with strings.
    touched = source.interactions.with_columns(pl.col(USER_ID, ITEM_ID).cast(pl.Categorical))
    items = _with_ratings_count(source.items.with_columns(pl.col(ITEM_ID).cast(pl.Categorical)), touched)
    kept_items = items.filter(pl.col(RATINGS_COUNT).is_between(settings.min_item_ratings, settings.max_item_ratings))
    of_kept_items = touched.join(kept_items.select(ITEM_ID), on=ITEM_ID, how="semi")
    sizes = of_kept_items.group_by(USER_ID).len("size")
    wanted = sizes.filter(pl.col("size").is_between(settings.min_user_items, settings.max_user_items))
    if wanted.is_empty():
        raise BadInput(
            f"None of the {sizes.height:,} users touched {settings.min_user_items:,} to {settings.max_user_items:,} "
            f"of the {kept_items.height:,} kept items, so there is nothing to work on. "
            f"Lower min_user_items or min_item_ratings, or raise the maximum."
        )
    kept = of_kept_items.join(wanted.select(USER_ID), on=USER_ID, how="semi")
    left_out = {
        f"items with fewer than {settings.min_item_ratings:,} ratings": (
            items.filter(pl.col(RATINGS_COUNT).fill_null(-1) < settings.min_item_ratings).height
        ),
        f"items with more than {settings.max_item_ratings:,} ratings": (
            items.filter(pl.col(RATINGS_COUNT) > settings.max_item_ratings).height
        ),
        "interactions with items left out or unknown": touched.height - of_kept_items.height,
        f"users with fewer than {settings.min_user_items:,} items": (
            sizes.filter(pl.col("size") < settings.min_user_items).height
        ),
        f"users with more than {settings.max_user_items:,} items": (
            sizes.filter(pl.col("size") > settings.max_user_items).height
        ),
        "interactions of users left out": of_kept_items.height - kept.height,
    }
    return kept_items, kept, left_out


def _with_ratings_count(items: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """Items with the number of their ratings: the source's own, or what is counted here where it gives none."""
    if RATINGS_COUNT in items.columns:
        return items
    counts = touched.filter(pl.col(STARS) > 0).group_by(ITEM_ID).agg(pl.len().cast(pl.Int64).alias(RATINGS_COUNT))
    return items.join(counts, on=ITEM_ID, how="left", maintain_order="left").with_columns(
        pl.col(RATINGS_COUNT).fill_null(0)
    )


def _histories(kept: pl.DataFrame, n_users: int) -> Histories:
    ordered = kept.select(USER, ITEM).sort(USER, ITEM)
    sizes = np.bincount(ordered[USER].to_numpy(), minlength=n_users)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Histories(offsets, ordered[ITEM].to_numpy().astype(np.int32))


def _split_users(n_users: int, settings: BuildSettings) -> npt.NDArray[np.int8]:
    """The split of each user: test from all, dev from the rest, valid from what then remains, as S1 does it."""
    order = np.random.default_rng(settings.seed).permutation(n_users)
    split = np.zeros(n_users, np.int8)
    start = 0
    for code, fraction in (
        (TEST, settings.test_fraction),
        (DEV, settings.dev_fraction),
        (VALID, settings.valid_fraction),
    ):
        size = math.ceil(fraction * (n_users - start))
        split[order[start : start + size]] = code
        start += size
    if start >= n_users:
        raise BadInput(
            f"{n_users} users are too few to split: no user is left to train on. Lower min_user_items or the fractions."
        )
    return split


def _reviews(source: Source, rated: pl.DataFrame, report: Report) -> Reviews:
    """Reviews of the data points; one that is only white space is none."""
    if source.reviews is None:
        return Reviews(np.empty(0, np.int32), pl.Series(TEXT, [], pl.String))
    wanted = rated.select(pl.col(USER_ID, ITEM_ID).cast(pl.String)).with_row_index("row")
    found = source.reviews(wanted.select(USER_ID, ITEM_ID), report)
    texts = (
        wanted.join(found, on=[USER_ID, ITEM_ID])
        .filter(pl.col(TEXT).str.strip_chars().str.len_bytes() > 0)
        .unique("row", keep="first", maintain_order=True)
        .sort("row")
    )
    return Reviews(texts["row"].to_numpy().astype(np.int32), texts[TEXT])


def _with_averages(items: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Items with an average rating: the source's own, or the mean stars here where it gives none.

    The mean of test users' stars would leak into what is shown only, never into a feature or a model.
    """
    if AVERAGE_RATING in items.columns:
        return items
    means = kept.filter(pl.col(STARS) > 0).group_by(ITEM_ID).agg(pl.col(STARS).mean().alias(AVERAGE_RATING))
    return items.join(means, on=ITEM_ID, how="left", maintain_order="left")
