"""From a source's tables to a `Dataset`: filters, internal numbers, histories, data points, splits, reviews."""

import logging
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import DEV, ITEM_ID, MEAN_STARS, RATINGS_COUNT, STARS, TEXT, TIME, USER_ID
from recsys.data import splits
from recsys.data.dataset import Bytes, Dataset, Doubles, Floats, Histories, Ints, Pairs, Reviews
from recsys.data.source import Source
from recsys.errors import BadInput
from recsys.progress import Report, part, silent
from recsys.settings import About, BuildSettings

log = logging.getLogger(__name__)

NO_RATING = "touched without rating (history only)"
TOO_LATE = "touched without rating after what is held out began (left out)"


@dataclass(frozen=True)
class _Touches:
    """What was touched, by user, then item, under their numbers; all arrays (n,), but time may be (0,): unknown."""

    user: Ints
    item: Ints
    stars: Floats
    time: Doubles

    def among(self, mask: npt.NDArray[np.bool_]) -> "_Touches":
        time = self.time[mask] if len(self.time) else self.time
        return _Touches(self.user[mask], self.item[mask], self.stars[mask], time)


def build(source: Source, settings: BuildSettings, about: About, report: Report = silent) -> Dataset:
    """The dataset, not yet stored, without features. Raises BadInput if the filters leave nobody or nothing rated."""
    report(0.0, "filtering users and items")
    items, kept, filtered = _filter(source, settings)
    left_out = source.left_out | filtered
    report(0.2, "numbering users and items")
    users, touches = _numbered(kept, items)
    rated = touches.among(touches.stars > 0)
    if not len(rated.user):
        raise BadInput("No user rated anything: a rating above 0 is needed. Check which column holds the rating.")
    report(0.4, "splitting")
    split = splits.of_pairs(rated.user, rated.time, len(users), settings)
    histories, too_late = _histories(touches, split, len(users), settings)
    left_out |= {NO_RATING: len(touches.user) - len(rated.user) - too_late, TOO_LATE: too_late}
    pairs = _pairs(rated, split, settings)
    numbers = pl.Series(users), items[ITEM_ID].cast(pl.String)
    reviews = _reviews(source, pairs, numbers, part(report, 0.5, 1.0))
    log.info("built %s: %d users, %d items, %d data points", about.name, len(users), items.height, len(pairs))
    return Dataset(
        about=about,
        settings=settings,
        users=_described(users, source),
        items=_with_counts(items, source, rated, split).with_columns(pl.col(ITEM_ID).cast(pl.String)),
        histories=histories,
        pairs=pairs,
        reviews=reviews,
        features={},
        left_out={reason: count for reason, count in left_out.items() if count},
        places=source.places,
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


def _numbered(kept: pl.DataFrame, items: pl.DataFrame) -> tuple[pl.Series, _Touches]:
    """The users' ids, ascending, and what they touched under numbers instead of ids."""
    users = kept[USER_ID].unique().to_frame().with_columns(id=pl.col(USER_ID).cast(pl.String)).sort("id")
    user, item = _places(users[USER_ID], kept[USER_ID]), _places(items[ITEM_ID], kept[ITEM_ID])
    # One ascending list of numbers: user and item can be read from it again.
    keys = user.astype(np.int64) * items.height + item
    order = pl.Series(keys).arg_sort().to_numpy()
    time = kept[TIME].cast(pl.Float64).fill_null(np.nan).to_numpy() if TIME in kept.columns else np.empty(0)
    stars = kept[STARS].cast(pl.Float32).to_numpy()
    return users["id"], _Touches(user[order], item[order], stars[order], time[order] if len(time) else time)


def _places(ids: pl.Series, wanted: pl.Series) -> Ints:
    """Where each of `wanted` stands in `ids`, both of one kind of category."""
    codes = ids.to_physical().to_numpy()
    place = np.zeros(int(codes.max()) + 1, np.int32)
    place[codes] = np.arange(len(codes), dtype=np.int32)
    return place[wanted.to_physical().to_numpy()]


def _histories(touches: _Touches, split: Bytes, n_users: int, settings: BuildSettings) -> tuple[Histories, int]:
    """What each user is known to have touched, and how many touches without rating came too late to be known."""
    known, too_late = np.ones(len(touches.user), bool), 0
    if settings.split != "user":
        known[touches.stars > 0] = split <= DEV
    if settings.split == "time" and (split > DEV).any():
        begin = touches.time[touches.stars > 0][split > DEV].min()
        late = (touches.stars == 0) & (touches.time >= begin)
        known &= ~late
        too_late = int(late.sum())
    sizes = np.bincount(touches.user[known], minlength=n_users)
    return Histories(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), touches.item[known]), too_late


def _pairs(rated: _Touches, split: Bytes, settings: BuildSettings) -> Pairs:
    order = np.argsort(split, kind="stable")  # they are by user and item already
    stars = rated.stars[order]
    return Pairs(
        user=rated.user[order],
        item=rated.item[order],
        stars=stars,
        gold=(stars >= settings.positive_from).astype(np.int8),
        split=split[order],
        time=rated.time[order] if np.isfinite(rated.time).any() else np.empty(0),
    )


def _reviews(source: Source, pairs: Pairs, ids: tuple[pl.Series, pl.Series], report: Report) -> Reviews:
    """Reviews of the data points; one that is only white space is none."""
    if source.reviews is None:
        return Reviews(np.empty(0, np.int32), pl.Series(TEXT, [], pl.String))
    users, items = ids
    wanted = pl.DataFrame(
        {
            "row": np.arange(len(pairs), dtype=np.uint32),
            USER_ID: users.gather(pairs.user),
            ITEM_ID: items.gather(pairs.item),
        }
    )
    found = source.reviews(wanted.select(USER_ID, ITEM_ID), report)
    texts = (
        wanted.join(found, on=[USER_ID, ITEM_ID])
        .filter(pl.col(TEXT).str.strip_chars().str.len_bytes() > 0)
        .unique("row", keep="first", maintain_order=True)
        .sort("row")
    )
    return Reviews(texts["row"].to_numpy().astype(np.int32), texts[TEXT])


def _described(users: pl.Series, source: Source) -> pl.DataFrame:
    """The kept users, with what the source knows of them."""
    kept = pl.DataFrame({USER_ID: users})
    if source.users is None:
        return kept
    return kept.join(source.users.unique(USER_ID, keep="first"), on=USER_ID, how="left", maintain_order="left")


def _with_counts(items: pl.DataFrame, source: Source, rated: _Touches, split: Bytes) -> pl.DataFrame:
    """Items with the number of their ratings and their mean, of train and dev alone: what is held out has no say.

    The source's own number stays, as everybody knows it. The mean is only to be shown: it sees the stars of train,
    which are withheld from functions.
    """
    item, stars = rated.item[split <= DEV], rated.stars[split <= DEV]
    counts = np.bincount(item, minlength=items.height)
    means = np.bincount(item, stars, minlength=items.height) / np.maximum(counts, 1)
    found = items.with_columns(pl.Series(MEAN_STARS, means, pl.Float32).set(pl.Series(counts == 0), None))
    return found if RATINGS_COUNT in source.items.columns else found.with_columns(pl.Series(RATINGS_COUNT, counts))
