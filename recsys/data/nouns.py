"""What the texts of a dataset are called."""

from recsys.settings import About

WITH_TEXT = {"review": "reviews", "tags": "ratings with tags"}


def with_text(about: About) -> str:
    """What the data points that have a text are called where they are counted."""
    return WITH_TEXT[about.text_noun]


def counts_with_text(about: About, count: int) -> dict[str, int | None]:
    """How many data points have a text, for a table of datasets of either kind: under its own name, None elsewhere."""
    return dict.fromkeys(WITH_TEXT.values()) | {with_text(about): count}
