"""From a source's tables to a `Dataset`: filters, internal numbers, histories, data points, splits, reviews."""

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys import memory
from recsys.columns import DEV, ITEM_ID, MEAN_STARS, RATINGS_COUNT, SPLITS, STARS, TEXT, TIME, USER_ID
from recsys.data import numbering, schema, splits
from recsys.data.dataset import Bytes, Dataset, Doubles, Floats, Histories, Ints, Pairs, Reviews
from recsys.data.source import Source
from recsys.errors import BadInput
from recsys.progress import Report, part, silent
from recsys.settings import About, BuildSettings
from recsys.threads import both

log = logging.getLogger(__name__)

NO_RATING = "touched without rating (history only)"
TOO_LATE = "touched without rating after what is held out began (left out)"


@dataclass(frozen=True)
class _Touches:
    """What was touched, under numbers instead of ids; all arrays (n,), but time may be (0,): unknown."""

    user: Ints
    item: Ints
    stars: Floats
    time: Doubles

    def where(self, mask: npt.NDArray[np.bool_]) -> "_Touches":
        """Those of a mask."""
        return self if mask.all() else _Touches(
            self.user[mask], self.item[mask], self.stars[mask], self.time[mask] if len(self.time) else self.time
        )  # fmt: skip


def _where(mask: npt.NDArray[np.bool_], array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return array if mask.all() else array[mask]


def build(source: Source, settings: BuildSettings, about: About, report: Report = silent) -> Dataset:
    """The dataset, not yet stored, without features. Raises BadInput if the filters leave nobody or nothing rated."""
    report(0.0, "numbering users and items")
    _, (users, touches) = both(partial(schema.check, source), partial(_numbered, source))
    source = replace(source, interactions=source.interactions.clear())  # may well be most of the memory
    report(0.2, "filtering users and items")
    users, items, touches, filtered = _filter(users, source.items, touches, settings)
    rated = touches.where(touches.stars > 0)
    if not len(rated.user):
        raise BadInput("No user rated anything: a rating above 0 is needed. Check which column holds the rating.")
    report(0.4, "splitting")
    split = splits.of_pairs(rated.user, rated.time, len(users), settings)
    histories, too_late = _histories(touches, split, len(users), settings)
    left_out = source.left_out | filtered
    left_out |= {NO_RATING: len(touches.user) - len(rated.user) - too_late, TOO_LATE: too_late}
    pairs = _pairs(rated, split, settings)
    items = _with_counts(items, pairs)
    reviews = _reviews(source, pairs, (users, items[ITEM_ID]), part(report, 0.5, 1.0))
    del touches, rated
    memory.give_back()
    log.info("built %s: %d users, %d items, %d data points", about.name, len(users), items.height, len(pairs))
    return Dataset(
        about=about,
        settings=settings,
        users=_described(users, source),
        items=items,
        histories=histories,
        pairs=pairs,
        reviews=reviews,
        features={},
        left_out={reason: count for reason, count in left_out.items() if count},
        places=source.places,
    )


def _numbered(source: Source) -> tuple[pl.Series, _Touches]:
    """The users' ids, ascending, and all touches. An item's number is its place in source.items, -1 if it has none."""
    touched = source.interactions
    (user, users), (code, ids) = both(*(partial(numbering.codes, touched[name]) for name in (USER_ID, ITEM_ID)))
    known = source.items.select(pl.col(ITEM_ID).cast(pl.String).alias("id")).with_row_index("place")
    place = ids.to_frame("id").join(known, on="id", how="left", maintain_order="left")["place"]
    time = touched[TIME].cast(pl.Float64).fill_null(np.nan).to_numpy() if TIME in touched.columns else np.empty(0)
    item = place.cast(pl.Int32).fill_null(-1).to_numpy()[code]
    return users, _Touches(user, item, touched[STARS].cast(pl.Float32).to_numpy(), time)


def _filter(
    users: pl.Series, items: pl.DataFrame, touches: _Touches, settings: BuildSettings
) -> tuple[pl.Series, pl.DataFrame, _Touches, dict[str, int]]:
    """What is kept of users, items and touches, these by user, then item; and how many were left out, by reason."""
    known = touches.item >= 0
    if RATINGS_COUNT in items.columns:
        ratings = items[RATINGS_COUNT].fill_null(-1).to_numpy()
    else:
        ratings = numbering.counts(_where(known & (touches.stars > 0), touches.item), items.height)
    keeps_item = (ratings >= settings.min_item_ratings) & (ratings <= settings.max_item_ratings)
    of_kept_items = known if keeps_item.all() else known & keeps_item[touches.item]
    sizes = numbering.counts(_where(of_kept_items, touches.user), len(users))
    keeps_user = (sizes >= settings.min_user_items) & (sizes <= settings.max_user_items)
    kept = of_kept_items if keeps_user.all() else of_kept_items & keeps_user[touches.user]
    if not kept.any():
        raise BadInput(
            f"None of the {np.count_nonzero(sizes):,} users touched {settings.min_user_items:,} to "
            f"{settings.max_user_items:,} of the {keeps_item.sum():,} kept items, so there is nothing to work on. "
            f"Ask for fewer items of a user (--min-user-items) or ratings of an item (--min-item-ratings), "
            f"or raise the maximum."
        )
    left_out = {
        f"items with fewer than {settings.min_item_ratings:,} ratings": ratings < settings.min_item_ratings,
        f"items with more than {settings.max_item_ratings:,} ratings": ratings > settings.max_item_ratings,
        "interactions with items left out or unknown": ~of_kept_items,
        f"users with fewer than {settings.min_user_items:,} items": (sizes > 0) & (sizes < settings.min_user_items),
        f"users with more than {settings.max_user_items:,} items": sizes > settings.max_user_items,
        "interactions of users left out": of_kept_items & ~kept,
    }
    found = touches.where(kept)
    numbered = replace(found, user=_renumbered(found.user, keeps_user), item=_renumbered(found.item, keeps_item))
    kept_items = items.filter(keeps_item).with_columns(pl.col(ITEM_ID).cast(pl.String))
    counts = {why: int(np.count_nonzero(what)) for why, what in left_out.items()}
    return users.filter(keeps_user), kept_items, _in_order(numbered), counts


def _renumbered(numbers: Ints, keeps: npt.NDArray[np.bool_]) -> Ints:
    """Places in a list as places among those of it that are kept."""
    return numbers if keeps.all() else (np.cumsum(keeps, dtype=np.int32) - 1)[numbers]


def _in_order(touches: _Touches) -> _Touches:
    """Touches by user, then item. Raises BadInput if a pair comes twice."""
    if not _are_ascending(touches.user, touches.item):
        user, item, place = numbering.in_order(touches.user, touches.item)
        touches = _Touches(user, item, *numbering.taken(place, [touches.stars, touches.time]))
        if not _are_ascending(user, item):
            raise BadInput(f"The interactions that were read name a user and an item more than once. {schema.REMEDY}")
    return touches


def _are_ascending(user: Ints, item: Ints) -> bool:
    """Whether pairs stand by user, then item, none twice."""
    return bool(((user[1:] > user[:-1]) | ((user[1:] == user[:-1]) & (item[1:] > item[:-1]))).all())


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
    sizes = numbering.counts(_where(known, touches.user), n_users)
    return Histories(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), _where(known, touches.item)), too_late


def _pairs(rated: _Touches, split: Bytes, settings: BuildSettings) -> Pairs:
    # They are by user and item already.
    order = np.concatenate([np.flatnonzero(split == code) for code in range(len(SPLITS))])
    time = rated.time if np.isfinite(rated.time).any() else np.empty(0)
    user, item, stars, time, split = numbering.taken(order, [rated.user, rated.item, rated.stars, time, split])
    return Pairs(
        user=user,
        item=item,
        stars=stars,
        gold=(stars >= settings.positive_from).view(np.int8),
        split=split,
        time=time,
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


def _with_counts(items: pl.DataFrame, pairs: Pairs) -> pl.DataFrame:
    """Items with the number of their ratings and their mean, of train and dev alone: what is held out has no say.

    The source's own number stays, as everybody knows it. The mean is only to be shown: it sees the stars of train,
    which are withheld from functions.
    """
    known = np.searchsorted(pairs.split, np.int8(DEV), "right")
    item, stars = pairs.item[:known], pairs.stars[:known]
    counts = numbering.counts(item, items.height)
    means = numbering.sums(item, stars, items.height) / np.maximum(counts, 1)
    found = items.with_columns(pl.Series(MEAN_STARS, means, pl.Float32).set(pl.Series(counts == 0), None))
    return found if RATINGS_COUNT in items.columns else found.with_columns(pl.Series(RATINGS_COUNT, counts))
