"""The tags of an item as one field of the items table: “funny|slow”, the most used first."""

import polars as pl

from recsys.columns import ITEM_ID, TAGS

TAG, COUNT = "tag", "count"
MOST = 20


def normalized(tag: pl.Expr) -> pl.Expr:
    """Tags as they are told apart: in lower case, on one line, without the sign that parts them."""
    return tag.str.to_lowercase().str.replace_all("|", "/", literal=True).str.replace_all(r"\s+", " ").str.strip_chars()


def with_tags(items: pl.DataFrame, tagged: pl.DataFrame) -> pl.DataFrame:
    """The items with their tags, at most 20 each.

    tagged: item_id, tag (normalized), count (how often it was given); a tag that comes again is added up, of equal ones
    the first stands first.
    """
    tags = (
        tagged.filter(pl.col(TAG) != "")
        .group_by(ITEM_ID, TAG, maintain_order=True)
        .agg(pl.col(COUNT).sum())
        .sort(COUNT, descending=True, maintain_order=True)
        .group_by(ITEM_ID, maintain_order=True)
        .agg(pl.col(TAG).head(MOST).str.join("|").alias(TAGS))
    )
    return items.join(tags, on=ITEM_ID, how="left", maintain_order="left").with_columns(pl.col(TAGS).fill_null(""))
