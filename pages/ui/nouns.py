"""What these data call things: who touches items, and the texts there are. Items: `frame.Desk.noun`."""

from recsys.settings import About

# Words about a review, and what they are where the texts are tags.
TAG_WORDS = {
    "the review has": "the tags have", "the review contains": "the tags contain", "the review": "the tags",
    "reviews": "tags", "Reviews": "Tags", "review ": "tag ",
}  # fmt: skip


def person(about: About) -> str:
    """A reader where the items are books, else a user."""
    return "reader" if about.item_noun == "book" else "user"


def texts(about: About) -> str:
    """The texts of the data points: reviews, or tags."""
    return "tags" if about.text_noun == "tags" else "reviews"


def kind_of_slice(about: About, kind: str) -> str:
    """What rows are sliced by, as it is to be read with these data."""
    return about.text_noun if kind == "review" else kind


def of_text(about: About, words: str) -> str:
    """Words about a review, as they are to be read with these data."""
    if about.text_noun == "tags":
        for of_review, of_tags in TAG_WORDS.items():
            words = words.replace(of_review, of_tags)
    return words
